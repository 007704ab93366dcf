import type { Round } from './figures.ts';
import { jobBaseline } from './line-job-baseline.ts';
import { lineRate } from './line.ts';
import type { Place } from './place.ts';

/** One round: the queue's and ours, one after the other on the same database. */
export async function round(place: Place): Promise<Round> {
  const baseline = await jobBaseline(place.url, 3_000);
  return { value: await lineRate(place, 10_000), baseline };
}
