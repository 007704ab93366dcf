import type { Clock } from '../clock.ts';
import type { Pools } from '../db/pools.ts';
import { isTransient, transaction } from '../db/transaction.ts';
import type { Log } from '../log.ts';
import { append, type Appended } from './append.ts';
import type { KnownAuthors } from './authors.ts';
import type { SourceBuffer } from './buffer.ts';
import type { Incoming } from './incoming.ts';
import { Fenced, findShow, makePartitions } from './store.ts';

export interface AppenderDeps {
  pools: Pools;
  known: KnownAuthors;
  clock: Clock;
  log: Log;
  /** After a commit. */
  appended(workspaceId: string, showId: string, done: Appended): void;
  /** A row that no try can store; it is counted and told, and nothing else is lost for it. */
  refused(row: Incoming): void;
  /** Rows of a holder that has been followed by another were refused. */
  fenced(broadcastIds: ReadonlySet<string>, events: number): void;
  /** How long an append of some rows took. */
  took(ms: number): void;
  /** After an append the show rests this long, so that a steady stream goes in batches. An idle show writes at once. */
  restMs: number;
}

const BATCH = 1_000;
/** SQLSTATE classes that speak of the data itself: a wrong value, a broken constraint, a limit passed. */
const DATA_FAULT = /^(22|23|54)/;
const NO_PARTITION = 'no partition of relation';
const LONGEST_BACKOFF_MS = 2_000;

/** Appends for one show: one append at a time, from its sources in turn, so that a flood does not stand before others. */
export class Appender {
  readonly #deps: AppenderDeps;
  readonly #workspaceId: string;
  readonly #showId: string;
  readonly #sources = new Set<SourceBuffer>();
  #running: Promise<void> | null = null;
  #show: { isRehearsal: boolean } | null | undefined;
  #givenUp = false;

  constructor(deps: AppenderDeps, workspaceId: string, showId: string) {
    this.#deps = deps;
    this.#workspaceId = workspaceId;
    this.#showId = showId;
  }

  add(buffer: SourceBuffer): void {
    this.#sources.add(buffer);
  }

  remove(buffer: SourceBuffer): void {
    this.#sources.delete(buffer);
  }

  get isEmpty(): boolean {
    return this.#sources.size === 0 && this.#running === null;
  }

  kick(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
      // Something may have come between the last look and here.
      if (!this.#givenUp && this.#waiting() > 0) this.kick();
    });
  }

  /** Stops trying again: what could not be written will be delivered again, its cursor was not saved. */
  giveUp(): void {
    this.#givenUp = true;
  }

  #waiting(): number {
    let size = 0;
    for (const source of this.#sources) size += source.size;
    return size;
  }

  async #run(): Promise<void> {
    while (!this.#givenUp && this.#waiting() > 0) {
      const taken = takeInTurn([...this.#sources], BATCH);
      await this.#write(taken.flatMap((one) => one.rows).sort((a, b) => a.arrival - b.arrival));
      for (const { source, rows } of taken) source.appended(rows.length);
      if (this.#waiting() < BATCH) await this.#deps.clock.sleep(this.#deps.restMs);
    }
  }

  /** Until it is written, refused row by row, or given up. */
  async #write(rows: readonly Incoming[]): Promise<void> {
    if (rows.length === 0) return;
    for (let tries = 0; !this.#givenUp; tries++) {
      try {
        return await this.#once(rows);
      } catch (error) {
        if (error instanceof Fenced) return this.#write(this.#withoutFenced(rows, error));
        if (isDataFault(error)) return this.#split(rows, error);
        await this.#pause(tries, error);
      }
    }
  }

  async #once(rows: readonly Incoming[]): Promise<void> {
    const { pools, known } = this.#deps;
    const [workspaceId, showId] = [this.#workspaceId, this.#showId];
    this.#show ??= await findShow(pools.hot, workspaceId, showId);
    if (this.#show === null) return this.#gone(rows);
    const { isRehearsal } = this.#show;
    const startedMs = this.#deps.clock.elapsed();
    // Repeatable: the keys make a second run do nothing.
    const done = await transaction(pools.hot, (tx) => append(tx, { workspaceId, showId, isRehearsal, rows, known }), {
      repeatable: true,
    });
    this.#deps.took(this.#deps.clock.elapsed() - startedMs);
    known.remember(done.authors);
    this.#deps.appended(workspaceId, showId, done);
  }

  async #split(rows: readonly Incoming[], error: unknown): Promise<void> {
    // What the show's removal broke is nobody's data any more: look again before blaming a row.
    this.#show = undefined;
    const [first] = rows;
    if (first === undefined) return;
    if (rows.length === 1) {
      if ((await findShow(this.#deps.pools.hot, this.#workspaceId, this.#showId)) === null) return this.#gone(rows);
      this.#deps.log.error(
        { show: this.#showId, broadcast: first.source.broadcastId, kind: first.kind, id: first.platformId, error },
        'event-refused',
      );
      return this.#deps.refused(first);
    }
    const middle = Math.ceil(rows.length / 2);
    await this.#write(rows.slice(0, middle));
    await this.#write(rows.slice(middle));
  }

  /** Of who holds its connection no longer nothing is written: who holds it now has it from the platform. */
  #withoutFenced(rows: readonly Incoming[], { broadcastIds }: Fenced): Incoming[] {
    const left = rows.filter((row) => !broadcastIds.has(row.source.broadcastId));
    this.#deps.log.warn({ broadcasts: [...broadcastIds], events: rows.length - left.length }, 'append-fenced');
    this.#deps.fenced(broadcastIds, rows.length - left.length);
    return left;
  }

  #gone(rows: readonly Incoming[]): void {
    this.#deps.log.warn({ show: this.#showId, events: rows.length }, 'append-show-gone');
  }

  async #pause(tries: number, error: unknown): Promise<void> {
    const fields = { show: this.#showId, tries, error };
    if (isTransient(error)) this.#deps.log.warn(fields, 'append-failed');
    else this.#deps.log.error(fields, 'append-failed');
    if (error instanceof Error && error.message.includes(NO_PARTITION)) {
      await makePartitions(this.#deps.pools.rest).catch((cause: unknown) =>
        this.#deps.log.error({ error: cause }, 'partitions-failed'),
      );
    }
    await this.#deps.clock.sleep(Math.min(LONGEST_BACKOFF_MS, 50 * 2 ** tries));
  }
}

function isDataFault(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false;
  return DATA_FAULT.test(error.code) && !error.message.includes(NO_PARTITION);
}

/** Equal shares first, then what is left to those that have more. */
export function takeInTurn(
  sources: readonly SourceBuffer[],
  limit: number,
): { source: SourceBuffer; rows: Incoming[] }[] {
  const busy = sources.filter((source) => source.size > 0).sort((a, b) => a.size - b.size);
  let left = limit;
  return busy.map((source, index) => {
    const rows = source.take(Math.ceil(left / (busy.length - index)));
    left -= rows.length;
    return { source, rows };
  });
}
