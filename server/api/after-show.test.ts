import { afterAll, beforeAll, expect, test } from 'vitest';
import { testApi, type TestApi } from './api.fixture.ts';

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

test('claims that still wait when the show has ended can be released, dismissed and cancelled; new ones cannot be made', async () => {
  const cookie = await api.cookieOf('owner');
  const call = (url: string, body?: object) => api.call('POST', url, { cookie, body });
  const product = (await call('/api/products', { code: 'A1', title: 'Dress', price: '10', stock: 5 })).json;
  const connection = (await call('/api/connections', { platform: 'tiktok', name: 'Ours', broadcast: '@shop' })).json;
  const { id } = (await call('/api/shows', { title: 'Live' })).json;
  await call(`/api/shows/${id}/start`, { connectionIds: [connection.id] });
  for (const [n, held] of [
    [0, true],
    [1, true],
    [2, false],
  ])
    await api.database.pools.rest.query(
      `INSERT INTO claim (id, workspace_id, show_id, seq, n, product_id, variant_id, stock_id, quantity, price_minor, currency, state, held, made_by, spoken_at)
       VALUES ($1 || '.1.' || $3, $2, $1, 1, $3::integer, $4, $5, $5 || ':main', 1, 1000, 'EUR', CASE WHEN $6 THEN 'pending' ELSE 'reserved' END, $6, 'rule', now())`,
      [id, api.workspaceId, n, product.id, product.variants[0].id, held],
    );
  expect((await call(`/api/shows/${id}/end`)).status).toBe(200);
  for (const step of ['0/release', '1/dismiss', '2/cancel'])
    expect(await call(`/api/shows/${id}/claims/${id}.1.${step}`)).toMatchObject({ status: 202 });
  const made = await call(`/api/shows/${id}/claims`, { handle: 'x', variantId: product.variants[0].id, quantity: 1 });
  expect(made.status).toBe(422);
});
