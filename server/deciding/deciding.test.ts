import { beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import type { Lanes } from '../lanes/lanes.ts';
import { append, decisionsOf, drain, lanesOf, madeUp, row, shop, T0 } from './deciding.fixture.ts';
import type { Said } from './deciding.fixture.ts';

describe('a show, from what is said to what is answered', () => {
  let db: TestDatabase;
  let lanes: Lanes;
  beforeAll(async () => {
    db = await testDatabase();
    await shop(db);
    lanes = lanesOf(db);
  });
  const say = async (...list: Said[]): Promise<number[]> => {
    const seqs = await append(db, list.map(row));
    await drain(lanes);
    return seqs;
  };
  const claims = async (seq: number) =>
    (await db.pools.hot.query('SELECT * FROM claim WHERE seq = $1 ORDER BY n', [seq])).rows;
  const reading = async (seq: number) =>
    (await db.pools.hot.query('SELECT * FROM record.reading WHERE seq = $1', [seq])).rows[0];
  const replies = async (seq: number) =>
    (
      await db.pools.hot.query(
        `SELECT about, text, target->>'where' AS page, state, claim_id FROM outbox WHERE seq = $1 ORDER BY created_at`,
        [seq],
      )
    ).rows;

  it('a claim is read, reserved, and its author told in public with the show’s page', async () => {
    const [seq] = await say({ by: 'a1', text: 'mine A12 red M x2' });
    expect(await claims(seq!)).toMatchObject([
      {
        id: `show.${String(seq)}.0`,
        state: 'reserved',
        quantity: 2,
        variant_id: 'v-a12-red-m',
        price_minor: '4900',
        rank: 1,
      },
    ]);
    expect(await reading(seq!)).toMatchObject({ intent: 'claim', outcome: 'claimed', needs_look: false });
    const [reply] = await replies(seq!);
    expect(reply).toMatchObject({ about: 'reserved', state: 'queued', page: 'http://hub/friday' });
    expect(reply!['text']).toMatch(/@viewer1/);
  });

  it('a product with several variants is asked about, and the answer completes the claim with its own rank', async () => {
    const [asked] = await say({ by: 'a2', text: 'mine A12 x2' });
    expect(await claims(asked!)).toEqual([]);
    expect(await replies(asked!)).toMatchObject([{ about: 'which-one' }]);
    const [answer] = await say({ by: 'a2', text: 'black m' });
    expect(await claims(answer!)).toMatchObject([{ state: 'reserved', quantity: 2, variant_id: 'v-a12-black-m' }]);
    const [nobody] = await say({ by: 'a3', text: 'black m' });
    expect(await claims(nobody!)).toEqual([]);
  });

  it('sold out is waitlisted and said, and a cancel moves the line and says so', async () => {
    await say({ by: 'a4', text: 'B07 x5' });
    const [waits] = await say({ by: 'a5', text: 'B07' });
    expect(await claims(waits!)).toMatchObject([{ state: 'waitlisted' }]);
    expect((await replies(waits!))[0]!['text']).toContain('1');
    const [cancel] = await say({ by: 'a4', text: 'cancel B07' });
    expect(await reading(cancel!)).toMatchObject({ intent: 'cancel', outcome: 'cancelled' });
    expect(await claims(waits!)).toMatchObject([{ state: 'reserved' }]);
    // The waitlist reply was still waiting to be said: the better news took its place.
    expect(await replies(waits!)).toMatchObject([
      { about: 'waitlisted', state: 'superseded' },
      { about: 'offered', state: 'queued' },
    ]);
  });

  it('a price question is answered with the product and its page, and its question is closed by the rule', async () => {
    const [seq] = await say({ by: 'a6', text: 'how much is A12?' });
    const [reply] = await replies(seq!);
    expect(reply).toMatchObject({ text: expect.stringContaining('€49.00'), page: 'http://hub/friday' });
    expect((await db.pools.hot.query('SELECT state, closed_by FROM question WHERE seq = $1', [seq])).rows).toEqual([
      { state: 'answered', closed_by: 'rule' },
    ]);
    const [other] = await say({ by: 'a6', text: 'do you ship to Canada?' });
    expect((await db.pools.hot.query('SELECT state, topic FROM question WHERE seq = $1', [other])).rows).toEqual([
      { state: 'open', topic: 'shipping' },
    ]);
  });

  it('a bare claim word means the product now showing', async () => {
    const [before] = await say({ by: 'a7', text: 'mine' });
    expect(await reading(before!)).toMatchObject({ needs_look: true, outcome: 'nothing-showing' });
    await say({ kind: 'staff', body: { action: 'show-product', productId: 'p-b07', by: 'anna' } });
    const [seq] = await say({ by: 'a7', text: 'mine' });
    expect(await claims(seq!)).toMatchObject([{ product_id: 'p-b07' }]);
  });

  it('history and our own words are never answered and never claimed', async () => {
    const seqs = await say(
      { by: 'a8', text: 'mine A12 red L', history: true },
      { by: 'us', text: 'mine A12 red L' },
      { by: 'us', text: 'how much?' },
    );
    for (const seq of seqs) {
      expect(await claims(seq)).toEqual([]);
      expect(await replies(seq)).toEqual([]);
    }
  });

  it('what might be a claim is left to a person, who can make it one by hand with the message’s rank', async () => {
    const [seq] = await say({ by: 'a9', text: 'mine A99' });
    expect(await reading(seq!)).toMatchObject({ needs_look: true, outcome: 'unknown-code' });
    const [hand] = await say({
      kind: 'staff',
      body: { action: 'claim', ofSeq: seq, authorId: 'a9', variantId: 'v-a12-red-l', quantity: 1, by: 'anna' },
    });
    const [claim] = await claims(hand!);
    expect(claim).toMatchObject({ state: 'reserved', made_by: 'anna', author_id: 'a9', connection_id: 'yt' });
    const spokenAt = (await db.pools.hot.query('SELECT spoken_at FROM record.event WHERE seq = $1', [seq])).rows[0]![
      'spoken_at'
    ] as Date;
    expect(claim!['spoken_at']).toEqual(spokenAt);
  });

  it('while claims are stopped they are held, and a person releases or dismisses them', async () => {
    await say({ kind: 'staff', body: { action: 'stop', what: 'claims', on: true, by: 'anna' } });
    const [one, two] = await say({ by: 'a10', text: 'A12 red L' }, { by: 'a11', text: 'A12 red L' });
    expect(await claims(one!)).toMatchObject([{ state: 'pending', held: true }]);
    await say(
      { kind: 'staff', body: { action: 'release', claimId: `show.${String(one)}.0`, by: 'anna' } },
      { kind: 'staff', body: { action: 'dismiss', claimId: `show.${String(two)}.0`, by: 'anna' } },
    );
    expect(await claims(one!)).toMatchObject([{ state: 'reserved', held: false }]);
    expect(await claims(two!)).toMatchObject([{ state: 'cancelled' }]);
    await say({ kind: 'staff', body: { action: 'stop', what: 'claims', on: false, by: 'anna' } });
  });

  it('an answer of a person goes into the outbox and closes the question', async () => {
    const [asked] = await say({ by: 'a12', text: 'does it run small?' });
    await say({
      kind: 'staff',
      text: 'True to size!',
      body: { action: 'answer', ofSeq: asked, outboxId: 'o1', by: 'anna' },
    });
    expect(await replies(asked!)).toMatchObject([{ about: 'answer', text: 'True to size!', state: 'queued' }]);
    expect(
      (await db.pools.hot.query('SELECT state, closed_by, outbox_id FROM question WHERE seq = $1', [asked])).rows,
    ).toEqual([{ state: 'answered', closed_by: 'anna', outbox_id: 'o1' }]);
  });

  it('a cancel that arrives before its claim cancels it, one spoken before it does not', async () => {
    const late = T0 + 9_000_000;
    const [, claim] = await say(
      { by: 'a13', text: 'cancel A12', atMs: late + 1000 },
      { by: 'a13', text: 'A12 red L', atMs: late },
    );
    expect(await claims(claim!)).toMatchObject([{ state: 'cancelled' }]);
    const [, again] = await say(
      { by: 'a13', text: 'cancel A12', atMs: late + 2000 },
      { by: 'a13', text: 'A12 red L', atMs: late + 3000 },
    );
    expect(await claims(again!)).toMatchObject([{ state: 'reserved' }]);
  });

  it('a bare cancel of somebody with two products is left to a person, and nothing is lost', async () => {
    const seqs = await say(
      { by: 'a14', text: 'A12 black M' },
      { by: 'a14', text: 'B07' },
      { by: 'a14', text: 'cancel please' },
    );
    expect(await reading(seqs[2]!)).toMatchObject({ needs_look: true, outcome: 'cancel-unclear' });
    expect((await claims(seqs[0]!))[0]!['state']).not.toBe('cancelled');
  });

  it('the books balance at the end', async () => {
    const { rows } = await db.pools.hot.query(
      `SELECT s.id FROM stock s WHERE s.reserved <> (SELECT COALESCE(sum(quantity), 0) FROM claim c WHERE c.stock_id = s.id AND c.state = 'reserved') OR s.reserved > s.on_hand`,
    );
    expect(rows).toEqual([]);
  });
});

describe('the same log decides the same', () => {
  it('in batches of 1, 7 and 500: readings, claims, cancels, questions, planned replies and what is left in mind', async () => {
    const log = madeUp('one', 160);
    const results: string[] = [];
    for (const limit of [1, 7, 500]) {
      const db = await testDatabase();
      await shop(db);
      await append(db, log);
      const lanes = lanesOf(db, limit);
      await drain(lanes);
      results.push(await decisionsOf(db));
      const left = await db.pools.hot.query(`SELECT 1 FROM claim WHERE state = 'pending' AND NOT held`);
      expect(left.rowCount).toBe(0);
    }
    expect(results[0]!.length).toBeGreaterThan(20_000);
    expect(results[1]).toBe(results[0]);
    expect(results[2]).toBe(results[0]);
  }, 60_000);
});
