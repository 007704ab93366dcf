import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { createLog } from '../log.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import type { BellBackend } from './bells.ts';
import { planOf } from './drain.ts';
import type { StepKind } from './lane.ts';
import { createLanes, type Lanes, type LanesOptions } from './lanes.ts';
import { countingKind, REF, sweepThrough } from './lanes.fixture.ts';

const log = createLog({ level: 'silent' });
let db: TestDatabase;
const running: Lanes[] = [];

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

function lanesOf(more: Partial<LanesOptions> = {}, kind: StepKind = countingKind('here'), limit?: number): Lanes {
  const lanes = createLanes({ pools: db.pools, bells: null, clock: systemClock, log, ...more });
  lanes.registerSteps(kind, limit);
  running.push(lanes);
  return lanes;
}

async function clear(): Promise<void> {
  await db.pools.rest.query('TRUNCATE work RESTART IDENTITY; TRUNCATE lane, lane_attempt CASCADE');
}
const add = (count: number, poison: number[] = []): Promise<unknown> =>
  db.pools.rest.query(`INSERT INTO work (poison) SELECT i = ANY($2::int[]) FROM generate_series(1, $1) i`, [
    count,
    poison,
  ]);
async function doneBy(): Promise<string[][]> {
  const { rows } = await db.pools.rest.query<{ done_by: string[] }>('SELECT done_by FROM work ORDER BY n');
  return rows.map((row) => row.done_by);
}
async function until(check: () => Promise<boolean>, ms = 5_000): Promise<boolean> {
  const end = Date.now() + ms;
  while (Date.now() < end) {
    if (await check()) return true;
    await wait(10);
  }
  return false;
}
const allDone = async (): Promise<boolean> => (await doneBy()).every((by) => by.length === 1);

describe('a lane', () => {
  test('takes everything once and in order, however often it is rung', async () => {
    await clear();
    await add(1_200);
    const lanes = lanesOf();
    await Promise.all(Array.from({ length: 20 }, () => lanes.drained(REF)));
    expect((await doneBy()).every((by) => by.length === 1)).toBe(true);
  });

  test('is drained for a ring that comes while it is being drained', async () => {
    await clear();
    const lanes = lanesOf({}, countingKind('here', { slowMs: 20 }));
    for (let round = 0; round < 20; round++) {
      await add(1);
      lanes.ring([REF]);
      await wait(Math.random() * 25);
    }
    expect(await until(allDone, 2_000)).toBe(true);
  });

  test('goes on after the one thing that cannot be done, and keeps that for a person', async () => {
    await clear();
    await add(700, [1, 333, 334, 700]);
    const lanes = lanesOf();
    expect(
      await until(async () => {
        lanes.ring([REF]);
        return (await doneBy()).filter((by) => by.length === 1).length === 696;
      }),
    ).toBe(true);
    await lanes.drained(REF);
    const { rows } = await db.pools.rest.query(
      `SELECT subject, error FROM lane_attempt WHERE failed ORDER BY subject::int`,
    );
    expect(rows.map((row) => row.subject)).toEqual(['1', '333', '334', '700']);
    expect(rows[0].error).toContain('division by zero');
  });

  test('is swept without any ring, at start and each second', async () => {
    await clear();
    await add(3);
    const lanes = lanesOf({ sweepMs: 200 });
    await lanes.start();
    expect(await until(allDone, 1_000)).toBe(true);
    await add(3);
    expect(await until(allDone, 2_000)).toBe(true);
    await lanes.stop();
  });

  test('wakes at its time', async () => {
    await clear();
    const lanes = lanesOf({ sweepMs: 60_000 });
    await lanes.start();
    await add(1);
    const client = await db.pools.rest.connect();
    await lanes.wakeAt(client, REF, new Date(Date.now() + 400));
    client.release();
    await wait(300);
    expect(await allDone()).toBe(false);
    expect(await until(allDone, 1_500)).toBe(true);
    await lanes.stop();
  });

  test('is not started for a show that was removed', async () => {
    await clear();
    const lanes = lanesOf();
    await lanes.drained({ ...REF, showId: 'gone' });
    expect((await db.pools.rest.query('SELECT 1 FROM lane')).rowCount).toBe(0);
  });

  test('waits for the process that holds it and loses nothing', async () => {
    await clear();
    await add(400);
    const [one, two] = [
      lanesOf({}, countingKind('one', { slowMs: 5 }), 20),
      lanesOf({}, countingKind('two', { slowMs: 5 }), 20),
    ];
    await Promise.all([one.drained(REF), two.drained(REF)]);
    await one.drained(REF);
    const by = await doneBy();
    expect(by.every((names) => names.length === 1)).toBe(true);
  });
});

describe('what kills the process', () => {
  test('is searched for in ever smaller batches and given up at the fifth try', () => {
    const widths: (number | 'parked')[] = [];
    let last = { open: 0, width: 0, suspects: 0, by: '' };
    for (let life = 0; life < 5; life++) {
      const plan = planOf(last, 500, `life-${life}`);
      widths.push(plan.park ? 'parked' : plan.mark.open);
      last = plan.mark;
    }
    expect(widths).toEqual([500, 63, 8, 1, 'parked']);
  });

  test('is not suspected where the process that failed still lives', () => {
    expect(planOf({ open: 500, width: 0, suspects: 0, by: 'me' }, 500, 'me').mark.open).toBe(500);
  });

  test('is parked by a run of real processes that it kills, and everything else is done', async () => {
    await clear();
    await add(120, [77]);
    const deaths: number[] = [];
    for (let life = 0; life < 8; life++) {
      const child = spawn(process.execPath, [fileURLToPath(new URL('lanes.fixture.ts', import.meta.url)), db.url], {
        stdio: 'inherit',
      });
      const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
      if (signal === null) {
        expect(code).toBe(0);
        break;
      }
      deaths.push(life);
    }
    expect(deaths).toHaveLength(4);
    expect((await doneBy()).filter((by) => by.length === 0)).toHaveLength(1);
    const { rows } = await db.pools.rest.query('SELECT subject, attempts FROM lane_attempt WHERE failed');
    expect(rows).toEqual([{ subject: '77', attempts: 5 }]);
  }, 30_000);
});

const REDIS = '/usr/bin/redis-server';
const backends: [string, () => Promise<BellBackend | null>][] = [
  ['PostgreSQL', async () => ({ kind: 'postgres', url: db.url })],
  ['Redis', async () => (existsSync(REDIS) ? { kind: 'redis', url: await startRedis() } : null)],
];

describe.each(backends)('bells on %s', (name, start) => {
  let bells: BellBackend;
  beforeAll(async () => {
    const found = await start();
    if (found === null) process.stdout.write(`skipped: bells on ${name}, redis-server is not installed\n`);
    else bells = found;
  });
  const needs = (): boolean => bells !== undefined;

  test('reach the process that drains, from one that does not', async ({ skip }) => {
    if (!needs()) return skip('redis-server is not installed');
    await clear();
    const worker = lanesOf({ bells, sweepMs: 600_000 });
    const asker = createLanes({ pools: db.pools, bells, clock: systemClock, log, sweepMs: 600_000 });
    running.push(asker);
    await Promise.all([worker.start(), asker.start()]);
    for (let round = 0; round < 30; round++) {
      await add(1);
      asker.ring([REF]);
      await wait(Math.random() * 12);
    }
    expect(await until(allDone, 4_000)).toBe(true);
    await Promise.all([worker.stop(), asker.stop()]);
  }, 30_000);

  test('lose no ring that comes while the lane is being drained, in 60 rounds', async ({ skip }) => {
    if (!needs()) return skip('redis-server is not installed');
    await clear();
    const worker = lanesOf({ bells, sweepMs: 600_000 }, countingKind('worker', { slowMs: 8 }));
    const asker = createLanes({ pools: db.pools, bells, clock: systemClock, log, sweepMs: 600_000 });
    running.push(asker);
    await Promise.all([worker.start(), asker.start()]);
    for (let round = 0; round < 60; round++) {
      await add(1);
      asker.ring([REF]);
      // The second ring is meant to fall into the drain that the first has begun.
      await wait(2 + Math.random() * 10);
      await add(1);
      asker.ring([REF]);
      expect(await until(allDone, 3_000), `round ${round}`).toBe(true);
    }
    await Promise.all([worker.stop(), asker.stop()]);
  }, 90_000);

  test('are taken over within a second and a half when the process that drains is killed', async ({ skip }) => {
    if (!needs()) return skip('redis-server is not installed');
    await clear();
    const other = lanesOf({ bells });
    const child = spawn(
      process.execPath,
      [fileURLToPath(new URL('lanes.fixture.ts', import.meta.url)), db.url, JSON.stringify(bells)],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(child.stdout, 'data');
    await other.start();
    await add(5);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const killed = Date.now();
    expect(await until(allDone, 3_000)).toBe(true);
    expect(Date.now() - killed).toBeLessThan(1_500);
    await other.stop();
  }, 30_000);
});

const servers: ChildProcess[] = [];
afterAll(() => servers.forEach((server) => server.kill('SIGKILL')));

async function startRedis(): Promise<string> {
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address() as AddressInfo;
  await new Promise((resolve) => free.close(resolve));
  const server = spawn(
    REDIS,
    [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--maxmemory-policy',
      'noeviction',
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  servers.push(server);
  for await (const chunk of server.stdout) if (String(chunk).includes('Ready to accept connections')) break;
  return `redis://127.0.0.1:${port}`;
}
