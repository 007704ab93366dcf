import type { Answered, Failure } from './api.ts';

/** A thing the hub gives: its value, why it is missing, and whether the wait is long enough to show a skeleton. */
export class Resource<T> {
  #ask: () => Promise<Answered<T>>;
  #value = $state.raw<T | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #slow = $state(false);
  #turn = 0;

  constructor(ask: () => Promise<Answered<T>>) {
    this.#ask = ask;
  }
  get value(): T | null {
    return this.#value;
  }
  get failure(): Failure | null {
    return this.#failure;
  }
  /** Still waiting after 300 ms: before that a skeleton only flickers. */
  get slow(): boolean {
    return this.#slow;
  }
  set(value: T): void {
    this.#turn++;
    this.#value = value;
    this.#failure = null;
  }
  async load(): Promise<void> {
    const turn = ++this.#turn;
    const timer = setTimeout(() => (this.#slow = turn === this.#turn && this.#value === null), 300);
    const answer = await this.#ask();
    clearTimeout(timer);
    // An older answer that comes late must not replace a newer one.
    if (turn !== this.#turn) return;
    this.#slow = false;
    this.#failure = answer.ok ? null : answer.failure;
    if (answer.ok) this.#value = answer.value;
  }
}
