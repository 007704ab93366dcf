import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { transaction } from '../db/transaction.ts';
import { append, drain, lanesOf, row as rowOf, shop } from '../deciding/deciding.fixture.ts';
import type { Lanes } from '../lanes/lanes.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { orderClosing } from './closing.ts';
import { madeUp, onePlatform, reply } from './outbox.fixture.ts';
import { ASKERS_MARK, STOCK_MARK } from './templates.ts';

type On = Awaited<ReturnType<typeof onePlatform>>;

async function stocked(on: On, onHand: number): Promise<void> {
  await on.db.pools.hot.query(`
    INSERT INTO product (id, workspace_id, code, code_key, title, price_minor, currency, options) VALUES ('p', 'w', 'A12', 'a12', 'Shirt', 100, 'EUR', '{}');
    INSERT INTO variant (id, workspace_id, product_id, sku, options, position) VALUES ('v', 'w', 'p', 'A12', '{}', 0);
    INSERT INTO stock (id, workspace_id, variant_id, product_id, pool, on_hand) VALUES ('v:main', 'w', 'v', 'p', 'main', ${String(onHand)})`);
}
async function asks(on: On, seq: number, author: string, outboxId: string): Promise<void> {
  await on.db.pools.hot.query(
    `INSERT INTO record.event (show_id, seq, day, workspace_id, connection_id, kind, author_id, spoken_at, spoken_by, received_at)
       VALUES ('s', $1, (now() AT TIME ZONE 'UTC')::date, 'w', 'c', 'message', $2, now(), 'platform', now())`,
    [seq, author],
  );
  await on.db.pools.hot.query(
    `INSERT INTO question (show_id, seq, workspace_id, topic, state, waiting_since, outbox_id, closed_by, closed_at)
       VALUES ('s', $1, 'w', 'stock', 'answered', now(), $2, 'rule', now())`,
    [seq, outboxId],
  );
}
const toAll = (id: string) =>
  reply(id, {
    about: 'stock',
    text: `${ASKERS_MARK} A12: ${STOCK_MARK} left`,
    shortText: null,
    target: { toHandle: 'viewer1', stockOf: 'p', soldOut: `${ASKERS_MARK} A12 is gone`, toAll: true },
  });
const questions = async (on: On): Promise<string[]> =>
  (await on.db.pools.hot.query<{ state: string }>('SELECT state FROM question ORDER BY seq')).rows.map((q) => q.state);

describe('an answer to all who asked', () => {
  it('says how many are left when it goes, and names all who have asked by then', async () => {
    const on = await onePlatform(madeUp());
    await stocked(on, 5);
    await on.order(toAll('stock'));
    await asks(on, 901, 'a1', 'stock');
    await asks(on, 902, 'a2', 'stock');
    await asks(on, 903, 'a3', 'stock');
    await on.db.pools.hot.query('UPDATE stock SET reserved = 2');
    await on.drain();
    expect(on.asked.map((one) => one.action['text'])).toEqual(['@viewer1 @viewer2 @viewer3 A12: 3 left']);
  });

  it('says that none is left where the last was sold meanwhile', async () => {
    const on = await onePlatform(madeUp());
    await stocked(on, 1);
    await on.order(toAll('stock'));
    await on.db.pools.hot.query('UPDATE stock SET sold = 1');
    await on.drain();
    expect(on.asked.map((one) => one.action['text'])).toEqual(['@viewer1 A12 is gone']);
  });

  it('opens everybody’s question again where it cannot be said', async () => {
    const on = await onePlatform(madeUp({ can: ['hide'] }));
    await stocked(on, 5);
    await on.order(toAll('stock'));
    await asks(on, 901, 'a1', 'stock');
    await asks(on, 902, 'a2', 'stock');
    expect(await questions(on)).toEqual(['answered', 'answered']);
    await on.drain();
    expect(await on.rows()).toMatchObject([{ state: 'unreachable', sentence: expect.stringMatching(/\S/) }]);
    expect(await questions(on)).toEqual(['open', 'open']);
    expect(on.numbers.filter((one) => one.topic === 'question')).toHaveLength(2);
  });
});

describe('the screen', () => {
  const drawable = (id: string) =>
    reply(id, { target: { toHandle: id, screen: { name: id, code: 'A12', what: 'reserved' } } });

  it('takes what has no other way while a page is open, and gives it back where none is any more', async () => {
    let isOpen = true;
    const on = await onePlatform(madeUp({ can: ['hide'] }), undefined, { screenOpen: () => isOpen });
    await on.order(drawable('ann'), reply('plain', { target: { toHandle: 'plain' } }));
    await on.drain();
    const kinds = async () =>
      (await on.db.pools.hot.query('SELECT id, kind, state, target FROM outbox ORDER BY id')).rows;
    expect(await kinds()).toMatchObject([
      { id: 'ann', kind: 'screen', state: 'queued', target: { was: 'reply', whyScreen: expect.stringMatching(/\S/) } },
      { id: 'plain', kind: 'reply', state: 'unreachable' },
    ]);
    isOpen = false;
    await on.drain();
    await on.drain();
    // Back with its platform, which has no way for it: it stands among the untold.
    expect(await kinds()).toMatchObject([{ id: 'ann', kind: 'reply', state: 'unreachable' }, {}]);
    expect((await kinds())[0]?.['target']).not.toHaveProperty('was');
  });

  it('takes what would come too late elsewhere, and a platform that speaks again says it itself', async () => {
    let isOpen = true;
    const slow = madeUp({ limits: { textLength: 60, silenceMs: 1_000, replyEveryMs: 90_000 } });
    const on = await onePlatform(slow, undefined, { screenOpen: () => isOpen });
    await on.order(drawable('ann'));
    await on.drain();
    await on.order(drawable('bo'));
    await on.drain();
    expect(on.asked).toHaveLength(1);
    expect((await on.rows()).map((one) => one['target'].was ?? null)).toEqual([null, 'reply']);
    isOpen = false;
    await on.drain();
    expect((await on.rows()).map((one) => one['target'].was ?? null)).toEqual([null, null]);
  });
});

describe('the end of a live show', () => {
  it('is the last message, one each, to every buyer whose state was never told', async () => {
    const of = madeUp({ can: ['private-reply'], privately: { within: 'while-live', textLength: 900, everyMs: 0 } });
    const on = await onePlatform(of);
    for (const [n, author] of ['a1', 'a1', 'a2', 'a3'].entries())
      await on.db.pools.hot.query(
        `INSERT INTO claim (id, workspace_id, show_id, seq, n, connection_id, author_id, product_id, quantity, price_minor, currency, state, made_by, spoken_at)
         VALUES ('k' || $1::text, 'w', 's', $1::bigint, 0, 'c', $2, 'p', 1, 100, 'EUR', 'reserved', 'rule', now())`,
        [String(n), author],
      );
    const owed = (n: number, authorId: string) =>
      reply(`r${String(n)}`, {
        ...{ seq: n, authorId, claimId: `k${String(n)}`, shortText: `✓ @${authorId} item${String(n)}` },
        target: { toMessageId: `m${String(n)}`, toHandle: authorId, wording: 'en:reserved:0' },
      });
    await on.order(owed(0, 'a1'), owed(1, 'a1'), owed(2, 'a2'), owed(3, 'a3'));
    // The last of them was told.
    await on.db.pools.hot.query(`UPDATE outbox SET state = 'sent' WHERE id = 'r3'`);
    const { ring } = await transaction(on.db.pools.hot, (tx) =>
      orderClosing(tx, 'w', 'http://hub', 's', () => Promise.resolve(of)),
    );
    expect(ring).toHaveLength(1);
    await on.drain();
    expect(on.asked).toHaveLength(2);
    const first = on.asked.find((one) => String(one.action['text']).includes('item0'));
    expect(first?.action['text']).toMatch(/item0[^]*item1[^]*http:\/\/hub\/s/);
    const states = (await on.rows()).map((one) => `${one['id']} ${one['state']}`);
    expect(states.filter((one) => one.startsWith('r'))).toEqual([
      ...['r0', 'r1', 'r2'].map((id) => `${id} superseded`),
      'r3 sent',
    ]);
    expect(states.filter((one) => one.startsWith('s.closing')).map((one) => one.split(' ')[1])).toEqual([
      'sent',
      'sent',
    ]);
  });
});

describe('somebody whom the platform withholds', () => {
  let db: TestDatabase;
  let lanes: Lanes;
  beforeEach(async () => {
    db = await testDatabase();
    await shop(db);
    lanes = lanesOf(db);
  });
  afterEach(() => lanes.stop());

  it('is asked which one on their comment', async () => {
    await append(db, [rowOf({ by: null, text: 'mine A12' })]);
    await drain(lanes);
    const { rows } = await db.pools.hot.query('SELECT about, author_id, target, text FROM outbox');
    expect(rows).toMatchObject([
      { about: 'which-one', author_id: null, target: { toMessageId: expect.stringMatching(/^m/), toHandle: '' } },
    ]);
    expect(rows[0].text).toMatch(/Red/);
  });
});
