/**
 * How fast one source may be read while others speak too. A platform that floods (a broken connector, an attack) is slowed
 * down before its flood stands in the one record of the show, where everybody's messages are taken in order. Pure: time
 * comes in as a value. By itself, or among sources that are as busy, a source is never slowed.
 */
const PACE_A_SECOND = 400;
/** Said at once without being slowed: a page of a list, a moment of excitement. */
const BURST = 100;
/** A source is slowed when it says this many times as much as the busiest of the others. */
const FAR_BUSIER = 2;
/** Below this a source counts as silent, and is not a reason to slow another. */
const SPEAKS_A_SECOND = 0.2;
/** An append that takes longer than this says that the machine is busy: then a flood gets less of it. */
const QUICK_APPEND_MS = 25;
/** Not less than a busy platform really says, or a busy machine would make a good platform late for ever. */
const LEAST_PART = 0.65;
/** How long a rate remembers. */
const MEMORY_MS = 5_000;
/** Waits are gathered, so that a slowed source costs few timers. */
const LEAST_WAIT_MS = 20;

export class FairShares {
  readonly #shares = new Set<Share>();
  #appendMs = 0;

  /** An append took so long; a few of them tell how busy the machine is. */
  took(ms: number): void {
    this.#appendMs += (ms - this.#appendMs) / 8;
  }

  open(nowMs: number): Share {
    const share = new Share(nowMs, this.#shares, () =>
      Math.max(LEAST_PART, Math.min(1, QUICK_APPEND_MS / this.#appendMs)),
    );
    this.#shares.add(share);
    return share;
  }

  close(share: Share): void {
    this.#shares.delete(share);
  }
}

class Share {
  readonly #all: ReadonlySet<Share>;
  readonly #part: () => number;
  #tokens = BURST;
  #filledMs: number;
  #count = 0;
  #countedMs: number;

  constructor(nowMs: number, all: ReadonlySet<Share>, part: () => number) {
    this.#all = all;
    this.#part = part;
    this.#filledMs = nowMs;
    this.#countedMs = nowMs;
  }

  /** One more is delivered: how long it has to wait first. */
  waitMs(nowMs: number): number {
    this.#fade(nowMs);
    this.#count++;
    const pace = PACE_A_SECOND * this.#part();
    this.#tokens = Math.min(BURST, this.#tokens + ((nowMs - this.#filledMs) / 1_000) * pace) - 1;
    this.#filledMs = nowMs;
    if (this.#tokens >= 0) return 0;
    if (!this.#isFarBusier(nowMs)) {
      this.#tokens = 0;
      return 0;
    }
    const waitMs = (-this.#tokens / pace) * 1_000;
    return waitMs < LEAST_WAIT_MS ? 0 : waitMs;
  }

  /** Messages a second, the recent ones counting most. */
  #rate(nowMs: number): number {
    this.#fade(nowMs);
    return (this.#count / MEMORY_MS) * 1_000;
  }

  #fade(nowMs: number): void {
    this.#count *= Math.exp(-Math.max(0, nowMs - this.#countedMs) / MEMORY_MS);
    this.#countedMs = nowMs;
  }

  #isFarBusier(nowMs: number): boolean {
    const own = this.#rate(nowMs);
    let busiest = 0;
    for (const other of this.#all) if (other !== this) busiest = Math.max(busiest, other.#rate(nowMs));
    return busiest > SPEAKS_A_SECOND && own > FAR_BUSIER * busiest;
  }
}
