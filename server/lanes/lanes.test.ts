import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { planOf } from './drain.ts';
import { countingKind, REF } from './lanes.fixture.ts';
import { add, allDone, clear, db, doneBy, lanesOf, until } from './work-table.fixture.ts';

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

  test('that several processes drain has only its poison parked', async () => {
    await clear();
    await add(400, [5, 90, 91, 400]);
    const several = [1, 2, 3].map((who) => lanesOf({}, countingKind(`process ${who}`), 50));
    const parked = async (): Promise<string[]> =>
      (await db.pools.rest.query(`SELECT subject FROM lane_attempt WHERE failed ORDER BY subject::int`)).rows.map(
        (row) => row.subject,
      );
    const all = async (): Promise<boolean> => {
      for (const lanes of several) lanes.ring([REF]);
      return (await doneBy()).filter((by) => by.length === 1).length + (await parked()).length === 400;
    };
    expect(await until(all, 15_000)).toBe(true);
    expect(await parked()).toEqual(['5', '90', '91', '400']);
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
    let last = { open: 0, width: 0, suspects: 0, by: '', alive: false };
    for (let life = 0; life < 5; life++) {
      const plan = planOf(last, 2_000, `life-${life}`);
      widths.push(plan.park ? 'parked' : plan.mark.open);
      last = { ...plan.mark, alive: false };
    }
    expect(widths).toEqual([2000, 154, 12, 1, 'parked']);
  });

  test('is not suspected where the process that failed still lives', () => {
    expect(planOf({ open: 500, width: 0, suspects: 0, by: 'me', alive: false }, 500, 'me').mark.open).toBe(500);
    expect(planOf({ open: 1, width: 1, suspects: 1, by: 'other', alive: true }, 500, 'me').park).toBe(false);
  });
});
