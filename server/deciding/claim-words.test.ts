import { beforeAll, describe, expect, it } from 'vitest';
import type { EventRow } from '../intake/store.ts';
import { seeded } from '../rules/seeded.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { append, decisionsOf, drain, lanesOf, madeUp, row, shop, T0 } from './deciding.fixture.ts';

const words = (list: unknown): EventRow => ({
  ...row({ kind: 'staff', body: { action: 'claim-words', words: list, by: 'anna' }, atMs: T0 }),
  platformId: null,
});

describe('a show’s own claim words', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
    await shop(db);
  });
  const claimed = async (seq: number) =>
    (await db.pools.hot.query('SELECT variant_id FROM claim WHERE seq = $1', [seq])).rows.length;

  it('claim from their row on, in the same batch too, and not before or after they are taken away', async () => {
    const show = row({ kind: 'staff', body: { action: 'show-product', productId: 'p-b07', by: 'anna' }, atMs: T0 });
    const rows = [
      { ...show, platformId: null },
      row({ by: 'a1', text: 'yalla' }),
      words(['yalla', 'ของหนู']),
      row({ by: 'a2', text: 'yalla' }),
      row({ by: 'a3', text: 'ของหนูA12สีแดง M' }),
      words(['other']),
      row({ by: 'a4', text: 'yalla' }),
      words([]),
      row({ by: 'a5', text: 'other' }),
      words('not a list'),
    ];
    const seqs = await append(db, rows);
    await drain(lanesOf(db));
    const made = await Promise.all(seqs.map(claimed));
    expect(made).toEqual([0, 0, 0, 1, 1, 0, 0, 0, 0, 0]);
  });
});

/** The made-up show, with words that come and go and viewers who write them. */
function wordy(seed: string, length: number): EventRow[] {
  const said = ['yalla', 'yalla A12 red M', 'cancel yalla', 'me me B07', 'me me', 'yalla red m'];
  const sets = [['yalla'], ['yalla', 'me me'], [], ['me me']];
  return madeUp(seed, length).flatMap((one, i) => {
    // Something shows all the time, so that a bare word means it.
    if (one.body?.['action'] === 'show-product') return [{ ...one, body: { ...one.body, productId: 'p-b07' } }];
    if (i % 13 === 5) return [words(sets[seeded(seed, 'set', i) % sets.length]), one];
    const text = said[seeded(seed, 'said', i) % said.length] ?? '';
    return one.kind === 'message' && i % 3 === 0 ? [{ ...one, text }] : [one];
  });
}

describe('the same log with changing claim words decides the same', () => {
  it('in batches of 1, 7 and 500, and the words matter', async () => {
    const log = wordy('words', 150);
    log.unshift({
      ...row({ kind: 'staff', body: { action: 'show-product', productId: 'p-b07' }, atMs: T0 - 60_000 }),
      platformId: null,
    });
    const results: string[] = [];
    for (const limit of [1, 7, 500]) {
      const db = await testDatabase();
      await shop(db);
      await append(db, log);
      await drain(lanesOf(db, limit));
      results.push(await decisionsOf(db));
    }
    expect(results[1]).toBe(results[0]);
    expect(results[2]).toBe(results[0]);
    const plain = await testDatabase();
    await shop(plain);
    await append(
      plain,
      log.map((one) => (one.body?.['action'] === 'claim-words' ? { ...one, body: { action: 'none' } } : one)),
    );
    await drain(lanesOf(plain));
    const claims = async (db: TestDatabase) => (await db.pools.hot.query('SELECT seq FROM claim')).rows.length;
    const worded = JSON.parse(results[0] ?? '[]') as unknown[][];
    expect(worded[0]?.length).toBeGreaterThan(await claims(plain));
  }, 60_000);
});
