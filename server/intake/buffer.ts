import type { Incoming } from './incoming.ts';
import { isMergeable, merged } from './merge.ts';

export const MOST_EVENTS = 5_000;
export const MOST_BYTES = 8 * 1024 * 1024;

/** What one source has delivered and the record has not yet. Bounded: when it is full the source waits. */
export class SourceBuffer {
  #rows: Incoming[] = [];
  #bytes = 0;
  #taken = 0;
  #newestCursor: string | null = null;
  #mergeable = new Map<string, Incoming>();
  #waiting: (() => void)[] = [];
  #idle: (() => void)[] = [];
  readonly #most: { events: number; bytes: number };

  constructor(most: { events: number; bytes: number } = { events: MOST_EVENTS, bytes: MOST_BYTES }) {
    this.#most = most;
  }

  get size(): number {
    return this.#rows.length;
  }

  get isFull(): boolean {
    return this.#rows.length >= this.#most.events || this.#bytes >= this.#most.bytes;
  }

  /** Resolves when there is room; ask again then, others may have been quicker. */
  room(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  add(row: Incoming): void {
    this.#newestCursor = row.cursor ?? this.#newestCursor;
    if (merged(this.#mergeable.get(row.kind), row)) {
      this.#bytes += 100;
      return;
    }
    if (isMergeable(row.kind)) this.#mergeable.set(row.kind, row);
    this.#rows.push(row);
    this.#bytes += row.bytes;
  }

  /**
   * The oldest rows, which can be merged into no more. They count as held until `appended`. A cursor moves past what
   * was merged into an earlier row only when everything before it is taken too.
   */
  take(limit: number): Incoming[] {
    const rows = this.#rows.splice(0, limit);
    for (const row of rows) if (this.#mergeable.get(row.kind) === row) this.#mergeable.delete(row.kind);
    const last = rows.at(-1);
    if (last !== undefined && this.#rows.length === 0) last.cursor = this.#newestCursor;
    this.#bytes =
      this.#rows.length === 0 ? 0 : Math.max(0, this.#bytes - rows.reduce((sum, row) => sum + row.bytes, 0));
    this.#taken += rows.length;
    if (!this.isFull) for (const resolve of this.#waiting.splice(0)) resolve();
    return rows;
  }

  appended(count: number): void {
    this.#taken -= count;
    if (this.isDrained) for (const resolve of this.#idle.splice(0)) resolve();
  }

  get isDrained(): boolean {
    return this.#taken === 0 && this.#rows.length === 0;
  }

  /** Resolves when everything delivered so far is in the record. */
  drained(): Promise<void> {
    return this.isDrained ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve));
  }
}
