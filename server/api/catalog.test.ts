import { afterAll, beforeAll, expect, test } from 'vitest';
import { testApi, type TestApi } from './api.fixture.ts';

let api: TestApi;
let cookie: string;
beforeAll(async () => {
  api = await testApi();
  cookie = await api.cookieOf('merchant');
});
afterAll(() => api.close());

const add = (body: object) => api.call('POST', '/api/products', { cookie, body });

test('a product with options gets a variant and stock for every combination', async () => {
  const made = await add({
    code: 'A12',
    title: 'Linen dress',
    price: '49.90',
    options: { width: ['red', 'sand'], size: ['S', 'M'] },
    stock: 4,
  });
  expect(made.status).toBe(201);
  expect(made.json).toMatchObject({ code: 'A12', priceMinor: '4990', currency: 'EUR' });
  expect(made.json.variants.map((one: { sku: string; available: number }) => `${one.sku} ${one.available}`)).toEqual([
    'A12-RED-S 4',
    'A12-RED-M 4',
    'A12-SAND-S 4',
    'A12-SAND-M 4',
  ]);
  // In the seller's order, which is not the alphabet's.
  expect([Object.keys(made.json.options), Object.keys(made.json.variants[0].options)]).toEqual([
    ['width', 'size'],
    ['width', 'size'],
  ]);
  const list = await api.call('GET', '/api/products', { cookie });
  expect(list.json).toEqual([made.json]);
});

test('a code that folds to a known one is a conflict that names the field', async () => {
  const again = await add({ code: 'ａ-12', title: 'Another', price: '1' });
  expect(again.status).toBe(409);
  expect(again.json).toMatchObject({ code: 'conflict', field: 'code' });
});

test.each([
  [{ code: 'X1', title: 'x', price: '1', colour: 'red' }, 'bad-field', 'colour'],
  [{ code: 'X1', title: 'x' }, 'bad-field', 'price'],
  [{ code: 'X1', title: 'x', price: '1.999' }, 'bad-field', 'price'],
  [{ code: 'X1', title: 'x', price: 'cheap' }, 'bad-field', 'price'],
  [{ code: 'X1', title: 'x', price: 5 }, 'bad-field', 'price'],
  [{ code: 'X1', title: 'x', price: '1', stock: 2 ** 53 + 2 }, 'bad-field', 'stock'],
  [{ code: 'X1', title: 'x', price: '1', stock: -1 }, 'bad-field', 'stock'],
  [{ code: 'X1', title: 'a\0b', price: '1' }, 'bad-field', 'title'],
  [{ code: 'X1', title: 'x', price: '1', options: { size: ['S', '\ud800'] } }, 'bad-field', 'options.size.1'],
  [{ code: 'X1', title: 'x', price: '1', imageUrl: 'javascript:alert(1)' }, 'bad-field', 'imageUrl'],
  [{ code: 'X1', title: 'x', price: '1', options: { size: ['S', 's'] } }, 'bad-field', 'options'],
])('%j is refused and the field is named', async (body, code, field) => {
  const answer = await add(body);
  expect(answer.status).toBe(400);
  expect(answer.json).toMatchObject({ code, field });
});

test('a body that is broken, too deep, too large, poisoned or no JSON is refused with a clear error', async () => {
  const send = (payload: string, type = 'application/json') =>
    api.app.inject({
      method: 'POST',
      url: '/api/products',
      headers: { origin: 'http://127.0.0.1:4000', cookie, 'content-type': type },
      payload,
    });
  expect((await send('')).json()).toMatchObject({ code: 'bad-field' });
  expect((await send('{"code":')).json()).toMatchObject({ code: 'bad-request' });
  expect((await send('['.repeat(500_000))).json()).toMatchObject({ code: 'bad-request' });
  expect((await send(`{"__proto__":{"x":1},"code":"Z"}`)).json()).toMatchObject({ code: 'bad-request' });
  expect((await send(JSON.stringify({ title: 'x'.repeat(2_000_000) }))).json()).toMatchObject({ code: 'too-large' });
  expect((await send('code=1', 'application/x-www-form-urlencoded')).json()).toMatchObject({
    code: 'unsupported-type',
  });
  expect(({} as { x?: number }).x).toBeUndefined();
});

test('a pasted sheet takes its good rows and names each bad one by row and field', async () => {
  const sheet = [
    'Claim Code\tName\tUnit price\tQty\tSizes',
    'B1\tBelt\t19\t5\t',
    '\tNo code\t5\t1\t',
    'B2\tTote\tabc\t5\t',
    'B3\tShirt\t1.234,50\t3\tS/M/L',
    'b-1\tBelt again\t20\t1\t',
    '',
    'B4\tMug\t12\tmany\t',
    'A12\tLinen dress, new\t45\t\t',
  ].join('\n');
  const answer = await api.call('POST', '/api/products/import', { cookie, body: { sheet } });
  expect(answer.json).toMatchObject({ created: 2, updated: 1 });
  expect(answer.json.bad.map((one: { row: number; field: string }) => [one.row, one.field])).toEqual([
    [3, 'code'],
    [4, 'price'],
    [6, 'code'],
    [8, 'stock'],
  ]);
  const products = (await api.call('GET', '/api/products', { cookie })).json;
  const shirt = products.find((one: { code: string }) => one.code === 'B3');
  expect(shirt).toMatchObject({ priceMinor: '123450', options: { size: ['S', 'M', 'L'] } });
  expect(shirt.variants.map((one: { available: number }) => one.available)).toEqual([3, 3, 3]);
  const dress = products.find((one: { code: string }) => one.code === 'A12');
  expect(dress).toMatchObject({ title: 'Linen dress, new', priceMinor: '4500' });
  expect(dress.variants).toHaveLength(4);
});

test('changing the options keeps the stock of what stays, and an old version is a conflict', async () => {
  const made = (await add({ code: 'C1', title: 'Scarf', price: '10', options: { color: ['red', 'blue'] }, stock: 7 }))
    .json;
  const path = `/api/products/${made.id}`;
  const changed = await api.call('PATCH', path, {
    cookie,
    body: { options: { color: ['blue', 'green'] }, version: made.version },
  });
  expect(changed.json.variants.map((one: { sku: string; onHand: number }) => `${one.sku} ${one.onHand}`)).toEqual([
    'C1-BLUE 7',
    'C1-GREEN 0',
  ]);
  expect((await api.call('PATCH', path, { cookie, body: { title: 'Old', version: made.version } })).status).toBe(409);
  expect((await api.call('DELETE', path, { cookie })).status).toBe(200);
  expect((await api.call('DELETE', path, { cookie })).status).toBe(404);
});

test('stock is changed by a movement, told to the lane, and never taken below what is promised', async () => {
  const made = (await add({ code: 'D1', title: 'Cup', price: '10', stock: 2 })).json;
  const variant = made.variants[0].id;
  const up = await api.call('POST', `/api/variants/${variant}/stock`, {
    cookie,
    body: { delta: 5, reason: 'found a box' },
  });
  expect(up.json).toMatchObject({ onHand: 7, available: 7 });
  expect(api.rung).toContain(`settle:${variant}:main`);
  const moved = await api.database.pools.rest.query(
    'SELECT on_hand_delta FROM movement WHERE stock_id = $1 ORDER BY n',
    [`${variant}:main`],
  );
  expect(moved.rows.map((row) => row.on_hand_delta)).toEqual([2, 5]);
});
