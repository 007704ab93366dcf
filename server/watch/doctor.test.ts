import { beforeEach, expect, test } from 'vitest';
import { leftBehind } from '../rehearsal/store-remove.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { examine, isWell, report } from './doctor.ts';

let db: TestDatabase;
const run = (sql: string) => db.pools.rest.query(sql);

async function failing(): Promise<string[]> {
  const client = await db.pools.rest.connect();
  try {
    const findings = await examine({ db: client, leftBehind: (on) => leftBehind(on as never) });
    expect(isWell(findings)).toBe(!report(findings).includes('FAIL'));
    return findings.filter((one) => !one.ok).map((one) => one.id);
  } finally {
    client.release();
  }
}

/** One show, one variant with 3 units, one reserved and one waiting claim: a healthy house. */
beforeEach(async () => {
  db = await testDatabase();
  await run(`INSERT INTO workspace (id, name) VALUES ('w', 'One'), ('w2', 'Two')`);
  await run(
    `INSERT INTO show (id, workspace_id, slug, title, kind, seed) VALUES ('s', 'w', 'one', 'One', 'live', 'x')`,
  );
  await run(`INSERT INTO show_counter VALUES ('s', 'w', 2)`);
  await run(`INSERT INTO feed_counter VALUES ('s', 'w', 1)`);
  await run(`INSERT INTO feed_change (show_id, n, workspace_id, topic) VALUES ('s', 1, 'w', 'messages')`);
  await run(
    `INSERT INTO product (id, workspace_id, code, code_key, title, price_minor, currency) VALUES ('p', 'w', 'A1', 'a1', 'Cup', 100, 'EUR')`,
  );
  await run(`INSERT INTO variant (id, workspace_id, product_id, sku) VALUES ('v', 'w', 'p', 'A1')`);
  await run(
    `INSERT INTO stock (id, workspace_id, variant_id, product_id, on_hand, reserved, waitlisted, ranked, movements) VALUES ('v:main', 'w', 'v', 'p', 3, 2, 1, 2, 2)`,
  );
  await run(
    `INSERT INTO movement (stock_id, n, workspace_id, kind, on_hand_delta, reserved_delta, made_by) VALUES ('v:main', 1, 'w', 'open', 3, 0, 'x'), ('v:main', 2, 'w', 'reserve', 0, 2, 'rule')`,
  );
  for (const seq of [1, 2]) {
    await run(
      `INSERT INTO record.event (show_id, seq, day, workspace_id, broadcast_id, kind, platform_id, spoken_at, spoken_by, received_at)
       VALUES ('s', ${seq}, (now() AT TIME ZONE 'UTC')::date, 'w', 'b', 'message', 'm${seq}', now(), 'platform', now())`,
    );
    await run(`INSERT INTO record.event_key VALUES ('w', 'b', 'add:message:m${seq}', 's')`);
    await run(
      `INSERT INTO claim (id, workspace_id, show_id, seq, n, product_id, variant_id, stock_id, quantity, price_minor, currency, state, made_by, spoken_at, settled_at)
       VALUES ('s.${seq}.0', 'w', 's', ${seq}, 0, 'p', 'v', 'v:main', 2, 100, 'EUR', '${seq === 1 ? 'reserved' : 'waitlisted'}', 'rule', to_timestamp(${seq}), now())`,
    );
  }
});

test('a healthy house is found well', async () => {
  expect(await failing()).toEqual([]);
});

test.each([
  ['a counter that a claim does not explain', `UPDATE stock SET reserved = 3`, ['1b', '1c']],
  ['a claim that no counter knows', `UPDATE claim SET quantity = 1 WHERE seq = 1`, ['1b']],
  ['a movement that went missing', `DELETE FROM movement WHERE n = 1`, ['1c']],
  ['a wait for what is there', `UPDATE claim SET quantity = 1 WHERE seq = 2`, ['8a']],
  ['a happening written twice', `UPDATE record.event SET platform_id = 'm1'`, ['2a']],
  ['a message without its key', `DELETE FROM record.event_key WHERE key = 'add:message:m2'`, ['2b']],
  ['a hole in the numbers', `DELETE FROM record.event WHERE seq = 1`, ['2c', 'numbers']],
  ['a counter that ran ahead', `UPDATE show_counter SET last_seq = 3`, ['numbers']],
  ['a feed ahead of its counter', `UPDATE feed_counter SET last_n = 0`, ['feed']],
  ['a row in a foreign workspace', `UPDATE claim SET workspace_id = 'w2' WHERE seq = 1`, ['workspace']],
  [
    'a doubt in a foreign workspace',
    `INSERT INTO doubt (show_id, seq, workspace_id, waiting_since) VALUES ('s', 1, 'w2', now())`,
    ['workspace'],
  ],
  [
    'a notice in a foreign workspace',
    `INSERT INTO notice (id, workspace_id, show_id, seq, kind, sentence) VALUES ('n', 'w2', 's', 1, 'alert', '')`,
    ['workspace'],
  ],
  [
    'a row of a rehearsal that is gone',
    `INSERT INTO record.event_key VALUES ('w', 'b', 'add:message:x', 'gone')`,
    ['rehearsals'],
  ],
])('%s is found', async (_name, damage, expected) => {
  await run(damage);
  expect(await failing()).toEqual(expected);
});

test('one who was passed on the waitlist is found', async () => {
  await run(`UPDATE claim SET spoken_at = to_timestamp(0), settled_at = now() - interval '1 minute' WHERE seq = 2`);
  await run(`UPDATE claim SET reason = 'units came free and it was next in line' WHERE seq = 1`);
  expect(await failing()).toEqual(['8b']);
});
