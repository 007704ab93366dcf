import type { Round } from './figures.ts';
import { lineRate } from './line.ts';
import { unnestBaseline } from './line-unnest-baseline.ts';
import type { Place } from './place.ts';

/** One round: the bare insert's and ours, one after the other on the same database. */
export async function round(place: Place): Promise<Round> {
  const baseline = await unnestBaseline(place.pools.hot, 30_000);
  return { value: await lineRate(place, 10_000), baseline };
}
