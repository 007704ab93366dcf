import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allows, ROLES, type Action, type Role } from '../workspaces/permissions.ts';
import { PUBLIC_URL, testApi, type TestApi } from './api.fixture.ts';

let api: TestApi;
let foreign: string;
/** Ids that exist in the first workspace, to be asked for from the other one. */
const ids: Record<string, string> = {};

beforeAll(async () => {
  api = await testApi();
  foreign = await api.newWorkspace();
  const cookie = await api.cookieOf('owner');
  const product = await api.call('POST', '/api/products', {
    cookie,
    body: { code: 'A1', title: 'Dress', price: '10', stock: 3 },
  });
  const show = await api.call('POST', '/api/shows', { cookie, body: { title: 'Spring drop' } });
  const connection = await api.call('POST', '/api/connections', {
    cookie,
    body: { platform: 'tiktok', name: 'Ours', broadcast: '@shop' },
  });
  const overlay = await api.call('POST', '/api/overlays', { cookie, body: { name: 'OBS' } });
  const canned = await api.call('POST', '/api/canned-answers', { cookie, body: { shortcut: 'x', text: 'y' } });
  Object.assign(ids, {
    products: product.json.id,
    variants: product.json.variants[0].id,
    shows: show.json.id,
    rehearsals: show.json.id,
    connections: connection.json.id,
    'canned-answers': canned.json.id,
    overlays: overlay.json.id,
  });
  expect(Object.values(ids).every((id) => typeof id === 'string')).toBe(true);
});
afterAll(() => api.close());

/** Bodies that would be accepted, so that what refuses is the permission or the scope and not the schema. */
const BODIES: Record<string, unknown> = {
  'POST /api/me/workspace': { workspaceId: 'ws_nobody' },
  'POST /api/me/password': { email: 'a@b.example', password: 'long enough', currentPassword: 'wrong' },
  'PATCH /api/workspace': { name: 'Renamed' },
  'POST /api/products': { code: 'ZZ', title: 'z', price: '1' },
  'PATCH /api/products/:id': { title: 'Stolen' },
  'POST /api/products/import': { sheet: 'code,title,price' },
  'POST /api/variants/:id/stock': { delta: 1 },
  'POST /api/shows': { title: 'Another' },
  'POST /api/shows/:id/start': { connectionIds: [] },
  'POST /api/shows/:id/showing': { productId: null },
  'POST /api/rules/check': { rules: [] },
  'POST /api/rules/versions': { base: 0, name: 'x', rules: [] },
  'POST /api/rules/import': { text: '{}', beside: [] },
  'POST /api/rules/active': { version: 0 },
  'POST /api/rules/try': { rules: [], said: { text: 'hi', platform: 'youtube' } },
  'POST /api/rules/back-tests': { showIds: ['x'], rules: [] },
  'POST /api/shows/:id/rules': { version: 0 },
  'POST /api/shows/:id/stop': { what: 'replies', on: true },
  'POST /api/shows/:id/answers': { seq: 1, text: 'hi' },
  'POST /api/shows/:id/moderation': { kind: 'ban', authorId: 'x' },
  'POST /api/shows/:id/notices/:noticeId': { what: 'done' },
  'POST /api/shows/:id/moves': { moveId: 'm', fromProductId: 'a', toProductId: 'b', sinceMs: 0 },
  'POST /api/shows/:id/moves/preview': { fromProductId: 'a', toProductId: 'b', sinceMs: 0 },
  'POST /api/shows/:id/moves/:moveId/undo': { moveId: 'm' },
  'POST /api/shows/:id/doubts/:seq': { choice: 'none' },
  'PUT /api/shows/:id/connections/:connectionId/video-delay': { ms: 8_000, by: 'set' },
  'PUT /api/shows/:id/claim-words': { words: ['yalla'] },
  'POST /api/shows/:id/translations': { seqs: [1], into: 'en' },
  'POST /api/shows/:id/claims': { handle: 'x', variantId: 'v', quantity: 1 },
  'POST /api/overlays': { name: 'x' },
  'PATCH /api/overlays/:id': { name: 'Stolen' },
  'POST /api/shows/:id/featured': { seq: 1 },
  'POST /api/canned-answers': { shortcut: 'z', text: 'z' },
  'POST /api/connections': { platform: 'tiktok', name: 'x', broadcast: 'x' },
  'PATCH /api/connections/:id': { name: 'Stolen' },
  'POST /api/connections/:id/proof': { privateReply: false },
  'POST /api/sign-ins': { platform: 'youtube', name: 'x' },
  'POST /api/sign-ins/:choice': { accountId: 'x' },
  'POST /api/network': { on: false, keep: false },
  'POST /api/devices': { showId: 'x', name: 'x' },
  'POST /api/rehearsals/:id/pace': { pace: 'calm' },
  'POST /api/rehearsals/:id/say': { platform: 'tiktok', name: 'x', text: 'x' },
  'POST /api/rehearsals/:id/trouble': { platform: 'tiktok', kind: 'drop', forMs: 1000 },
};
/** Ends the session it is called with; tried by its own test. */
const SKIPPED = new Set(['POST /api/sign-out', 'POST /api/sign-in', 'POST /api/sign-in/password']);

const noun = (url: string) => url.split('/')[2] ?? '';
const fill = (url: string) =>
  url
    .replace('/:id', `/${ids[noun(url)] ?? 'x'}`)
    .replace(':seq', '1')
    .replace(':claimId', 'x.1.0')
    .replace(':step', url.includes('/replies/') ? 'seen-to' : 'cancel')
    .replace(':platformId', 'x')
    .replace(/:\w+/g, 'x')
    .replace('*', 'x');
const guarded = () =>
  api.routes.filter(
    (route) => route.may !== 'anybody' && route.method !== 'HEAD' && !SKIPPED.has(`${route.method} ${route.url}`),
  );
const call = (route: { method: string; url: string }, cookie?: string) =>
  api.call(route.method, fill(route.url), {
    ...(cookie === undefined ? {} : { cookie }),
    ...(`${route.method} ${route.url}` in BODIES ? { body: BODIES[`${route.method} ${route.url}`] } : {}),
  });

test('there are routes, and every one says who may call it', () => {
  expect(api.routes.length).toBeGreaterThan(30);
  expect(guarded().length).toBeGreaterThan(25);
});

test('nobody without a sign-in gets further than 401', async () => {
  for (const route of guarded()) {
    const answer = await call(route);
    expect(`${route.method} ${route.url} ${answer.status} ${answer.json?.code}`).toBe(
      `${route.method} ${route.url} 401 signed-out`,
    );
  }
});

describe.each(ROLES)('a %s', (role: Role) => {
  test('is refused with 403 exactly where the table says so', async () => {
    const cookie = await api.cookieOf(role, foreign);
    for (const route of guarded()) {
      const answer = await call(route, cookie);
      const may = allows(role, route.may as Action);
      expect(`${route.method} ${route.url} ${answer.json?.code === 'forbidden' ? 'forbidden' : 'let through'}`).toBe(
        `${route.method} ${route.url} ${may ? 'let through' : 'forbidden'}`,
      );
      expect(answer.status, `${route.method} ${route.url} ${answer.text}`).toBeLessThan(500);
    }
  });
});

test('the owner of another workspace finds nothing of this one: 404, never 403, and nothing changes', async () => {
  const cookie = await api.cookieOf('owner', foreign);
  const before = await everything();
  for (const route of guarded().filter((one) => one.url.includes('/:id'))) {
    const answer = await call(route, cookie);
    expect(`${route.method} ${route.url} ${answer.status}`).toBe(`${route.method} ${route.url} 404`);
  }
  for (const list of ['/api/products', '/api/shows', '/api/connections', '/api/canned-answers', '/api/overlays']) {
    const answer = await api.call('GET', list, { cookie });
    expect(JSON.stringify(answer.json), list).not.toMatch(new RegExp(Object.values(ids).join('|')));
  }
  expect(await everything()).toEqual(before);
});

async function everything() {
  const tables = ['product', 'variant', 'stock', 'show', 'connection', 'canned_answer', 'overlay'];
  const rows = await Promise.all(
    tables.map((table) =>
      api.database.pools.rest.query(`SELECT * FROM ${table} WHERE workspace_id = $1 ORDER BY id`, [api.workspaceId]),
    ),
  );
  return rows.map((one) => one.rows);
}

test('a write from another site is refused before anything else, whoever is signed in', async () => {
  const cookie = await api.cookieOf('owner');
  for (const origin of [
    'https://evil.example',
    'null',
    'http://127.0.0.1:4001',
    'http://127.0.0.1:4000.evil.example',
  ]) {
    const answer = await api.call('POST', '/api/shows', { cookie, body: { title: 'x' }, headers: { origin } });
    expect(`${origin} ${answer.status}`).toBe(`${origin} 403`);
    expect(answer.json.code).toBe('foreign-origin');
  }
  const without = await api.app.inject({
    method: 'POST',
    url: '/api/shows',
    headers: { cookie, 'sec-fetch-site': 'cross-site' },
    payload: { title: 'x' },
  });
  expect(without.statusCode).toBe(403);
  const local = await api.call('POST', '/api/shows', {
    cookie,
    body: { title: 'By its other name' },
    headers: { origin: PUBLIC_URL.replace('127.0.0.1', 'localhost') },
  });
  expect(local.status).toBe(201);
});

test('every answer carries the headers that keep a browser safe, and the API is never cached', async () => {
  for (const url of ['/api/me', '/healthz', '/', '/nothing-here', '/api/nothing']) {
    const { headers } = await api.call('GET', url);
    expect(headers['content-security-policy'], url).toMatch(/default-src/);
    expect(headers['x-content-type-options'], url).toBe('nosniff');
    expect(headers['x-frame-options'], url).toBe('DENY');
    expect(headers['referrer-policy'], url).toBe('no-referrer');
    if (url.startsWith('/api')) expect(headers['cache-control'], url).toBe('no-store');
  }
});

test('what is not there is told as JSON under /api', async () => {
  const answer = await api.call('GET', '/api/nothing');
  expect([answer.status, answer.json.code]).toEqual([404, 'not-found']);
});

test('whoever guesses tokens or passwords waits after a few tries', async () => {
  const answers = [];
  for (let i = 0; i < 25; i++)
    answers.push(
      (await api.call('POST', '/api/sign-in', { body: { token: `guess-${i}-${'x'.repeat(20)}` } })).json.code,
    );
  expect(new Set(answers)).toEqual(new Set(['gone', 'too-many']));
  expect(answers.at(-1)).toBe('too-many');
});

test('behind a proxy of this machine each caller has a limit of their own; opened directly nobody can claim to be another', async () => {
  const tries = async (at: TestApi, origin: string) => {
    const codes = new Set<string>();
    for (let i = 0; i < 25; i++) {
      const headers = { origin, 'x-forwarded-for': `203.0.113.${i}` };
      const answer = await at.call('POST', '/api/sign-in', {
        body: { token: `guess-${i}-${'x'.repeat(20)}` },
        headers,
      });
      codes.add(answer.json.code);
    }
    return [...codes].sort();
  };
  const proxied = await testApi({ publicUrl: 'https://shop.example' });
  expect(await tries(proxied, 'https://shop.example')).toEqual(['gone']);
  await proxied.close();
  const direct = await testApi();
  expect(await tries(direct, PUBLIC_URL)).toEqual(['gone', 'too-many']);
  await direct.close();
});
