import type { Pools } from '../server/db/pools.ts';
import { settleKindWithReplies } from '../server/deciding/settle-lane.ts';
import { takeNumbers } from '../server/feed/store.ts';
import { transactionalLane } from '../server/lanes/drain.ts';
import type { Log } from '../server/log.ts';
import { settleLane } from '../server/stock/store.ts';
import { perSecond, waitingClaims } from './claims.ts';
import { settleBaseline } from './settle-baseline.ts';

/** Claims a second on one hot variant through the settle lane as it runs: claims, movements, worded replies, feed. */
export async function settleRate(pools: Pools, count: number, log: Log): Promise<number> {
  const { workspaceId, stockId } = await waitingClaims(pools.hot, count);
  const feed = { takeNumbers, told: () => undefined };
  const kind = settleKindWithReplies({ pool: pools.rest, publicUrl: 'http://hub', feed });
  const lane = transactionalLane(kind, {
    hot: pools.hot,
    rest: pools.rest,
    log,
    process: 'bench',
    ring: () => undefined,
  });
  const began = performance.now();
  for (let more = true; more;) more = (await lane.drain(settleLane(stockId, workspaceId))).more;
  return perSecond(count, performance.now() - began);
}

/** One round: the baseline's and ours, one after the other on the same database. */
export async function round(pools: Pools, log: Log): Promise<{ value: number; baseline: number }> {
  const baseline = await settleBaseline(pools.hot, 1_000);
  return { value: await settleRate(pools, 8_000, log), baseline };
}
