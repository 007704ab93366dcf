import { expect, test } from 'vitest';
import { examine, isWell, report } from '../watch/doctor.ts';
import { testDatabase } from './harness.ts';
import type { BuiltShow } from './show-builder.ts';
import { faultsOf, wrongsOf } from './torture-check.ts';
import { torture } from './torture-run.ts';

test('10,000 claims on 100 units through three processes that are killed 20 times: 100 reserved, none lost, none doubled', async () => {
  const db = await testDatabase();
  const done = await torture(db, { claims: 10_000, units: 100, kills: 20, without: 'nothing', limitMs: 60_000 });
  expect(await faultsOf(db, done, 10_000, 100)).toEqual([]);
  expect(await wrongsOf(db, done, 100)).toEqual([]);
  expect(done.insideTransaction).toBeGreaterThanOrEqual(10);
  const client = await db.pools.rest.connect();
  const findings = await examine({ db: client, leftBehind: async () => [] }).finally(() => client.release());
  expect(isWell(findings), report(findings)).toBe(true);
}, 150_000);

test.each(['unique-key', 'row-lock'] as const)(
  'the same test sees it when the %s is taken out',
  async (without) => {
    const db = await testDatabase();
    if (without === 'unique-key')
      await db.pools.rest.query('ALTER TABLE record.event_key DROP CONSTRAINT event_key_pkey');
    const enough = async (show: BuiltShow): Promise<boolean> => (await wrongsOf(db, { show }, 100)).length > 0;
    const done = await torture(db, { claims: 1_200, units: 100, kills: 2, without, limitMs: 20_000, enough });
    const wrongs = await wrongsOf(db, done, 100);
    expect(wrongs).not.toEqual([]);
  },
  60_000,
);
