/**
 * What of the comments' list has been read: the moving window that every poll reads again, because comments come into
 * the list late, are edited and go away. It is the resume cursor too. No clock: time here is the comments' own.
 */
import { createHash } from 'node:crypto';

/** How far back a poll reads again in any case; less where so much is said that it would cost too many pages. */
const OVERLAP_SECONDS = 10;
const BUSY_OVERLAP_SECONDS = 3;
const BUSY_FROM = 200;
/** And how many known comments it reads again where little is said: with the new ones they fit one page. */
const AGAIN = 60;
const AGAIN_DEEP = 450;
const LONGEST_SECONDS = 600;
const KEPT = 2_000;

interface Known {
  /** Null: known from a cursor only. */
  id: string | null;
  second: number;
  words: string;
  /** The poll that saw it last. */
  seenIn: number;
  /** Missing in the list, and yet there when asked for by its id. */
  hidden: boolean;
}

export type News = 'new' | 'edited' | 'known';

export class Window {
  readonly #known = new Map<string, Known>();
  #newest: number;
  /** Nothing older is ever asked for: it was read before, and its ids are forgotten. */
  #floor: number;
  #poll = 0;
  #since = 0;

  /** `startSecond`: where reading begins when nothing is known, by the platform's clock. */
  constructor(startSecond: number) {
    this.#newest = startSecond;
    this.#floor = startSecond - OVERLAP_SECONDS;
  }

  /** From where on the next poll reads, in unix seconds; `deep`: far enough back to notice old edits. */
  begin(deep: boolean): number {
    this.#poll += 1;
    this.#since = this.#from(deep);
    return this.#since;
  }

  #from(deep: boolean): number {
    const seconds = [...this.#known.values()].map(({ second }) => second).sort((a, b) => b - a);
    const recent = seconds.filter((second) => second >= this.#newest - OVERLAP_SECONDS).length;
    const overlap = this.#newest - (recent > BUSY_FROM ? BUSY_OVERLAP_SECONDS : OVERLAP_SECONDS);
    const back = seconds[Math.min(deep ? AGAIN_DEEP : AGAIN, seconds.length - 1)] ?? overlap;
    return Math.max(this.#floor, Math.min(overlap, Math.max(back, this.#newest - LONGEST_SECONDS)));
  }

  /** One comment that was there before the session began: known, however old. */
  remember(id: string, text: string, atMs: number | null): void {
    this.see(id, text, atMs);
    if (atMs !== null) this.#floor = Math.min(this.#floor, Math.floor(atMs / 1000));
  }

  /** One comment of a page. */
  see(id: string, text: string, atMs: number | null): News {
    const key = digest(id, 10);
    const words = digest(text, 6);
    const second = atMs === null ? this.#newest : Math.floor(atMs / 1000);
    const before = this.#known.get(key);
    this.#known.set(key, { id, second, words, seenIn: this.#poll, hidden: false });
    this.#newest = Math.max(this.#newest, second);
    if (!before) return 'new';
    return before.words === words ? 'known' : 'edited';
  }

  /**
   * Known comments that a poll, read to its end, should have seen and did not. Only those whose second was surely inside:
   * the platform may count its bound in or out.
   */
  missing(): string[] {
    return [...this.#known.values()].flatMap(({ id, second, seenIn, hidden }) =>
      id !== null && !hidden && second > this.#since && seenIn < this.#poll ? id : [],
    );
  }

  gone(id: string): void {
    this.#known.delete(digest(id, 10));
  }

  stillThere(id: string): void {
    const known = this.#known.get(digest(id, 10));
    if (known) known.hidden = true;
  }

  /** After a poll: what is too old to be read again is forgotten. */
  prune(): void {
    if (this.#known.size <= KEPT) return;
    const floor = this.#newest - OVERLAP_SECONDS;
    const byAge = [...this.#known].sort(([, a], [, b]) => b.second - a.second);
    for (const [key, { second }] of byAge.slice(KEPT)) if (second < floor) this.#known.delete(key);
  }

  /** With what the first poll after a resume reads again, so that it neither loses nor repeats. */
  save(): SavedWindow {
    const from = this.#from(false);
    const again = [...this.#known].filter(([, { second }]) => second >= from);
    const known = again.map(([key, { second, words }]) => `${key}${words}${this.#newest - second}`);
    return { at: this.#newest, from, known };
  }

  static restored({ at, from, known }: SavedWindow): Window {
    const window = new Window(at);
    window.#floor = from;
    for (const one of known) {
      const second = at - Number(one.slice(16));
      if (!Number.isSafeInteger(second)) continue;
      window.#known.set(one.slice(0, 10), { id: null, second, words: one.slice(10, 16), seenIn: 0, hidden: false });
    }
    return window;
  }
}

export interface SavedWindow {
  /** The newest comment's second, and from where on all is known. */
  at: number;
  from: number;
  /** An id's digest, its words' digest, and how many seconds it is older than the newest. */
  known: string[];
}

const digest = (text: string, length: number): string =>
  createHash('sha256').update(text.toWellFormed()).digest('base64url').slice(0, length);
