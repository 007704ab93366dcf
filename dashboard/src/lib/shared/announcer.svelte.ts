import { Pacer } from './pacing.ts';

/** Two off-screen voices: a polite digest at most each 5 s, and an alert at most each 10 s. The chat itself is silent. */
class Announcer {
  #polite = $state('');
  #urgent = $state('');
  #digest = new Pacer(5000, (words) => (this.#polite = words));
  #alarm = new Pacer(10_000, (words) => (this.#urgent = words));

  constructor() {
    setInterval(() => {
      this.#digest.tick(Date.now());
      this.#alarm.tick(Date.now());
    }, 1000);
  }
  get polite(): string {
    return this.#polite;
  }
  get urgent(): string {
    return this.#urgent;
  }
  say(words: string): void {
    this.#digest.offer(words, Date.now());
  }
  alert(words: string): void {
    this.#alarm.offer(words, Date.now());
  }
  /** Says the last digest once more: the region must change, or nothing is read. */
  again(): void {
    this.#polite = this.#polite.endsWith('\u00a0') ? this.#polite.trimEnd() : `${this.#polite}\u00a0`;
  }
}

export const announcer = new Announcer();
