import { beforeAll, describe, expect, it } from 'vitest';
import type { Lanes } from '../lanes/lanes.ts';
import { loadSnapshot } from '../feed/load.ts';
import type { EventRow } from '../intake/store.ts';
import { seeded } from '../rules/seeded.ts';
import type { Rule } from '../rules/rule-set.ts';
import { starterRules } from '../rules/starter.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { append, decisionsOf, drain, lanesOf, madeUp, row, SHOW, shop, T0, W } from './deciding.fixture.ts';
import type { Said } from './deciding.fixture.ts';

const on = { state: 'on' as const, stop: false };
const FIRST: Rule[] = [
  { id: 'rude', name: 'Rude words', ...on, stop: true, when: { words: { any: ['idiot'] } }, then: [{ do: 'hold' }] },
  {
    id: 'greet',
    name: 'Greet',
    ...on,
    when: { words: { any: ['hello'] } },
    then: [
      { do: 'reply', way: 'best', say: { texts: { en: ['Hi {{author}}!'] } } },
      { do: 'tag', tag: 'greeted' },
    ],
    limits: { oncePerViewer: true },
  },
  {
    id: 'vip',
    name: 'Often',
    ...on,
    when: { author: { messages: { atLeast: 5 } }, intents: ['question'] },
    then: [
      { do: 'assign', to: 'mo' },
      { do: 'tag', tag: 'vip' },
    ],
    limits: { perMinute: 3 },
  },
  {
    id: 'buyers',
    name: 'Buyers',
    ...on,
    when: { author: { claims: { atLeast: 2 } } },
    then: [{ do: 'tag', tag: 'buyer' }],
    limits: { coolDownSeconds: 8 },
  },
  {
    id: 'next',
    name: 'Next',
    ...on,
    when: { words: { any: ['next'] }, author: { badges: ['moderator'] } },
    then: [{ do: 'show-product', code: 'B07' }],
  },
  {
    id: 'gift',
    name: 'Gifts',
    ...on,
    when: { kinds: ['gift'], gift: { atLeast: 100 } },
    then: [{ do: 'feature' }, { do: 'alert', sentence: 'A great gift' }],
  },
  {
    id: 'ghost',
    name: 'Ghost',
    ...on,
    state: 'shadow',
    when: { intents: ['claim'] },
    then: [{ do: 'hide' }],
    limits: { perMinute: 2 },
  },
  ...starterRules('en').rules,
];
const SECOND: Rule[] = [
  { id: 'spam', name: 'No links', ...on, stop: true, when: { intents: ['spam'] }, then: [{ do: 'hide' }] },
  {
    id: 'greet',
    name: 'Greet',
    ...on,
    when: { pattern: '^(hello|hi)\\b' },
    then: [{ do: 'tag', tag: 'again' }],
    limits: { oncePerViewer: true },
  },
  ...starterRules('en').rules,
];

async function ruledShop(db: TestDatabase): Promise<void> {
  await shop(db);
  const save = (version: number, rules: readonly Rule[]) =>
    db.pools.hot.query(
      `INSERT INTO rule_set (workspace_id, version, name, rules, made_by) VALUES ('w', $1, 'R', $2, 'anna')`,
      [version, JSON.stringify(rules)],
    );
  await save(1, FIRST);
  await save(2, SECOND);
  await db.pools.hot.query(`UPDATE show SET rule_version = 1, started_at = to_timestamp($1::float8 / 1000);`, [T0]);
  await db.pools.hot.query(
    `INSERT INTO author (id, workspace_id, platform, author_key, handle, name, badges) VALUES ('mod', 'w', 'youtube', 'mod', 'moddy', 'Mod', '{moderator}')`,
  );
}

describe('a show decided by the seller’s own rules', () => {
  let db: TestDatabase;
  let lanes: Lanes;
  beforeAll(async () => {
    db = await testDatabase();
    await ruledShop(db);
    lanes = lanesOf(db);
  });
  const say = async (...list: Said[]): Promise<number[]> => {
    const seqs = await append(db, list.map(row));
    await drain(lanes);
    return seqs;
  };
  const one = async (sql: string, ...values: unknown[]) => (await db.pools.hot.query(sql, values)).rows;
  const ruled = async (seq: number) => (await one('SELECT outcome, ruled FROM record.reading WHERE seq = $1', seq))[0];
  const feed = () =>
    loadSnapshot(db.pools.rest, { workspaceId: W, showId: SHOW, isRehearsal: false, createdAtMs: Date.now() }, 10_000, {
      from: '2026-01-01',
      to: '2030-01-01',
    });

  it('greets a viewer once, in its own words, and keeps the tag', async () => {
    const [first, again] = await say({ by: 'a1', text: 'hello all' }, { by: 'a1', text: 'hello again' });
    expect(await ruled(first!)).toEqual({
      outcome: 'answered',
      ruled: { by: ['greet'], tags: ['greeted'], shadow: [] },
    });
    expect(await one('SELECT about, text FROM outbox WHERE seq = $1', first)).toMatchObject([
      { about: 'said', text: 'Hi @viewer1!' },
    ]);
    expect(await ruled(again!)).toBeUndefined();
    expect((await feed()).readings?.find((reading) => reading.seq === first)).toMatchObject({
      tags: ['greeted'],
      rules: ['greet'],
    });
  });
  it('leaves what a rule of the starter set does unsaid', async () => {
    const [seq] = await say({ by: 'a2', text: 'is shipping free?' });
    expect(await ruled(seq!)).toEqual({ outcome: 'question', ruled: null });
  });
  it('holds a message until a person allows it; then its claim has the message’s own time', async () => {
    const [seq] = await say({ by: 'a3', text: 'mine B07, idiot', atMs: T0 + 500_000 });
    expect(await ruled(seq!)).toMatchObject({ outcome: 'held-for-review' });
    expect(await one('SELECT 1 FROM claim WHERE seq = $1', seq)).toEqual([]);
    const held = (await feed()).notices?.find((notice) => notice.kind === 'held');
    expect(held).toMatchObject({
      seq,
      sentence: 'Rude words',
      text: 'mine B07, idiot',
      handle: 'viewer3',
      state: 'open',
    });
    await say({ kind: 'staff', body: { action: 'allow', ofSeq: seq, by: 'anna' }, atMs: T0 + 600_000 });
    expect(await one('SELECT state, spoken_at FROM claim WHERE seq = $1', seq)).toEqual([
      { state: 'reserved', spoken_at: new Date(T0 + 500_000) },
    ]);
    expect(await ruled(seq!)).toMatchObject({ outcome: 'claimed' });
    expect(await one('SELECT state, closed_by FROM notice WHERE id = $1', held?.id)).toEqual([
      { state: 'done', closed_by: 'anna' },
    ]);
  });
  it('a denied message stays where it is', async () => {
    const [seq] = await say({ by: 'a4', text: 'B07 idiot' });
    await say({ kind: 'staff', body: { action: 'deny', ofSeq: seq, by: 'anna' } });
    expect(await ruled(seq!)).toMatchObject({ outcome: 'denied' });
    expect(await one('SELECT 1 FROM claim WHERE seq = $1', seq)).toEqual([]);
    expect(await one('SELECT state FROM notice WHERE seq = $1', seq)).toEqual([{ state: 'dismissed' }]);
  });
  it('shows a product when a moderator says so, and nobody else', async () => {
    await say({ by: 'a5', text: 'next' });
    expect(await one('SELECT showing_product_id AS id FROM show')).toEqual([{ id: null }]);
    const [, claim] = await say({ by: 'mod', text: 'next' }, { by: 'a6', text: 'mine' });
    expect(await one('SELECT showing_product_id AS id FROM show')).toEqual([{ id: 'p-b07' }]);
    expect(await one('SELECT product_id FROM claim WHERE seq = $1', claim)).toEqual([{ product_id: 'p-b07' }]);
  });
  it('puts a great gift on the overlay and before the team', async () => {
    const [small, great] = await say(
      { by: 'a7', kind: 'gift', body: { value: { coins: 99 } } },
      { by: 'a7', kind: 'gift', body: { value: { coins: 100 } } },
    );
    expect(await one('SELECT kind, sentence FROM notice WHERE seq = $1', small)).toEqual([]);
    expect(await one('SELECT kind, sentence FROM notice WHERE seq = $1 ORDER BY kind', great)).toEqual([
      { kind: 'alert', sentence: 'A great gift' },
      { kind: 'featured', sentence: 'Gifts' },
    ]);
  });
  it('answers a price once to all who ask within a minute, and no question is left open', async () => {
    const at = T0 + 2_000_000;
    const asks = ['a8', 'a9', 'a10'].map((by, i) => ({ by, text: 'how much is A12?', atMs: at + i * 10_000 }));
    const seqs = await say(...asks);
    expect(await one(`SELECT seq::int, about FROM outbox WHERE seq = ANY($1) AND about = 'price'`, seqs)).toEqual([
      { seq: seqs[0], about: 'price' },
    ]);
    expect(await one('SELECT DISTINCT state, outbox_id FROM question WHERE seq = ANY($1)', seqs)).toEqual([
      { state: 'answered', outbox_id: `show.${String(seqs[0])}.price` },
    ]);
  });
  it('whoever asks after that answer was lost waits for a person', async () => {
    const at = T0 + 3_000_000;
    const [first] = await say({ by: 'a8', text: 'how much is A12?', atMs: at });
    await db.pools.hot.query(`UPDATE outbox SET state = 'failed' WHERE seq = $1`, [first]);
    const [late] = await say({ by: 'a9', text: 'how much is A12?', atMs: at + 20_000 });
    expect(await one('SELECT state, closed_by FROM question WHERE seq = $1', late)).toEqual([
      { state: 'open', closed_by: null },
    ]);
  });
  it('another version holds from its own row on, in the same batch', async () => {
    const [before, , after, spam] = await say(
      { by: 'a11', text: 'hello' },
      { kind: 'staff', body: { action: 'rules', version: 2, by: 'anna' } },
      { by: 'a12', text: 'hello' },
      { by: 'a13', text: 'buy followers https://spam.example/x' },
    );
    expect(await ruled(before!)).toMatchObject({ ruled: { tags: ['greeted'] } });
    expect(await ruled(after!)).toMatchObject({ ruled: { tags: ['again'] } });
    expect(await one(`SELECT kind, made_by FROM moderation WHERE seq = $1`, spam)).toEqual([
      { kind: 'hide', made_by: 'rule' },
    ]);
    const [known] = await say({ by: 'a11', text: 'hello once more' });
    expect(await ruled(known!)).toBeUndefined();
  });
});

/** A made-up show in which the seller's rules have something to do. */
function livelier(length: number): EventRow[] {
  return madeUp('ruled', length).map((event, i) => {
    const n = seeded('livelier', i) % 14;
    const about = 1 + (seeded('of', i) % Math.max(1, i));
    if (n === 0)
      return {
        ...event,
        source: null,
        kind: 'staff',
        authorId: null,
        platformId: null,
        text: null,
        body: { action: 'rules', version: 1 + (i % 2), by: 'anna' },
      };
    if (n === 1)
      return {
        ...event,
        source: null,
        kind: 'staff',
        authorId: null,
        platformId: null,
        text: null,
        body: { action: i % 3 === 0 ? 'deny' : 'allow', ofSeq: about, by: 'anna' },
      };
    if (event.kind !== 'message') return event;
    if (n === 2) return { ...event, kind: 'gift', text: null, body: { value: { coins: i % 200 } } };
    if (n < 6) return { ...event, text: n === 5 ? `${event.text ?? ''} idiot` : 'hello' };
    return n === 6 ? { ...event, authorId: 'mod', text: 'next' } : event;
  });
}

describe('the same log under the seller’s rules decides the same', () => {
  it('in batches of 1, 7 and 500: with limits, records of authors, held messages and other versions in mid-show', async () => {
    const log = livelier(260);
    const results: string[] = [];
    for (const limit of [1, 7, 500]) {
      const db = await testDatabase();
      await ruledShop(db);
      await append(db, log);
      await drain(lanesOf(db, limit));
      results.push(await decisionsOf(db));
    }
    for (const word of [
      '"kind": "held"',
      '"kind": "alert"',
      '"tag',
      'vip',
      'buyer',
      '"assigned_to": "mo"',
      '"again"',
      'limits',
    ])
      expect(results[0], word).toContain(word);
    expect(results[1]).toBe(results[0]);
    expect(results[2]).toBe(results[0]);
  }, 90_000);
});
