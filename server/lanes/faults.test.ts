import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { createLog } from '../log.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import type { StepKind } from './lane.ts';
import { createLanes, type Lanes, type LanesOptions } from './lanes.ts';
import { countingKind, REF, sweepThrough } from './lanes.fixture.ts';

let db: TestDatabase;
let impatient: pg.Pool;
const running: Lanes[] = [];
beforeAll(async () => {
  db = await testDatabase();
  sweepThrough(db.pools.rest);
  await db.pools.rest.query(
    `CREATE TABLE work (n bigserial PRIMARY KEY, done_by text[] NOT NULL DEFAULT '{}', poison boolean NOT NULL DEFAULT false)`,
  );
  // As the hub's pools, with less patience.
  impatient = new pg.Pool({ connectionString: db.url, max: 4, idle_in_transaction_session_timeout: 250 });
  impatient.on('error', () => undefined);
});
beforeEach(() => db.pools.rest.query('TRUNCATE work RESTART IDENTITY; TRUNCATE lane, lane_attempt CASCADE'));
afterEach(async () => {
  await Promise.all(running.splice(0).map((lanes) => lanes.stop()));
});
afterAll(() => impatient.end());

function lanesOf(kinds: StepKind[], more: Partial<LanesOptions> = {}): Lanes {
  const lanes = createLanes({
    pools: db.pools,
    bells: null,
    clock: systemClock,
    log: createLog({ level: 'silent' }),
    ...more,
  });
  for (const kind of kinds) lanes.registerSteps(kind, 100);
  running.push(lanes);
  return lanes;
}
const left = async (): Promise<number> =>
  (await db.pools.rest.query(`SELECT count(*)::int AS n FROM work WHERE done_by = '{}'`)).rows[0].n;
const add = (count: number): Promise<unknown> =>
  db.pools.rest.query('INSERT INTO work (poison) SELECT false FROM generate_series(1, $1)', [count]);

test('a lane whose full batch takes longer than a transaction may, goes on in smaller ones', async () => {
  await add(100);
  const counting = countingKind('here');
  const slow: StepKind = {
    ...counting,
    async step(tx, lane, limit) {
      const step = await counting.step(tx, lane, limit);
      await wait(step.moved * 6);
      return step;
    },
  };
  lanesOf([slow], { pools: { ...db.pools, hot: impatient } }).ring([REF]);
  await expect.poll(left, { timeout: 12_000, interval: 100 }).toBe(0);
});

test('a kind of lane that cannot say what is late leaves the others swept', async () => {
  await add(3);
  const broken: StepKind = {
    ...countingKind('never'),
    name: 'broken',
    late: () => Promise.reject(new Error('canceling statement due to statement timeout')),
  };
  await lanesOf([broken, countingKind('here')], { sweepMs: 50 }).start();
  await expect.poll(left, { timeout: 3_000, interval: 50 }).toBe(0);
});
