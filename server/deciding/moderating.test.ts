import { beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import { transaction } from '../db/transaction.ts';
import { takeNumbers } from '../feed/store.ts';
import { lockCounter, writeEvents, type EventRow } from '../intake/store.ts';
import { createLanes, type Lanes } from '../lanes/lanes.ts';
import { createLog } from '../log.ts';
import { listBanned } from '../moderation/store-orders.ts';
import { openVariant } from '../stock/ledger.ts';
import { settleLane } from '../stock/store.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { systemScope } from '../workspaces/scope.ts';
import { decideKind } from './decide-lane.ts';
import { settleKindWithReplies } from './settle-lane.ts';
import { decideLane } from './store.ts';

const T0 = Date.UTC(2026, 10, 22, 20);
let db: TestDatabase;
let lanes: Lanes;
let spoken = 0;

beforeAll(async () => {
  db = await testDatabase();
  await db.pools.hot.query(`INSERT INTO workspace (id, name) VALUES ('w', 'W');
    INSERT INTO show (id, workspace_id, slug, title, kind, state, seed) VALUES ('one', 'w', 'one', 'F', 'live', 'on_air', 'seed'), ('two', 'w', 'two', 'S', 'live', 'on_air', 'seed');
    INSERT INTO connection (id, workspace_id, platform, name, broadcast, checkout) VALUES ('yt', 'w', 'youtube', 'Y', '@y', 'own'), ('tt', 'w', 'tiktok', 'T', '@t', 'platform');
    INSERT INTO broadcast (id, workspace_id, show_id, connection_id, platform, state) VALUES ('one-yt', 'w', 'one', 'yt', 'youtube', 'live'), ('two-yt', 'w', 'two', 'yt', 'youtube', 'live'),
      ('one-tt', 'w', 'one', 'tt', 'tiktok', 'live');
    INSERT INTO product (id, workspace_id, code, code_key, title, price_minor, currency, options) VALUES ('p-b07', 'w', 'B07', 'b07', 'Tote', 1500, 'EUR', '{}');
    INSERT INTO variant (id, workspace_id, product_id, sku, options, position) VALUES ('v-b07', 'w', 'p-b07', 'B07', '{}', 0);
    INSERT INTO author (id, workspace_id, platform, author_key, handle, name) SELECT 'a' || i, 'w', 'youtube', 'key' || i, 'viewer' || i, 'V' FROM generate_series(0, 9) i;
    INSERT INTO author (id, workspace_id, platform, author_key, handle, name) VALUES ('t1', 'w', 'tiktok', 'tkey', 'tok', 'T')`);
  await transaction(db.pools.hot, (tx) => openVariant(tx, systemScope('w'), 'v-b07', 50));
  lanes = createLanes({ pools: db.pools, bells: null, clock: systemClock, log: createLog({ level: 'silent' }) });
  const deps = { pool: db.pools.rest, publicUrl: 'http://hub', feed: { takeNumbers, told: () => undefined } };
  lanes.registerSteps(decideKind(deps));
  lanes.registerSteps(settleKindWithReplies(deps));
});

type Said = Partial<EventRow> & { on?: 'yt' | 'tt'; by?: string };

/** Appends rows to a show, drains its lanes, and gives back their numbers. */
async function say(showId: 'one' | 'two', ...list: Said[]): Promise<number[]> {
  const rows = list.map(({ on = 'yt', by, ...more }): EventRow => {
    spoken += 1;
    return {
      source:
        more.kind === 'staff'
          ? null
          : { broadcastId: `${showId}-${on}`, connectionId: on, platform: on === 'yt' ? 'youtube' : 'tiktok' },
      kind: 'message',
      platformId: `m${String(spoken)}`,
      authorId: by ?? null,
      text: null,
      body: null,
      spokenAtMs: T0 + spoken * 1000,
      spokenBy: 'platform',
      receivedMs: T0 + spoken * 1000,
      history: false,
      ...more,
    } as EventRow;
  });
  const seqs = await transaction(db.pools.hot, async (tx) => {
    const before = await lockCounter(tx, 'w', showId);
    await writeEvents(tx, 'w', showId, before, rows);
    return rows.map((_row, i) => before + i + 1);
  });
  for (let round = 0; round < 3; round += 1) {
    await lanes.drained(decideLane(showId, 'w'));
    await lanes.drained(settleLane('v-b07:main', 'w'));
  }
  return seqs;
}
const order = (kind: string, ofSeq: number | null, authorId: string, more: object = {}): Said => ({
  kind: 'staff',
  body: { action: 'moderate', moderationId: `mo-${kind}-${authorId}`, kind, ofSeq, authorId, by: 'anna', ...more },
});
const select = async (sql: string, ...values: unknown[]) => (await db.pools.hot.query(sql, values)).rows;
const acts = (showId: string, seq: number) =>
  select(
    `SELECT id, kind, about, connection_id, author_id, target, state, made_by FROM outbox WHERE show_id = $2 AND seq = $1 AND about LIKE 'moderation:%' ORDER BY created_at`,
    seq,
    showId,
  );
const claim = async (showId: string, seq: number) =>
  (
    await select(
      `SELECT c.state, c.reason, c.rank, ARRAY(SELECT kind FROM claim_mark k WHERE k.claim_id = c.id ORDER BY 1) AS marks FROM claim c WHERE show_id = $1 AND seq = $2`,
      showId,
      seq,
    )
  )[0];

describe('what a person orders about messages and authors', () => {
  it('becomes rows for the platform they are on, in the platform’s own ids', async () => {
    const [seq] = await say('one', { by: 'a1', text: 'rubbish', platformId: 'rude' });
    await say('one', order('hide', seq!, 'a1'), order('timeout', seq!, 'a1', { forSeconds: 300, reason: 'insults' }));
    expect(await acts('one', seq!)).toMatchObject([
      {
        kind: 'hide',
        connection_id: 'yt',
        target: { messageId: 'rude', hidden: true },
        about: 'moderation:mo-hide-a1',
      },
      { kind: 'ban', target: { authorId: 'key1', forSeconds: 300 }, id: 'mo-timeout-a1.one-yt', made_by: 'anna' },
    ]);
    expect(await select(`SELECT kind, seq, reason, made_by FROM moderation ORDER BY id`)).toMatchObject([
      { kind: 'hide', made_by: 'anna' },
      { kind: 'timeout', reason: 'insults' },
    ]);
  });

  it('a ban persists: in the next show the author’s claims are refused and the platform is told again, once', async () => {
    const [seq] = await say('one', { by: 'a2', text: 'rubbish' });
    await say('one', order('ban', seq!, 'a2', { reason: 'insults' }));
    expect(await listBanned(db.pools.rest, 'w', null)).toMatchObject([{ authorId: 'a2', untilMs: null }]);
    const [first, second] = await say('two', { by: 'a2', text: 'mine B07' }, { by: 'a2', text: 'B07!' });
    expect(await claim('two', first!)).toMatchObject({ state: 'refused', reason: 'its author is banned' });
    expect(await claim('two', second!)).toMatchObject({ state: 'refused' });
    const told = await select(
      `SELECT kind, target, made_by, broadcast_id FROM outbox WHERE show_id = 'two' AND author_id = 'a2'`,
    );
    expect(told).toMatchObject([
      { kind: 'ban', target: { authorId: 'key2' }, made_by: 'rule', broadcast_id: 'two-yt' },
    ]);
    expect(await select(`SELECT outcome FROM record.reading WHERE show_id = 'two' AND seq = $1`, first)).toEqual([
      { outcome: 'banned' },
    ]);
  });

  it('a ban that is lifted is gone, in this show and the next', async () => {
    const [seq] = await say('two', { by: 'a2', text: 'sorry' });
    await say('two', order('unban', seq!, 'a2'));
    const [again] = await say('two', { by: 'a2', text: 'B07' });
    expect(await claim('two', again!)).toMatchObject({ state: 'reserved' });
    expect((await listBanned(db.pools.rest, 'w', null)).map((one) => one.authorId)).not.toContain('a2');
    expect(await acts('two', seq!)).toMatchObject([{ kind: 'unban', target: { authorId: 'key2' } }]);
  });

  it('a removed message leaves a marker on its claim, which stays as it is; so does an edit that changes it', async () => {
    const [gone, changed, same] = await say(
      'one',
      { by: 'a3', text: 'mine B07', platformId: 'gone' },
      { by: 'a4', text: 'mine B07', platformId: 'changed' },
      { by: 'a5', text: 'mine B07', platformId: 'same' },
    );
    const ranks = [await claim('one', changed!), await claim('one', same!)].map((one) => one!['rank'] as number);
    const [edit] = await say(
      'one',
      { kind: 'edit', by: 'a4', text: 'mine B07 x3', platformId: 'changed' },
      { kind: 'edit', by: 'a5', text: 'MINE B07!!', platformId: 'same' },
      { kind: 'removal', body: { target: 'message', targetIds: ['gone'] }, platformId: 'r1' },
    );
    expect(await claim('one', gone!)).toMatchObject({ state: 'reserved', marks: ['removed'] });
    expect(await claim('one', changed!)).toMatchObject({ state: 'reserved', marks: ['edited'], rank: ranks[0] });
    expect(await claim('one', same!)).toMatchObject({ state: 'reserved', marks: [], rank: ranks[1] });
    expect(
      await select(`SELECT seq, needs_look, outcome FROM record.reading WHERE show_id = 'one' AND outcome = 'edited'`),
    ).toEqual([{ seq: String(edit), needs_look: true, outcome: 'edited' }]);
  });

  it('what was removed where it was written is drawn over the video no longer, and nothing else comes off', async () => {
    const [gone, kept] = await say(
      'one',
      { by: 'a6', text: 'lovely', platformId: 'featured-gone' },
      { by: 'a7', text: 'lovely too', platformId: 'featured-kept' },
    );
    await select(
      `INSERT INTO notice (id, workspace_id, show_id, seq, kind, sentence, aired_at) VALUES ('f1', 'w', 'one', $1, 'featured', '', clock_timestamp()), ('f2', 'w', 'one', $2, 'featured', '', NULL)`,
      gone!,
      kept!,
    );
    await say('one', {
      kind: 'removal',
      body: { target: 'message', targetIds: ['featured-gone'] },
      platformId: 'r-featured',
    });
    expect(await select(`SELECT id, state FROM notice WHERE kind = 'featured' ORDER BY id`)).toEqual([
      { id: 'f1', state: 'dismissed' },
      { id: 'f2', state: 'open' },
    ]);
    await say('one', {
      kind: 'removal',
      body: { target: 'author', targetIds: ['a7'] },
      platformId: 'r-author',
    });
    expect(await select(`SELECT 1 FROM notice WHERE kind = 'featured' AND state = 'open'`)).toEqual([]);
  });

  it('where TikTok Shop sells a claim is interest: it holds nothing and is told nothing', async () => {
    const before = await select(`SELECT reserved FROM stock WHERE id = 'v-b07:main'`);
    const [seq] = await say('one', { by: 't1', text: 'mine B07', on: 'tt' });
    expect(await claim('one', seq!)).toMatchObject({ state: 'interest', reason: 'sold by the platform’s own shop' });
    expect(await select(`SELECT reserved FROM stock WHERE id = 'v-b07:main'`)).toEqual(before);
    expect(
      await select(`SELECT 1 FROM outbox WHERE seq = $1 AND show_id = 'one' AND connection_id = 'tt'`, seq),
    ).toEqual([]);
  });
});
