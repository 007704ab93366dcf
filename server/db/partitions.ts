import type pg from 'pg';
import type { Log } from '../log.ts';

const DAYS_AHEAD = 15;
const EVERY_MS = 6 * 3_600_000;

/** The record's partitions, one a UTC day, are made two weeks ahead: at start, and again while the hub runs. */
export async function keepPartitions(pool: pg.Pool, log: Log): Promise<() => void> {
  const make = (): Promise<unknown> =>
    pool.query(`SELECT record.make_partitions((clock_timestamp() AT TIME ZONE 'UTC')::date - 1, $1)`, [DAYS_AHEAD + 1]);
  await make();
  const timer = setInterval(() => {
    make().catch((error: unknown) => log.error({ error }, 'partitions-not-made'));
  }, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
