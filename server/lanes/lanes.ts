import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Pools } from '../db/pools.ts';
import type { Tx } from '../db/transaction.ts';
import type { Log } from '../log.ts';
import { createBells, type BellBackend, type Bells } from './bells.ts';
import { transactionalLane } from './drain.ts';
import { kindOf, type LaneKind, type LaneRef, type StepKind } from './lane.ts';
import { Runner } from './runner.ts';
import { setWake, takeDue } from './store.ts';

export interface LanesOptions {
  pools: Pools;
  /** null: no bells, e.g. in a test of one process. The sweeper is then all that other processes have. */
  bells: BellBackend | null;
  clock: Clock;
  log: Log;
  concurrency?: number;
  restMs?: number;
  sweepMs?: number;
  /** When other processes are told: always, or only when this process does not get to a lane of its own at once. */
  ringOthers?: 'when-behind' | 'always';
}

/** Takes lanes in order: bells, row locks, sweeping, waking. Knows no noun. */
export interface Lanes {
  register(kind: LaneKind): void;
  /** A lane whose whole work is one transaction a batch; see `StepKind`. */
  registerSteps(kind: StepKind, limit?: number): void;
  /** After the commit. Fire and forget: never fails, never waits. */
  ring(refs: readonly LaneRef[]): void;
  /** Drains here and now and resolves when nothing is left; for tests and orderly ends. */
  drained(ref: LaneRef): Promise<void>;
  wakeAt(tx: Tx, ref: LaneRef, at: Date): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  stats(): { running: number; queued: number };
}

const WAKE_EVERY_MS = 250;
const SWEEP_EVERY_MS = 1_000;
const SWEEP_LIMIT = 200;
/** A lane of our own that has not begun by then is offered to the other processes. */
const BEHIND_MS = 50;

export function createLanes(options: LanesOptions): Lanes {
  const kinds = new Map<string, LaneKind>();
  const timers: NodeJS.Timeout[] = [];
  const unheard = new Set<string>();
  const process = randomUUID().slice(0, 8);
  const { log, pools } = options;
  let bells: Bells | null = null;
  let stopped = false;
  const runner = new Runner({
    drain: async (ref) => (await kinds.get(kindOf(ref.id))?.drain(ref)) ?? { more: false },
    concurrency: options.concurrency ?? 4,
    restMs: options.restMs ?? 10,
    clock: options.clock,
    log,
  });

  function ring(refs: readonly LaneRef[]): void {
    if (stopped) return;
    for (const ref of refs) {
      const ours = kinds.has(kindOf(ref.id));
      if (ours) runner.ring(ref);
      if (!ours || options.ringOthers === 'always') void bells?.ring(ref);
      else if (bells !== null) ringWhenBehind(bells, ref);
    }
  }

  // What this process drains at once needs no other process; the ring costs a job, and two drains of one lane only wait for each other.
  function ringWhenBehind(through: Bells, ref: LaneRef): void {
    if (unheard.has(ref.id)) return;
    unheard.add(ref.id);
    setTimeout(() => {
      unheard.delete(ref.id);
      if (!stopped && runner.isBehind(ref.id, BEHIND_MS / 2)) void through.ring(ref);
    }, BEHIND_MS).unref();
  }

  async function sweep(): Promise<void> {
    for (const kind of kinds.values()) {
      // The sweeper drains by itself: after a kill the dead job holds the queue's key for seconds, so a ring would be lost.
      try {
        for (const ref of await kind.late(SWEEP_LIMIT)) runner.ring(ref);
      } catch (error) {
        // One kind that cannot say what is late must not leave the others unswept.
        log.warn({ what: 'sweep', kind: kind.name, error }, 'lanes-clockwork-failed');
      }
    }
  }

  async function wake(): Promise<void> {
    for (const ref of await takeDue(pools.rest, [...kinds.keys()], SWEEP_LIMIT)) runner.ring(ref);
  }

  /** Never two at a time, and a fault is told and tried again at the next turn. */
  function every(ms: number, what: string, work: () => Promise<void>): void {
    let busy = false;
    timers.push(
      setInterval(() => {
        if (busy || stopped) return;
        busy = true;
        void work()
          .catch((error: unknown) => log.warn({ what, error }, 'lanes-clockwork-failed'))
          .finally(() => (busy = false));
      }, ms),
    );
  }

  return {
    register: (kind) => void kinds.set(kind.name, kind),
    registerSteps(kind, limit) {
      const more = limit === undefined ? {} : { limit };
      kinds.set(kind.name, transactionalLane(kind, { hot: pools.hot, rest: pools.rest, log, process, ring, ...more }));
    },
    ring,
    drained: (ref) => runner.drained(ref),
    wakeAt: setWake,
    async start() {
      await sweep();
      every(options.sweepMs ?? SWEEP_EVERY_MS, 'sweep', sweep);
      every(WAKE_EVERY_MS, 'wake', wake);
      if (options.bells === null) return;
      bells = await createBells(options.bells, log);
      for (const kind of kinds.values()) {
        await bells.listen(kind.name, async (ref) =>
          kind.outside === true ? runner.ring(ref) : await runner.drained(ref),
        );
      }
    },
    async stop() {
      if (stopped) return;
      stopped = true;
      for (const timer of timers) clearInterval(timer);
      await runner.stop();
      await bells?.close();
    },
    stats: () => runner.stats(),
  };
}
