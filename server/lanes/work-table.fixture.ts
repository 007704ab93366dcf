import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll } from 'vitest';
import { systemClock } from '../clock.ts';
import { createLog } from '../log.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import type { StepKind } from './lane.ts';
import { createLanes, type Lanes, type LanesOptions } from './lanes.ts';
import { countingKind, sweepThrough } from './lanes.fixture.ts';

export const log = createLog({ level: 'silent' });
export let db: TestDatabase;
export const running: Lanes[] = [];

beforeAll(async () => {
  db = await testDatabase();
  sweepThrough(db.pools.rest);
  await db.pools.rest.query(
    `CREATE TABLE work (n bigserial PRIMARY KEY, done_by text[] NOT NULL DEFAULT '{}', poison boolean NOT NULL DEFAULT false)`,
  );
});
afterAll(async () => {
  await Promise.all(running.map((lanes) => lanes.stop()));
});

export function lanesOf(
  more: Partial<LanesOptions> = {},
  kind: StepKind = countingKind('here'),
  limit?: number,
): Lanes {
  const lanes = createLanes({ pools: db.pools, bells: null, clock: systemClock, log, ...more });
  lanes.registerSteps(kind, limit);
  running.push(lanes);
  return lanes;
}

/** A test begins with nothing, also with no lane of the test before still at work. */
export async function clear(): Promise<void> {
  await Promise.all(running.splice(0).map((lanes) => lanes.stop()));
  await db.pools.rest.query('TRUNCATE work RESTART IDENTITY; TRUNCATE lane, lane_attempt CASCADE');
}
export const add = (count: number, poison: number[] = []): Promise<unknown> =>
  db.pools.rest.query(`INSERT INTO work (poison) SELECT i = ANY($2::int[]) FROM generate_series(1, $1) i`, [
    count,
    poison,
  ]);
export async function doneBy(): Promise<string[][]> {
  const { rows } = await db.pools.rest.query<{ done_by: string[] }>('SELECT done_by FROM work ORDER BY n');
  return rows.map((row) => row.done_by);
}
export async function until(check: () => Promise<boolean>, ms = 5_000): Promise<boolean> {
  const end = Date.now() + ms;
  while (Date.now() < end) {
    if (await check()) return true;
    await wait(10);
  }
  return false;
}
export const allDone = async (): Promise<boolean> => (await doneBy()).every((by) => by.length === 1);
