/** The second hand of the page: one timer, shared by everything that shows how long ago something was. */
class Clock {
  #now = $state(Date.now());
  #aheadMs = 0;

  constructor() {
    setInterval(() => (this.#now = Date.now() + this.#aheadMs), 1000);
  }
  /** Now by the hub's clock, once a second. */
  get now(): number {
    return this.#now;
  }
  /** The same, to the millisecond; not reactive. */
  exactNow(): number {
    return Date.now() + this.#aheadMs;
  }
  /** Viewers' waits are counted by the hub's clock, not by that of a laptop that is off. */
  setServer(serverMs: number): void {
    this.#aheadMs = serverMs - Date.now();
  }
}

export const clock = new Clock();
