import type { Delivery } from '../../connectors/platforms/contract.ts';
import type { Clock } from '../clock.ts';
import type { Pools } from '../db/pools.ts';
import { transaction, type Tx } from '../db/transaction.ts';
import { takeNumbers, type Change } from '../feed/store.ts';
import type { LaneRef } from '../lanes/lane.ts';
import type { Log } from '../log.ts';
import type { Scope } from '../workspaces/scope.ts';
import { Appender, type AppenderDeps } from './appender.ts';
import { KnownAuthors } from './authors.ts';
import { SourceBuffer } from './buffer.ts';
import { FairShares } from './fair-share.ts';
import { incomingOf, type SourceInfo } from './incoming.ts';
import { Skew } from './spoken-at.ts';
import { appendStaffEvents, type StaffEvent } from './staff.ts';

export interface IntakeDeps {
  pools: Pools;
  lanes: { ring(refs: readonly LaneRef[]): void };
  feed: { told(showId: string): void };
  clock: Clock;
  log: Log;
  restMs?: number;
  buffer?: { events: number; bytes: number };
}

/** Writes down once what connections deliver. */
export interface Intake {
  open(source: SourceInfo): IntakeSource;
  /** Staff actions as rows of the same log; returns their numbers. */
  appendStaff(scope: Scope, showId: string, events: readonly StaffEvent[]): Promise<number[]>;
  /**
   * The same inside the caller's transaction. The caller gives `changes`, with its own, to the feed as the last
   * statement, and calls `appended` after the commit.
   */
  appendStaffIn(
    tx: Tx,
    scope: Scope,
    showId: string,
    events: readonly StaffEvent[],
  ): Promise<{ seqs: number[]; changes: Change[] }>;
  /** After the commit of `appendStaffIn`: rings the show's lane and tells the feed. */
  appended(workspaceId: string, showId: string): void;
  stats(): IntakeStats;
  /** Writes what is buffered, for at most five seconds; what is left will be delivered again. */
  close(): Promise<void>;
}

export interface IntakeSource {
  /** Resolves when the delivery is buffered; waits while the buffer is full. What is acknowledged to a platform must wait for `drained`. */
  deliver(delivery: Delivery): Promise<void>;
  /** Everything delivered so far is in the record, or was refused. */
  drained(): Promise<void>;
  /** Writes what is buffered and closes. */
  close(): Promise<void>;
}

export interface IntakeStats {
  waiting: number;
  stored: number;
  duplicates: number;
  refused: number;
  /** Of a process that held the connection no longer. */
  fenced: number;
}

const CLOSE_LIMIT_MS = 5_000;

export function createIntake(deps: IntakeDeps): Intake {
  const { pools, clock, log } = deps;
  const appenders = new Map<string, Appender>();
  const buffers = new Set<SourceBuffer>();
  const skews = new Map<string, Skew>();
  const stats = { stored: 0, duplicates: 0, refused: 0, fenced: 0 };
  const shares = new FairShares();
  let arrivals = 0;

  const decideLane = (workspaceId: string, showId: string): LaneRef => ({
    id: `decide:${showId}`,
    workspaceId,
    showId,
  });
  const appended = (workspaceId: string, showId: string): void => {
    deps.lanes.ring([decideLane(workspaceId, showId)]);
    deps.feed.told(showId);
  };
  const appenderDeps: AppenderDeps = {
    pools,
    known: new KnownAuthors(),
    clock,
    log,
    restMs: deps.restMs ?? 8,
    refused: () => void stats.refused++,
    took: (ms) => shares.took(ms),
    fenced: (_broadcasts, events) => void (stats.fenced += events),
    appended(workspaceId, showId, done) {
      stats.stored += done.stored;
      stats.duplicates += done.duplicates;
      // Also when all were duplicates: the first delivery's ring may have died with its process.
      appended(workspaceId, showId);
      log.debug(
        { show: showId, first: done.firstSeq, stored: done.stored, duplicates: done.duplicates },
        'batch-appended',
      );
    },
  };

  function appenderOf(source: SourceInfo): Appender {
    const appender = appenders.get(source.showId) ?? new Appender(appenderDeps, source.workspaceId, source.showId);
    appenders.set(source.showId, appender);
    return appender;
  }

  // Kept over reconnects: the platform's clock does not change when a line drops.
  function skewOf(connectionId: string): Skew {
    const skew = skews.get(connectionId) ?? new Skew();
    skews.set(connectionId, skew);
    return skew;
  }

  function open(source: SourceInfo): IntakeSource {
    const buffer = new SourceBuffer(deps.buffer);
    const appender = appenderOf(source);
    const share = shares.open(clock.elapsed());
    const skew = skewOf(source.connectionId);
    appender.add(buffer);
    buffers.add(buffer);
    let closed = false;
    return {
      async deliver(delivery) {
        if (closed) throw new Error('delivered to a source that was closed');
        const row = incomingOf(source, delivery, delivery.receivedMs ?? clock.now(), skew, arrivals++);
        const waitMs = share.waitMs(clock.elapsed());
        if (waitMs > 0) await clock.sleep(waitMs);
        while (buffer.isFull) await buffer.room();
        buffer.add(row);
        appender.kick();
      },
      drained: () => buffer.drained(),
      async close() {
        closed = true;
        await buffer.drained();
        shares.close(share);
        buffers.delete(buffer);
        appender.remove(buffer);
        if (appender.isEmpty) appenders.delete(source.showId);
      },
    };
  }

  return {
    open,
    appended,
    appendStaffIn: (tx, scope, showId, events) => appendStaffEvents(tx, scope, showId, events, clock.now()),
    async appendStaff(scope, showId, events) {
      const seqs = await transaction(pools.hot, async (tx) => {
        const done = await appendStaffEvents(tx, scope, showId, events, clock.now());
        await takeNumbers(tx, scope.workspaceId, showId, done.changes);
        return done.seqs;
      });
      appended(scope.workspaceId, showId);
      return seqs;
    },
    stats: () => ({ ...stats, waiting: [...buffers].reduce((sum, buffer) => sum + buffer.size, 0) }),
    async close() {
      const drained = Promise.all([...buffers].map((buffer) => buffer.drained())).then(() => true);
      const limit = clock.sleep(CLOSE_LIMIT_MS).then(() => false);
      if (await Promise.race([drained, limit])) return;
      log.warn({ waiting: [...buffers].reduce((sum, buffer) => sum + buffer.size, 0) }, 'intake-closed-before-drained');
      for (const appender of appenders.values()) appender.giveUp();
    },
  };
}
