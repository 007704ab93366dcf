import type { Round } from './figures.ts';
import { lineRate } from './line.ts';
import { unnestBaseline } from './line-unnest-baseline.ts';
import type { Place } from './place.ts';

/**
 * One round: the bare insert's and ours, one after the other on the same database. Before each what the one before has
 * left to do (analysing, writing back) is done, or either would pay for the other.
 */
export async function round(place: Place): Promise<Round> {
  await settleDown(place);
  const baseline = await unnestBaseline(place.pools.hot, 30_000);
  await settleDown(place);
  return { value: await lineRate(place, 30_000), baseline };
}

async function settleDown({ pools }: Place): Promise<void> {
  await pools.rest.query('VACUUM (ANALYZE) record.event');
  await pools.rest.query('CHECKPOINT');
}
