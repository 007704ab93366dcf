import { afterEach, beforeEach, expect, it } from 'vitest';
import { transaction } from '../db/transaction.ts';
import { lockCounter, writeEvents, type EventRow } from '../intake/store.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { emptyShow } from './store-erase.ts';

let db: TestDatabase;
beforeEach(async () => {
  db = await testDatabase();
  await db.pools.rest
    .query(`INSERT INTO workspace (id, name) VALUES ('w', 'W'), ('other', 'O'); INSERT INTO show (id, workspace_id, slug, title, kind, state, seed) VALUES ('show', 'w', 'friday', 'F', 'live', 'on_air', 'seed');
    INSERT INTO connection (id, workspace_id, platform, name, broadcast) VALUES ('yt', 'w', 'youtube', 'Y', '@y');
    INSERT INTO broadcast (id, workspace_id, show_id, connection_id, platform, state) VALUES ('b', 'w', 'show', 'yt', 'youtube', 'live');
    INSERT INTO author (id, workspace_id, platform, author_key, handle, name, badges) VALUES ('ana', 'w', 'youtube', 'k1', 'ana', 'Ana', '{}'), ('tom', 'w', 'youtube', 'k2', 'tom', 'Tom', '{}'), ('us', 'w', 'youtube', 'k3', 'shop', 'Shop', '{owner}')`);
  const row = (authorId: string, text: string, platformId: string): EventRow => ({
    source: { broadcastId: 'b', connectionId: 'yt', platform: 'youtube' },
    ...{ kind: 'message', platformId, authorId, text, body: null, spokenAtMs: Date.now(), spokenBy: 'platform' },
    ...{ receivedMs: Date.now(), history: false },
  });
  await transaction(db.pools.hot, async (tx) => {
    const before = await lockCounter(tx, 'w', 'show');
    await writeEvents(tx, 'w', 'show', before, [
      row('ana', 'mine A12', 'm1'),
      row('tom', 'mine B3', 'm2'),
      row('us', '✓ Ana A12 · Tom B3', 'ours-1'),
      row('tom', 'price?', 'm3'),
      row('us', '@ana @tom 49 €', 'ours-2'),
      row('us', 'hello', 'ours-3'),
    ]);
  });
  const outbox = `INSERT INTO outbox (id, workspace_id, show_id, connection_id, broadcast_id, kind, about, seq, author_id, text, made_by, state, sent_text, platform_id) VALUES`;
  await db.pools.rest
    .query(`${outbox} ('r1', 'w', 'show', 'yt', 'b', 'reply', 'reserved', 1, 'ana', 'Ana: A12', 'rule', 'sent', '✓ Ana A12 · Tom B3', 'ours-1'),
      ('r2', 'w', 'show', 'yt', 'b', 'reply', 'reserved', 2, 'tom', 'Tom: B3', 'rule', 'sent', '✓ Ana A12 · Tom B3', 'ours-1'),
      ('r3', 'w', 'show', 'yt', 'b', 'reply', 'price', 1, 'ana', '49 €', 'rule', 'sent', '@ana @tom 49 €', 'ours-2'),
      ('r4', 'w', 'show', 'yt', 'b', 'reply', 'reserved', 1, 'ana', 'Ana alone', 'rule', 'sent', 'Ana alone', 'ours-4');
    INSERT INTO question (show_id, seq, workspace_id, topic, waiting_since, outbox_id, state) VALUES ('show', 4, 'w', 'price', clock_timestamp(), 'r3', 'answered')`);
});
afterEach(() => db.drop());

it('who asks to be forgotten is named no more in what was said to several, and others keep what was said to them alone', async () => {
  await transaction(db.pools.rest, (tx) => emptyShow(tx, 'w', 'show', ['tom']));
  const { rows } = await db.pools.rest.query<{ words: string }>(
    `SELECT t.text AS words FROM record.event_text t WHERE t.text IS NOT NULL UNION ALL SELECT concat_ws(' ', text, short_text, sent_text) FROM outbox`,
  );
  const words = rows.map((row) => row.words);
  expect(words.filter((one) => /tom/i.test(one))).toEqual([]);
  expect(words).toEqual(expect.arrayContaining(['hello', 'mine A12', 'Ana: A12', 'Ana alone Ana alone']));
});
