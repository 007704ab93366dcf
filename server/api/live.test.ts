import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { ServerFrame } from '../feed/entry.ts';
import { PUBLIC_URL, testApi, type TestApi } from './api.fixture.ts';

let api: TestApi;
let cookie: string;
let showId: string;
let variantId: string;
let port: number;

beforeAll(async () => {
  api = await testApi();
  cookie = await api.cookieOf('owner');
  const product = await post('/api/products', { code: 'A1', title: 'Dress', price: '10', stock: 5 });
  variantId = product.variants[0].id;
  const connection = await post('/api/connections', { platform: 'tiktok', name: 'Ours', broadcast: '@shop' });
  showId = (await post('/api/shows', { title: 'Live' })).id;
  await post(`/api/shows/${showId}/start`, { connectionIds: [connection.id] });
  await api.app.listen({ port: 0, host: '127.0.0.1' });
  port = (api.app.server.address() as AddressInfo).port;
});
afterAll(() => api.close());

const post = async (url: string, body?: object) => {
  const answer = await api.call('POST', url, { cookie, body });
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer.json;
};
const staffRows = async () =>
  (
    await api.database.pools.rest.query(
      `SELECT e.body, t.text FROM record.event e LEFT JOIN record.event_text t USING (show_id, seq, day) WHERE e.show_id = $1 AND e.kind = 'staff' ORDER BY e.seq`,
      [showId],
    )
  ).rows;

test('a stop is in force in the show at once, in its record, in the audit with the name, and told to the feed', async () => {
  for (const what of ['replies', 'claims', 'automatic']) {
    api.told.length = 0;
    const show = await post(`/api/shows/${showId}/stop`, { what, on: true });
    expect(show[`${what}Stopped`]).toBe(true);
    expect(api.told).toContain(showId);
    expect(api.rung).toContain(`decide:${showId}`);
    expect((await staffRows()).at(-1).body).toMatchObject({ action: 'stop', what, on: true });
  }
  const audit = (await api.call('GET', `/api/audit?showId=${showId}`, { cookie })).json;
  expect(audit[0]).toMatchObject({
    action: 'show:switch',
    memberName: expect.any(String),
    detail: { what: 'automatic', on: true },
  });
  await post(`/api/shows/${showId}/stop`, { what: 'claims', on: false });
});

test('a person answers, claims by hand and shows a product: each is a row of the record', async () => {
  await api.database.pools.rest.query(
    `INSERT INTO record.event (show_id, seq, day, workspace_id, broadcast_id, connection_id, platform, kind, platform_id, author_id, spoken_at, spoken_by, received_at)
     SELECT $1, c.last_seq + 1, (now() AT TIME ZONE 'UTC')::date, $2, b.id, b.connection_id, 'tiktok', 'message', 'm1', 'author1', now(), 'platform', now()
     FROM show_counter c JOIN broadcast b ON b.show_id = c.show_id WHERE c.show_id = $1`,
    [showId, api.workspaceId],
  );
  const counter = await api.database.pools.rest.query(
    'UPDATE show_counter SET last_seq = last_seq + 1 WHERE show_id = $1 RETURNING last_seq',
    [showId],
  );
  const seq = Number(counter.rows[0].last_seq);
  const { outboxId } = await post(`/api/shows/${showId}/answers`, { seq, text: 'It is linen.' });
  const [answer] = (await staffRows()).slice(-1);
  expect([answer.body.action, answer.body.ofSeq, answer.body.outboxId, answer.text]).toEqual([
    'answer',
    seq,
    outboxId,
    'It is linen.',
  ]);
  await post(`/api/shows/${showId}/claims`, { seq, variantId, quantity: 2 });
  expect((await staffRows()).at(-1).body).toMatchObject({
    action: 'claim',
    ofSeq: seq,
    authorId: 'author1',
    variantId,
    quantity: 2,
  });
  const typed = await post(`/api/shows/${showId}/claims`, {
    handle: ' lena.b ',
    platform: 'tiktok',
    variantId,
    quantity: 1,
  });
  expect(typed.seq).toBeGreaterThan(seq);
  expect((await staffRows()).at(-1).body).toMatchObject({
    action: 'claim',
    authorId: null,
    handle: 'lena.b',
    platform: 'tiktok',
  });
  const older = await api.call('GET', `/api/shows/${showId}/messages?before=${typed.seq}&limit=2`, { cookie });
  expect(older.json.messages.map((one: { seq: number }) => one.seq)).toEqual([typed.seq - 2, typed.seq - 1]);
});

test.each([
  ['answers', { seq: 999_999, text: 'hi' }, 404],
  ['answers', { seq: 2 ** 53 + 2, text: 'hi' }, 400],
  ['answers', { seq: 1, text: '   ' }, 400],
  ['claims', { variantId: 'v_none', quantity: 1, handle: 'x' }, 400],
  ['claims', { variantId: 'v', quantity: 100, handle: 'x' }, 400],
  ['claims', { variantId: 'v', quantity: 1 }, 400],
  ['claims/x.1.0/release', undefined, 404],
  ['questions/5/resolve', undefined, 404],
])('%s %j on a show is told what is wrong', async (path, body, status) => {
  const answer = await api.call('POST', `/api/shows/${showId}/${path}`, { cookie, body });
  expect([answer.status, typeof answer.json.message]).toEqual([status, 'string']);
});

const open = (headers: Record<string, string>) => new WebSocket(`ws://127.0.0.1:${port}/api/feed`, { headers });
const outcome = (socket: WebSocket) =>
  new Promise<string>((resolve) => {
    socket.on('open', () => resolve('open'));
    socket.on('unexpected-response', (_request, response) => resolve(String(response.statusCode)));
    socket.on('error', () => undefined);
  });

test('the socket opens only for our own page, somebody signed in, and a role that reads the chat', async () => {
  const observer = await api.cookieOf('observer');
  expect(await outcome(open({ cookie, origin: 'https://evil.example' }))).toBe('403');
  expect(await outcome(open({ cookie }))).toBe('403');
  expect(await outcome(open({ origin: PUBLIC_URL }))).toBe('401');
  expect(await outcome(open({ origin: PUBLIC_URL, cookie: observer }))).toBe('403');
});

test('the socket shows the show, and closes within a second when its sign-in ends', async () => {
  const moderator = await api.cookieOf('moderator');
  const socket = open({ origin: PUBLIC_URL, cookie: moderator });
  expect(await outcome(socket)).toBe('open');
  const frame = new Promise<ServerFrame>((resolve) =>
    socket.on('message', (data) => resolve(JSON.parse(String(data)))),
  );
  socket.send(JSON.stringify({ t: 'follow', show: showId }));
  const first = await frame;
  expect(first).toMatchObject({ t: 'snapshot', show: showId });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  const began = Date.now();
  expect((await api.call('POST', '/api/sign-out', { cookie: moderator })).status).toBe(200);
  expect(await closed).toBe(4401);
  expect(Date.now() - began).toBeLessThan(1_000);
});
