/**
 * Lets words through at most once in `everyMs`; what comes meanwhile is kept, the newest wins, and the same words are
 * not said twice running. A screen reader that hears each of sixty lines a second hears nothing.
 */
export class Pacer {
  #everyMs: number;
  #say: (words: string) => void;
  #lastAt = -Infinity;
  #last = '';
  #waiting: string | null = null;

  constructor(everyMs: number, say: (words: string) => void) {
    this.#everyMs = everyMs;
    this.#say = say;
  }
  /** Offers words at a time; true when they were said at once. */
  offer(words: string, nowMs: number): boolean {
    if (words === this.#last && nowMs - this.#lastAt < this.#everyMs * 2) return false;
    if (nowMs - this.#lastAt < this.#everyMs) {
      this.#waiting = words;
      return false;
    }
    this.#lastAt = nowMs;
    this.#last = words;
    this.#waiting = null;
    this.#say(words);
    return true;
  }
  /** Says what waited, once its time has come. */
  tick(nowMs: number): void {
    if (this.#waiting !== null) this.offer(this.#waiting, nowMs);
  }
}
