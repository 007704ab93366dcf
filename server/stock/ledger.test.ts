import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { transaction } from '../db/transaction.ts';
import type { Tx } from '../db/transaction.ts';
import { takeNumbers } from '../feed/store.ts';
import type { StepKind } from '../lanes/lane.ts';
import { systemScope } from '../workspaces/scope.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { grant, openPool, openVariant } from './ledger.ts';
import { settleKind } from './settle.ts';
import { stockId } from './store.ts';

let db: TestDatabase;
let kind: StepKind;
const scope = systemScope('w');
let made = 0;

beforeAll(async () => {
  db = await testDatabase();
  await db.pools.hot.query(`INSERT INTO workspace (id, name) VALUES ('w', 'W');
    INSERT INTO show (id, workspace_id, slug, title, kind, state, seed) VALUES ('live', 'w', 'live', 'L', 'live', 'on_air', '1'), ('re', 'w', 're', 'R', 'rehearsal', 'on_air', '1');
    INSERT INTO product (id, workspace_id, code, code_key, title, price_minor, currency) VALUES ('p', 'w', 'A1', 'a1', 'Shirt', 1000, 'EUR')`);
  kind = settleKind({
    pool: db.pools.hot,
    feed: { takeNumbers, told: () => undefined },
    followUp: () => Promise.resolve({ replies: [], ring: [] }),
  });
});

const inTx = <T>(work: (tx: Tx) => Promise<T>) => transaction(db.pools.hot, work);

async function variant(units: number): Promise<string> {
  made += 1;
  const id = `v${String(made)}`;
  await db.pools.hot.query(
    `INSERT INTO variant (id, workspace_id, product_id, sku, options) VALUES ($1, 'w', 'p', $1, jsonb_build_object('n', $1::text))`,
    [id],
  );
  await inTx((tx) => openVariant(tx, scope, id, units));
  return id;
}

interface Claim {
  seq: number;
  quantity: number;
  author: string;
  spokenMs: number;
}

const insertClaim = (stock: string, claim: Claim, show = 'live') =>
  db.pools.hot.query(
    `INSERT INTO claim (id, workspace_id, show_id, seq, n, author_id, product_id, variant_id, stock_id, quantity, price_minor, currency, state, made_by, spoken_at)
     VALUES ($1 || '.' || $2::bigint || '.0', 'w', $1, $2::bigint, 0, $3, 'p', split_part($4::text, ':', 1), $4, $5, 1000, 'EUR', 'pending', 'rule', to_timestamp($6::double precision / 1000))`,
    [show, claim.seq, claim.author, stock, claim.quantity, claim.spokenMs],
  );

/** As deciding does it: a marker, and an order for every claim of that author that is there and not final. */
async function insertCancel(stock: string, cancel: { seq: number; author: string; spokenMs: number }): Promise<void> {
  await inTx(async (tx) => {
    await tx.query(
      `INSERT INTO cancel (show_id, seq, n, workspace_id, author_id, product_id, made_by, reason, spoken_at)
       VALUES ('live', $1, 0, 'w', $2, 'p', 'rule', 'cancelled by its author', to_timestamp($3::double precision / 1000))`,
      [cancel.seq, cancel.author, cancel.spokenMs],
    );
    await tx.query(
      `INSERT INTO claim_order (workspace_id, show_id, stock_id, claim_id, what, made_by, reason, seq)
       SELECT 'w', 'live', c.stock_id, c.id, 'cancel', 'rule', 'cancelled by its author', $1::bigint FROM claim c
       WHERE c.stock_id = $3 AND c.author_id = $2 AND (c.spoken_at, c.seq) < (to_timestamp($4::double precision / 1000), $1::bigint)`,
      [cancel.seq, cancel.author, stock, cancel.spokenMs],
    );
  });
}

async function settle(stock: string, limit = 500): Promise<void> {
  const lane = { id: `settle:${stock}`, workspaceId: 'w', showId: null, cursor: 0, state: null };
  for (let more = true; more;) {
    more = await inTx(async (tx) => {
      const step = await kind.step(tx, lane, limit);
      await step.last?.(tx);
      return step.moved > 0;
    });
  }
}

const states = async (stock: string) =>
  Object.fromEntries(
    (
      await db.pools.hot.query<{ seq: string; state: string }>('SELECT seq, state FROM claim WHERE stock_id = $1', [
        stock,
      ])
    ).rows.map((row) => [row.seq, row.state]),
  );

/** Invariant 1: counters equal the sum of rows and of movements. */
async function assertBalanced(stock: string): Promise<{ onHand: number; reserved: number; waitlisted: number }> {
  const { rows } = await db.pools.hot.query<Record<string, number>>(
    `SELECT s.on_hand, s.reserved, s.waitlisted, s.movements::int,
       COALESCE((SELECT sum(quantity) FROM claim WHERE stock_id = s.id AND state IN ('reserved', 'offered', 'paying')), 0)::int AS claimed,
       (SELECT count(*) FROM claim WHERE stock_id = s.id AND state = 'waitlisted')::int AS waits,
       (SELECT COALESCE(sum(reserved_delta), 0) FROM movement WHERE stock_id = s.id)::int AS moved_reserved,
       (SELECT COALESCE(sum(on_hand_delta), 0) FROM movement WHERE stock_id = s.id)::int AS moved_on_hand,
       (SELECT count(*) FROM movement WHERE stock_id = s.id)::int AS moved, (SELECT max(n) FROM movement WHERE stock_id = s.id)::int AS last
     FROM stock s WHERE id = $1`,
    [stock],
  );
  const row = rows[0]!;
  expect(row['reserved']).toBe(row['claimed']);
  expect(row['reserved']).toBe(row['moved_reserved']);
  expect(row['on_hand']).toBe(row['moved_on_hand']);
  expect(row['waitlisted']).toBe(row['waits']);
  expect(row['moved']).toBe(row['last']);
  expect(row['movements']).toBe(row['last']);
  return { onHand: row['on_hand']!, reserved: row['reserved']!, waitlisted: row['waitlisted']! };
}

describe('the ledger', () => {
  it('reserves in spoken order, waitlists the rest, and hands a freed unit to the first in line', async () => {
    const stock = stockId(await variant(2), 'main');
    for (const [seq, spokenMs] of [
      [11, 3000],
      [12, 1000],
      [13, 2000],
      [14, 4000],
    ] as const)
      await insertClaim(stock, { seq, quantity: 1, author: `a${String(seq)}`, spokenMs });
    await settle(stock);
    expect(await states(stock)).toEqual({ 11: 'waitlisted', 12: 'reserved', 13: 'reserved', 14: 'waitlisted' });
    await insertCancel(stock, { seq: 15, author: 'a12', spokenMs: 5000 });
    await settle(stock);
    expect(await states(stock)).toEqual({ 11: 'reserved', 12: 'cancelled', 13: 'reserved', 14: 'waitlisted' });
    await assertBalanced(stock);
  });

  it('gives new units to who waits', async () => {
    const id = await variant(0);
    await insertClaim(stockId(id, 'main'), { seq: 21, quantity: 2, author: 'a', spokenMs: 1 });
    await settle(stockId(id, 'main'));
    expect(await inTx((tx) => grant(tx, scope, id, 2))).toMatchObject({
      ok: true,
      value: { onHand: 2, onAir: ['live'] },
    });
    expect((await kind.late(10)).map((ref) => ref.id)).toContain(`settle:${stockId(id, 'main')}`);
    await settle(stockId(id, 'main'));
    expect(await states(stockId(id, 'main'))).toEqual({ 21: 'reserved' });
    expect(await kind.late(10)).toEqual([]);
  });

  it('never takes away what is promised: the rest is a shortfall for a person', async () => {
    const id = await variant(3);
    await insertClaim(stockId(id, 'main'), { seq: 31, quantity: 2, author: 'a', spokenMs: 1 });
    await settle(stockId(id, 'main'));
    expect(await inTx((tx) => grant(tx, scope, id, -3))).toMatchObject({
      ok: true,
      value: { onHand: 2, shortfall: 2 },
    });
    expect(await inTx((tx) => grant(tx, scope, id, 1))).toMatchObject({ ok: true, value: { shortfall: 1 } });
    await assertBalanced(stockId(id, 'main'));
  });

  it('while claims are stopped keeps them pending, and a person releases or dismisses them', async () => {
    const stock = stockId(await variant(5), 'main');
    await db.pools.hot.query(`UPDATE show SET claims_stopped = true WHERE id = 'live'`);
    await insertClaim(stock, { seq: 41, quantity: 1, author: 'a', spokenMs: 1 });
    await insertClaim(stock, { seq: 42, quantity: 1, author: 'b', spokenMs: 2 });
    await settle(stock);
    expect(await states(stock)).toEqual({ 41: 'pending', 42: 'pending' });
    expect(await assertBalanced(stock)).toMatchObject({ reserved: 0 });
    expect(await kind.late(10)).toEqual([]);
    for (const [seq, what] of [
      [41, 'release'],
      [42, 'dismiss'],
    ] as const)
      await db.pools.hot.query(
        `INSERT INTO claim_order (workspace_id, show_id, stock_id, claim_id, what, made_by, reason, seq) VALUES ('w', 'live', $1, $2, $3::text, 'anna', $3 || 'd by anna', 43)`,
        [stock, `live.${String(seq)}.0`, what],
      );
    await settle(stock);
    expect(await states(stock)).toEqual({ 41: 'reserved', 42: 'cancelled' });
    await db.pools.hot.query(`UPDATE show SET claims_stopped = false WHERE id = 'live'`);
  });

  it('a rehearsal works on a copy and leaves the real stock alone', async () => {
    const id = await variant(4);
    await inTx((tx) => openPool(tx, scope, 're'));
    expect(await assertBalanced(stockId(id, 're'))).toMatchObject({ onHand: 4 });
    await insertClaim(stockId(id, 're'), { seq: 51, quantity: 3, author: 'a', spokenMs: 1 }, 're');
    await settle(stockId(id, 're'));
    expect(await assertBalanced(stockId(id, 're'))).toMatchObject({ reserved: 3 });
    expect(await assertBalanced(stockId(id, 'main'))).toMatchObject({ reserved: 0 });
  });

  it('two settlements of one stock at once promise nothing twice', async () => {
    const stock = stockId(await variant(10), 'main');
    for (let seq = 100; seq < 160; seq += 1) await insertClaim(stock, { seq, quantity: 1, author: 'a', spokenMs: seq });
    await Promise.all([1, 2, 3, 4].map(() => settle(stock, 7)));
    expect(await assertBalanced(stock)).toMatchObject({ reserved: 10, waitlisted: 50 });
  });
});

describe('every order of claim, cancel and settlement', () => {
  const steps = ['claim', 'cancel', 'settle', 'settle'] as const;
  const orders = permutations([0, 1, 2, 3]).map((order) => order.map((i) => steps[i]!));
  let seq = 1000;
  it.each([...new Set(orders.map((o) => o.join(' ')))])(
    '%s: a cancel spoken later always wins, one spoken earlier never does',
    async (order) => {
      for (const cancelLater of [true, false]) {
        const stock = stockId(await variant(1), 'main');
        const author = `who${String((seq += 10))}`;
        let at = seq;
        for (const step of order.split(' ')) {
          at += 1;
          if (step === 'claim') await insertClaim(stock, { seq: at, quantity: 1, author, spokenMs: 1000 });
          else if (step === 'cancel')
            await insertCancel(stock, { seq: at, author, spokenMs: cancelLater ? 2000 : 500 });
          else await settle(stock);
        }
        await settle(stock);
        expect(Object.values(await states(stock))).toEqual([cancelLater ? 'cancelled' : 'reserved']);
        expect(await assertBalanced(stock)).toMatchObject({ reserved: cancelLater ? 0 : 1 });
      }
    },
  );
});

describe('against a model', () => {
  it('any mixture of claims, cancels, grants and settlements keeps the books balanced and nothing oversold', async () => {
    const step = fc.oneof(
      fc.record({
        do: fc.constant('claim' as const),
        quantity: fc.integer({ min: 1, max: 3 }),
        author: fc.integer({ min: 0, max: 4 }),
      }),
      fc.record({ do: fc.constant('cancel' as const), author: fc.integer({ min: 0, max: 4 }) }),
      fc.record({ do: fc.constant('grant' as const), delta: fc.integer({ min: -3, max: 3 }) }),
      fc.record({ do: fc.constant('settle' as const), limit: fc.constantFrom(1, 7, 500) }),
    );
    let seq = 100_000;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 6 }),
        fc.array(step, { minLength: 3, maxLength: 14 }),
        async (units, list) => {
          const id = await variant(units);
          const stock = stockId(id, 'main');
          for (const one of list) {
            seq += 1;
            if (one.do === 'claim')
              await insertClaim(stock, {
                seq,
                quantity: one.quantity,
                author: `m${String(made)}-${String(one.author)}`,
                spokenMs: seq,
              });
            if (one.do === 'cancel')
              await insertCancel(stock, { seq, author: `m${String(made)}-${String(one.author)}`, spokenMs: seq });
            if (one.do === 'grant') await inTx((tx) => grant(tx, scope, id, one.delta));
            if (one.do === 'settle') await settle(stock, one.limit);
            await assertBalanced(stock);
          }
          await settle(stock);
          const { onHand, reserved } = await assertBalanced(stock);
          expect(reserved).toBeLessThanOrEqual(onHand);
          const { rows } = await db.pools.hot.query<{ quantity: number }>(
            `SELECT quantity FROM claim WHERE stock_id = $1 AND state = 'waitlisted'`,
            [stock],
          );
          for (const row of rows) expect(row.quantity).toBeGreaterThan(onHand - reserved);
        },
      ),
      { seed: 3, numRuns: 40 },
    );
  }, 60_000);
});

function permutations(list: number[]): number[][] {
  if (list.length <= 1) return [list];
  return list.flatMap((one, i) =>
    permutations([...list.slice(0, i), ...list.slice(i + 1)]).map((rest) => [one, ...rest]),
  );
}

describe('a release that a person ordered', () => {
  it('of a claim that is not held any more counts its units once', async () => {
    const stock = stockId(await variant(5), 'main');
    await insertClaim(stock, { seq: 901, quantity: 2, author: 'ann', spokenMs: 1000 });
    await db.pools.hot.query(
      `INSERT INTO claim_order (workspace_id, show_id, stock_id, claim_id, what, made_by, reason, seq) VALUES ('w', 'live', $1, 'live.901.0', 'release', 'm', 'released', 902)`,
      [stock],
    );
    await settle(stock);
    expect(await assertBalanced(stock)).toEqual({ onHand: 5, reserved: 2, waitlisted: 0 });
  });

  it('together with more claims than one batch takes leaves nothing for the sweeper', async () => {
    const stock = stockId(await variant(5), 'main');
    for (let i = 0; i < 4; i += 1)
      await insertClaim(stock, { seq: 910 + i, quantity: 1, author: `b${String(i)}`, spokenMs: 1000 + i });
    await insertCancel(stock, { seq: 920, author: 'b0', spokenMs: 5000 });
    const lane = { id: `settle:${stock}`, workspaceId: 'w', showId: null, cursor: 0, state: null };
    const step = await inTx(async (tx) => {
      const done = await kind.step(tx, lane, 3);
      await done.last?.(tx);
      return done;
    });
    expect(Object.values(await states(stock)).filter((state) => state === 'pending')).not.toEqual([]);
    expect(step.more).toBe(true);
  });
});

describe('units taken away that were promised', () => {
  it('are a shortfall that a restock fills first, and nobody else is promised them meanwhile', async () => {
    const id = await variant(3);
    const stock = stockId(id, 'main');
    for (let i = 0; i < 4; i += 1)
      await insertClaim(stock, { seq: 930 + i, quantity: 1, author: `c${String(i)}`, spokenMs: 1000 + i });
    await settle(stock);
    const granted = (delta: number) => inTx((tx) => grant(tx, scope, id, delta));
    expect(await granted(-2)).toMatchObject({ value: { onHand: 3, shortfall: 2 } });
    await insertCancel(stock, { seq: 940, author: 'c0', spokenMs: 5000 });
    await settle(stock);
    expect(await states(stock)).toEqual({ 930: 'cancelled', 931: 'reserved', 932: 'reserved', 933: 'waitlisted' });
    expect(await granted(1)).toMatchObject({ value: { onHand: 2, shortfall: 0 } });
    await settle(stock);
    expect(await assertBalanced(stock)).toEqual({ onHand: 2, reserved: 2, waitlisted: 1 });
    expect(await granted(-1_000_000)).toMatchObject({ value: { onHand: 2, shortfall: 2 } });
    expect(await granted(2)).toMatchObject({ value: { onHand: 2, shortfall: 0 } });
  });
});
