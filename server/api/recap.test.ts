import Papa from 'papaparse';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildShow } from '../test/show-builder.ts';
import type { Recap, RecapRows, RecapSums, Sum } from './schemas/recap.ts';
import { testApi, type TestApi } from './api.fixture.ts';

const STATES = [
  'pending',
  'reserved',
  'paying',
  'sold',
  'waitlisted',
  'offered',
  'refused',
  'cancelled',
  'expired',
  'late-paid',
  'interest',
];
let api: TestApi;
let cookie: string;
let showId: string;
let recap: Recap;

beforeAll(async () => {
  api = await testApi();
  cookie = await api.cookieOf('owner');
  const add = async (code: string, price: string, currency?: string) =>
    (
      await api.call('POST', '/api/products', {
        cookie,
        body: {
          code,
          title: `=HYPERLINK("${code}")`,
          price,
          stock: 5,
          ...(currency === undefined ? {} : { currency }),
        },
      })
    ).json;
  const products = [await add('A1', '10.50'), await add('B2', '3'), await add('C3', '500', 'JPY')];
  const live = await buildShow(api.database.pools.rest, { workspaceId: api.workspaceId });
  const rehearsal = await buildShow(api.database.pools.rest, { workspaceId: api.workspaceId, kind: 'rehearsal' });
  showId = live.showId;
  for (const show of [live, rehearsal]) {
    let seq = 0;
    for (const [p, product] of products.entries()) {
      for (const [s, state] of STATES.entries()) {
        for (const platform of ['tiktok', 'youtube', null]) {
          seq++;
          await api.database.pools.rest.query(
            `INSERT INTO claim (id, workspace_id, show_id, seq, n, platform, product_id, variant_id, stock_id, quantity, price_minor, currency, state, reason, made_by, spoken_at)
             VALUES ($1, $2, $3, $4, 0, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'rule', now())`,
            [
              `${show.showId}.${seq}.0`,
              api.workspaceId,
              show.showId,
              seq,
              platform,
              product.id,
              product.variants[0].id,
              `${product.variants[0].id}:main`,
              1 + ((p + s + seq) % 4),
              product.priceMinor,
              product.currency,
              state,
              state === 'refused' ? 'sold-out' : null,
            ],
          );
          await api.database.pools.rest.query(
            'INSERT INTO claim_text (claim_id, workspace_id, text) VALUES ($1, $2, $3)',
            [`${show.showId}.${seq}.0`, api.workspaceId, seq === 1 ? '＝1+1' : '=cmd|calc "x", A1\n"'],
          );
        }
      }
    }
  }
  recap = (await api.call('GET', `/api/shows/${showId}/recap`, { cookie })).json;
});
afterAll(() => api.close());

const rows = async (query: string): Promise<RecapRows> =>
  (await api.call('GET', `/api/shows/${showId}/recap/rows?${query}`, { cookie })).json;
const plus = (sums: Sum[]): Sum => {
  const value = new Map<string, bigint>();
  for (const one of sums.flatMap((sum) => sum.value))
    value.set(one.currency, (value.get(one.currency) ?? 0n) + BigInt(one.amountMinor));
  return {
    claims: sums.reduce((n, sum) => n + sum.claims, 0),
    units: sums.reduce((n, sum) => n + sum.units, 0),
    value: [...value]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, minor]) => ({ currency, amountMinor: minor.toString() })),
  };
};
const parts = (sums: RecapSums) => [
  sums.pending,
  sums.reserved,
  sums.waitlisted,
  sums.cancelled,
  sums.refused,
  sums.interest,
];

test('the parts of a recap add up to everything claimed: in whole, by product and by platform', () => {
  expect(recap.total.claimed.claims).toBe(99);
  for (const line of [recap.total, ...recap.products, ...recap.platforms]) {
    expect(plus(parts(line))).toEqual(line.claimed);
    expect(plus([line.waitlisted, line.refused])).toEqual(line.lost);
  }
  for (const name of ['claimed', 'pending', 'reserved', 'waitlisted', 'cancelled', 'refused', 'lost'] as const) {
    expect(plus(recap.products.map((line) => line[name]))).toEqual(recap.total[name]);
    expect(plus(recap.platforms.map((line) => line[name]))).toEqual(recap.total[name]);
    expect(recap.definitions[name]).toBeTruthy();
  }
});

type Line = RecapSums & { productId?: string; platform?: string | null };

test('every number opens into exactly its rows, and amounts of two currencies are never added', async () => {
  const lines: Line[] = [recap.total, ...recap.products, ...recap.platforms];
  for (const name of ['claimed', 'pending', 'reserved', 'waitlisted', 'cancelled', 'refused', 'lost'] as const) {
    for (const line of lines) {
      const query = new URLSearchParams({
        state: name,
        limit: '500',
        ...(line.productId === undefined ? {} : { productId: line.productId }),
        ...(line.platform === undefined ? {} : { platform: line.platform ?? 'none' }),
      });
      const found = await rows(query.toString());
      expect([found.total, found.claims.length]).toEqual([line[name].claims, line[name].claims]);
      const value = plus(
        found.claims.map((one) => ({
          claims: 1,
          units: one.quantity,
          value: [{ currency: one.currency, amountMinor: (BigInt(one.priceMinor) * BigInt(one.quantity)).toString() }],
        })),
      );
      expect(value).toEqual(line[name]);
    }
  }
});

test('long lists come in pages that leave nothing out', async () => {
  const seen: string[] = [];
  for (let after = ''; ;) {
    const page = await rows(`limit=7${after}`);
    seen.push(...page.claims.map((one) => one.id));
    if (page.next === null) break;
    after = `&after=${page.next}`;
  }
  expect(new Set(seen).size).toBe(99);
  expect(seen).toHaveLength(99);
});

test('the export opens in a spreadsheet without running what viewers wrote, and holds every claim', async () => {
  const answer = await api.call('GET', `/api/shows/${showId}/recap.csv?state=lost`, { cookie });
  expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
  expect(answer.text.startsWith('\uFEFF')).toBe(true);
  const parsed = Papa.parse<Record<string, string>>(answer.text.slice(1).trim(), { header: true });
  expect(parsed.errors).toEqual([]);
  expect(parsed.data).toHaveLength(recap.total.lost.claims);
  for (const row of parsed.data) for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+@\t\r＝]/);
  expect(parsed.data[0]?.said).toBe(`'=cmd|calc "x", A1\n"`);
  expect(parsed.data.find((row) => row.code === 'A1')?.price).toBe('10.50');
});

test('a rehearsal is in its own recap and in no other; an odd question has a clear answer', async () => {
  const other = await api.newWorkspace();
  const stranger = await api.cookieOf('owner', other);
  expect((await api.call('GET', `/api/shows/${showId}/recap`, { cookie: stranger })).status).toBe(404);
  expect((await rows('state=nonsense')).total).toBe(0);
  expect((await api.call('GET', `/api/shows/${showId}/recap/rows?limit=9999`, { cookie })).json).toMatchObject({
    code: 'bad-field',
    field: 'limit',
  });
  expect((await api.call('GET', `/api/shows/${showId}/recap/rows?colour=red`, { cookie })).json).toMatchObject({
    code: 'bad-field',
    field: 'colour',
  });
});
