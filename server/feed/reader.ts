import type pg from 'pg';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { wantedOf } from './coalesce.ts';
import type { ServerFrame } from './entry.ts';
import { allDays, loadSnapshot, loadWanted, recentDays } from './load.ts';
import { RecentFrames } from './recent-frames.ts';
import { Turns } from './turns.ts';
import { readChanges, readNumbers, type FollowedShow } from './store-changes.ts';

/** A frame as it goes out: made into bytes once, whoever gets it. */
export interface Frame {
  bytes: Buffer;
  /** The number of who may take it; a snapshot may be taken by anybody. */
  from: number | null;
  n: number;
}

export interface ReaderDeps {
  pool: pg.Pool;
  clock: Clock;
  log: Log;
}

/** At most twenty frames a second; an idle show's first change goes at once. */
const FRAME_EVERY_MS = 50;
const LOOK_EVERY_MS = 1_000;
const MOST_ROWS = 1_000;
/** Who is further behind than this gets a snapshot instead. */
export const MOST_CHANGES = 2_000;
/** A snapshot is given to all who ask within this time: after a restart everybody does. */
const SNAPSHOT_SHARED_MS = 500;
/** Loads of this show for those who catch up, at one time: they must not stand before the show itself. */
const MOST_CATCHING_UP = 2;

/** Reads one show's changes for everybody in this process who follows it, and makes each frame once. */
export class ShowReader {
  readonly show: FollowedShow;
  readonly #deps: ReaderDeps;
  readonly #followers = new Set<(frame: Frame) => void>();
  readonly #look: NodeJS.Timeout;
  #n: number;
  #lastSeq: number;
  #busy = false;
  #again = false;
  #lastMs = -Infinity;
  #timer: NodeJS.Timeout | null = null;
  #snapshot: { frame: Promise<Frame>; madeMs: number } | null = null;
  #closed = false;
  readonly #recent = new RecentFrames();
  readonly #catchUps = new Map<number, Promise<Frame>>();
  readonly #turns = new Turns(MOST_CATCHING_UP);

  private constructor(deps: ReaderDeps, show: FollowedShow, n: number, lastSeq: number) {
    this.#deps = deps;
    this.show = show;
    this.#n = n;
    this.#lastSeq = lastSeq;
    this.#look = setInterval(() => this.told(), LOOK_EVERY_MS);
  }

  static async open(deps: ReaderDeps, show: FollowedShow): Promise<ShowReader> {
    const { n, lastSeq } = await readNumbers(deps.pool, show);
    return new ShowReader(deps, show, n, lastSeq);
  }

  get n(): number {
    return this.#n;
  }

  get followers(): number {
    return this.#followers.size;
  }

  follow(take: (frame: Frame) => void): () => void {
    this.#followers.add(take);
    return () => this.#followers.delete(take);
  }

  /** Something may have changed. */
  told(): void {
    if (this.#closed) return;
    if (this.#busy) this.#again = true;
    else if (this.#timer === null) {
      const waitMs = this.#lastMs + FRAME_EVERY_MS - this.#deps.clock.elapsed();
      if (waitMs <= 0) void this.#read();
      else this.#timer = setTimeout(() => void this.#read(), waitMs);
    }
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#look);
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#followers.clear();
  }

  async #read(): Promise<void> {
    this.#timer = null;
    this.#busy = true;
    this.#again = false;
    this.#lastMs = this.#deps.clock.elapsed();
    let more = false;
    try {
      const frame = await this.#next(this.#n, recentDays(this.#deps.clock.now()));
      if (frame !== null) this.#publish(frame.frame);
      more = frame?.more === true;
    } catch (error) {
      this.#deps.log.warn({ show: this.show.showId, error }, 'feed-read-failed');
    }
    this.#busy = false;
    if (more && !this.#closed) void this.#read();
    else if (this.#again) this.told();
  }

  #publish(frame: Frame): void {
    this.#n = frame.n;
    this.#recent.add(frame);
    for (const take of [...this.#followers]) take(frame);
  }

  async #next(since: number, days: { from: string; to: string }): Promise<{ frame: Frame; more: boolean } | null> {
    const { pool, clock } = this.#deps;
    const changes = await readChanges(pool, this.show, since, MOST_ROWS);
    if (changes.length === 0) return null;
    const wanted = wantedOf(changes, MOST_ROWS);
    const loaded = await loadWanted(pool, this.show, wanted, days);
    this.#lastSeq = Math.max(this.#lastSeq, wanted.messages?.toSeq ?? 0);
    const frame = framed(
      {
        t: 'changes',
        show: this.show.showId,
        n: wanted.n,
        lastSeq: this.#lastSeq,
        serverMs: clock.now(),
        changes: loaded,
      },
      since,
    );
    return { frame, more: wanted.n < (changes.at(-1)?.n ?? 0) || changes.length === MOST_ROWS };
  }

  /**
   * Brings somebody from `since` (null: nothing) some way towards now; null when they have left meanwhile. When a
   * whole room reconnects at once, most are served from the last frames and the others share what is loaded. `inOne`:
   * everything in one frame, however often it changed, for those who read slowly.
   */
  async catchUp(since: number | null, isThere: () => boolean, inOne: boolean): Promise<Frame | null> {
    if (since === null || since > this.#n || this.#n - since > MOST_CHANGES) return this.#sharedSnapshot();
    const recent = inOne ? undefined : this.#recent.after(since);
    if (recent !== undefined) return recent;
    const held = this.#catchUps.get(since);
    if (held !== undefined) return held;
    return this.#turns.take(async () => {
      if (!isThere()) return null;
      const loading = this.#catchUps.get(since) ?? this.#load(since);
      this.#catchUps.set(since, loading);
      return loading.finally(() => this.#catchUps.delete(since));
    });
  }

  async #load(since: number): Promise<Frame> {
    const next = await this.#next(since, allDays(this.show, this.#deps.clock.now()));
    return next?.frame ?? this.#sharedSnapshot();
  }

  #sharedSnapshot(): Promise<Frame> {
    const nowMs = this.#deps.clock.elapsed();
    if (this.#snapshot !== null && nowMs - this.#snapshot.madeMs < SNAPSHOT_SHARED_MS) return this.#snapshot.frame;
    const made = { frame: this.#makeSnapshot(), madeMs: Infinity };
    this.#snapshot = made;
    made.frame.then(
      // Shared for a while from when it is there; a failed one is not given to the next.
      () => (made.madeMs = this.#deps.clock.elapsed()),
      () => (this.#snapshot = null),
    );
    return made.frame;
  }

  /** The number first, then what there is: the snapshot may be newer than its number, never older. */
  async #makeSnapshot(): Promise<Frame> {
    const { pool, clock } = this.#deps;
    const { n, lastSeq } = await readNumbers(pool, this.show);
    const changes = await loadSnapshot(pool, this.show, lastSeq, allDays(this.show, clock.now()));
    return framed({ t: 'snapshot', show: this.show.showId, n, lastSeq, serverMs: clock.now(), changes }, null);
  }
}

function framed(frame: Extract<ServerFrame, { t: 'snapshot' | 'changes' }>, from: number | null): Frame {
  return { bytes: Buffer.from(JSON.stringify(frame)), from, n: frame.n };
}
