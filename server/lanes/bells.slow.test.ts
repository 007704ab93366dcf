import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { hasRedis, startRedis } from '../test/redis.ts';
import type { BellBackend } from './bells.ts';
import { createLanes } from './lanes.ts';
import { countingKind, REF } from './lanes.fixture.ts';
import { add, allDone, clear, db, doneBy, lanesOf, log, running, until } from './work-table.fixture.ts';

describe('what kills the process', () => {
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

const backends: [string, () => Promise<BellBackend | null>][] = [
  ['PostgreSQL', async () => ({ kind: 'postgres', url: db.url })],
  ['Redis', async () => (hasRedis() ? { kind: 'redis', url: await startRedis() } : null)],
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
