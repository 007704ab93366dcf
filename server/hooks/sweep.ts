import type { Pools } from '../db/pools.ts';
import type { Log } from '../log.ts';
import { dropStale, dropSurplus, removeTaken } from './store.ts';

export interface SweepDeps {
  pools: Pick<Pools, 'rest'>;
  now(): number;
  log: Pick<Log, 'info' | 'warn'>;
}

/** Parts that were dropped because no show took them. */
export interface Dropped {
  tooOld: number;
  tooMany: number;
}

const HOUR_MS = 3_600_000;
/** As long as a platform goes on sending what it thinks has not arrived, and a night. */
export const KEPT_WITHOUT_SHOW_MS = 48 * HOUR_MS;
export const MOST_WITHOUT_SHOW = 20_000;

/** Keeps the table small: what was taken goes after an hour, what no show wants after two days or past 20,000. */
export async function sweepParts({ pools, now, log }: SweepDeps): Promise<Dropped> {
  await removeTaken(pools.rest, now() - HOUR_MS);
  const tooOld = await dropStale(pools.rest, now() - KEPT_WITHOUT_SHOW_MS);
  const tooMany = await dropSurplus(pools.rest, MOST_WITHOUT_SHOW);
  for (const [connection, parts] of tooOld) log.info({ connection, parts, reason: 'too-old' }, 'hook-parts-dropped');
  for (const [connection, parts] of tooMany) log.warn({ connection, parts, reason: 'too-many' }, 'hook-parts-dropped');
  return { tooOld: sum(tooOld), tooMany: sum(tooMany) };
}

const sum = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((total, one) => total + one, 0);
