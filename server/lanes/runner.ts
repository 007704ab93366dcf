import type { Clock } from '../clock.ts';
import { isTransient } from '../db/transaction.ts';
import type { Log } from '../log.ts';
import type { Drained, LaneRef } from './lane.ts';

export interface RunnerOptions {
  drain(ref: LaneRef): Promise<Drained>;
  /** Lanes drained at one time; each holds a connection or two of the pool. */
  concurrency: number;
  /** After a drain that says nothing of it the lane rests this long, so that a steady stream is taken in batches. An idle lane starts at once. */
  restMs: number;
  clock: Pick<Clock, 'elapsed'>;
  log: Log;
}

interface Entry {
  ref: LaneRef;
  state: 'queued' | 'running' | 'resting';
  /** Rung while it ran or rested: what was rung for may have come after it looked. */
  again: boolean;
  faults: number;
  sinceMs: number;
  timer: NodeJS.Timeout | null;
  waiting: (() => void)[];
}

const LONGEST_BACKOFF_MS = 2_000;

/** Drains lanes of this process: one drain a lane at a time, the lanes in turn, a failed one again after a pause. */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #queue: Entry[] = [];
  #running = 0;
  #stopped = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  ring(ref: LaneRef): void {
    if (this.#stopped) return;
    const entry = this.#entries.get(ref.id);
    if (entry === undefined) this.#enqueue(this.#entry(ref));
    else entry.again = true;
    this.#pump();
  }

  /** Rings and resolves when the lane has nothing more to do, or has failed and waits for its next try. */
  drained(ref: LaneRef): Promise<void> {
    this.ring(ref);
    const entry = this.#entries.get(ref.id);
    if (entry === undefined) return Promise.resolve();
    return new Promise((resolve) => entry.waiting.push(resolve));
  }

  /** True while a drain of this lane has been waiting for its turn for longer than that. */
  isBehind(id: string, ms: number): boolean {
    const entry = this.#entries.get(id);
    return entry !== undefined && entry.state === 'queued' && this.#options.clock.elapsed() - entry.sinceMs >= ms;
  }

  stats(): { running: number; queued: number } {
    return { running: this.#running, queued: this.#queue.length };
  }

  /** Starts nothing more and waits for what runs. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#queue.length = 0;
    const running = [...this.#entries.values()].filter((entry) => entry.state === 'running');
    for (const entry of this.#entries.values()) {
      if (entry.timer !== null) clearTimeout(entry.timer);
      if (entry.state !== 'running') this.#end(entry);
    }
    await Promise.all(running.map((entry) => new Promise<void>((resolve) => entry.waiting.push(resolve))));
  }

  #entry(ref: LaneRef): Entry {
    const entry: Entry = { ref, state: 'queued', again: false, faults: 0, sinceMs: 0, timer: null, waiting: [] };
    this.#entries.set(ref.id, entry);
    return entry;
  }

  #enqueue(entry: Entry): void {
    entry.state = 'queued';
    entry.again = false;
    entry.sinceMs = this.#options.clock.elapsed();
    this.#queue.push(entry);
  }

  #pump(): void {
    while (!this.#stopped && this.#running < this.#options.concurrency) {
      const entry = this.#queue.shift();
      if (entry === undefined) return;
      void this.#run(entry);
    }
  }

  async #run(entry: Entry): Promise<void> {
    entry.state = 'running';
    // What it was rung for while it waited, it finds now.
    entry.again = false;
    this.#running++;
    const drained = await this.#drain(entry);
    this.#running--;
    if (this.#stopped) this.#end(entry);
    else if (drained === null) this.#rest(entry, backoffMs(entry.faults));
    else if (drained.more) this.#enqueue(entry);
    else this.#rest(entry, drained.restMs ?? this.#options.restMs);
    this.#pump();
  }

  /** null: it failed. */
  async #drain(entry: Entry): Promise<Drained | null> {
    try {
      const drained = await this.#options.drain(entry.ref);
      entry.faults = 0;
      return drained;
    } catch (error) {
      entry.faults++;
      entry.again = true;
      const fields = { lane: entry.ref.id, faults: entry.faults, error };
      if (isTransient(error)) this.#options.log.warn(fields, 'lane-drain-failed');
      else this.#options.log.error(fields, 'lane-drain-failed');
      return null;
    }
  }

  #rest(entry: Entry, ms: number): void {
    entry.state = 'resting';
    if (!entry.again) resolveAll(entry);
    else if (entry.faults > 0) resolveAll(entry);
    entry.timer = setTimeout(() => this.#rested(entry), ms);
  }

  #rested(entry: Entry): void {
    entry.timer = null;
    if (!entry.again) return this.#end(entry);
    this.#enqueue(entry);
    this.#pump();
  }

  #end(entry: Entry): void {
    this.#entries.delete(entry.ref.id);
    resolveAll(entry);
  }
}

function resolveAll(entry: Entry): void {
  for (const resolve of entry.waiting.splice(0)) resolve();
}

const backoffMs = (faults: number): number => Math.min(LONGEST_BACKOFF_MS, 50 * 2 ** faults);
