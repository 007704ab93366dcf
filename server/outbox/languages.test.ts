import { afterEach, beforeEach, expect, it } from 'vitest';
import { transaction } from '../db/transaction.ts';
import { append, drain, lanesOf, row, shop } from '../deciding/deciding.fixture.ts';
import type { Lanes } from '../lanes/lanes.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { madeUp, onePlatform, reply } from './outbox.fixture.ts';
import { orderPins } from './pinning.ts';

let db: TestDatabase;
let lanes: Lanes;
beforeEach(async () => {
  db = await testDatabase();
  await shop(db);
  lanes = lanesOf(db);
});
afterEach(() => lanes.stop());

const saidTo = async (author: string): Promise<string[]> =>
  (
    await db.pools.hot.query<{ text: string }>(
      `SELECT text || ' ' || COALESCE(short_text, '') AS text FROM outbox WHERE author_id = $1`,
      [author],
    )
  ).rows.map(({ text }) => text);
const speaks = (language: string) =>
  db.pools.hot.query(`UPDATE connection SET language = $1 WHERE id = 'yt'`, [language]);
const THAI = /\p{Script=Thai}/u;

it('whose language is not sure is answered in the connection’s, else in the workspace’s; whose is, in their own', async () => {
  await append(db, [row({ by: 'a1', text: 'A12 red M' })]);
  await drain(lanes);
  expect((await saidTo('a1')).join()).not.toMatch(THAI);
  await speaks('th');
  await append(db, [
    row({ by: 'a2', text: 'B07' }),
    row({ by: 'a3', text: 'ich nehme bitte B07, danke schön' }),
    row({ by: 'a4', text: 'A12?' }),
    row({ by: 'a5', text: 'A12' }),
  ]);
  await drain(lanes);
  for (const author of ['a2', 'a5']) expect((await saidTo(author)).join(), author).toMatch(THAI);
  expect((await saidTo('a3')).join()).toMatch(/\S/);
  expect((await saidTo('a3')).join()).not.toMatch(THAI);
});

it('the message to pin is in the connection’s language', async () => {
  await speaks('th');
  const ring = await transaction(db.pools.hot, (tx) => orderPins(tx, 'w', 'http://hub', 'show', ['yt', 'tt']));
  expect(ring).toHaveLength(2);
  const { rows } = await db.pools.hot.query<{ connection_id: string; text: string }>(
    `SELECT connection_id, text FROM outbox WHERE about = 'pinned' ORDER BY 1`,
  );
  expect(rows.map(({ connection_id: id, text }) => [id, THAI.test(text)])).toEqual([
    ['tt', false],
    ['yt', true],
  ]);
});

it('a line of several ends in the connection’s language where a message is pinned, else in the workspace’s', async () => {
  const on = await onePlatform(madeUp());
  await on.db.pools.hot
    .query(`INSERT INTO outbox (id, workspace_id, show_id, connection_id, broadcast_id, kind, about, text, target, made_by, state)
    VALUES ('s.pin.c', 'w', 's', 'c', 'b', 'reply', 'pinned', 'x', '{"pinned": "anna"}', 'rule', 'sent')`);
  await on.order(reply('ann'), reply('bo'));
  await on.drain();
  await on.db.pools.hot.query(`UPDATE connection SET language = 'th'`);
  await on.order(reply('cy'), reply('di'));
  await on.drain();
  expect(on.asked.map((one) => THAI.test(String(one.action['text'])))).toEqual([false, true]);
});
