import type { Clock } from '../clock.ts';
import type { Pools } from '../db/pools.ts';
import { countWaiting } from './store.ts';

/** Knows for which connections so much waits that nothing more should be taken. */
export interface Queues {
  full(parts: readonly { workspaceId: string; connectionId: string }[], most: number): Promise<ReadonlySet<string>>;
}

const GOOD_FOR_MS = 1_000;

/** Counted once a second: counting ten thousand rows with each request would be most of its cost. */
export function createQueues(deps: { pools: Pick<Pools, 'hot'>; clock: Pick<Clock, 'now'> }): Queues {
  const counted = new Map<string, { atMs: number; isFull: Promise<boolean> }>();

  function isFull(of: { workspaceId: string; connectionId: string }, most: number): Promise<boolean> {
    const last = counted.get(of.connectionId);
    if (last !== undefined && deps.clock.now() - last.atMs < GOOD_FOR_MS) return last.isFull;
    const waiting = countWaiting(deps.pools.hot, of.workspaceId, of.connectionId, most);
    const counting = waiting.then((count) => count >= most);
    counted.set(of.connectionId, { atMs: deps.clock.now(), isFull: counting });
    counting.catch(() => counted.delete(of.connectionId));
    return counting;
  }

  return {
    async full(parts, most) {
      const ones = new Map(parts.map((part) => [part.connectionId, part]));
      const found = await Promise.all([...ones.values()].map(async (one) => ({ one, full: await isFull(one, most) })));
      return new Set(found.filter(({ full }) => full).map(({ one }) => one.connectionId));
    },
  };
}
