import { setTimeout as wait } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { PUBLIC_URL, testApi, type TestApi } from './api.fixture.ts';
import type { OpenDoor } from './doors.ts';

let api: TestApi;
let door: OpenDoor;
let owner: string;
let port: number;

beforeAll(async () => {
  api = await testApi();
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  port = (api.app.server.address() as AddressInfo).port;
  door = await api.open('public', { host: '127.0.0.1', port: 0, sockets: true });
  owner = await api.cookieOf('owner');
  await api.deps.overlays.start();
});
afterAll(async () => {
  await door.close();
  await api.close();
});

const make = async (
  body: object = { name: 'OBS' },
): Promise<{ id: string; token: string; address: string; here: string }> => {
  const answer = await api.call('POST', '/api/overlays', { cookie: owner, body });
  expect(answer.status).toBe(201);
  return { ...answer.json, token: answer.json.address.split('/o/')[1] };
};
/** On a busy machine too. */
const soon = (check: () => unknown): Promise<unknown> => vi.waitFor(check, { timeout: 8_000, interval: 50 });
const list = async () => (await api.call('GET', '/api/overlays', { cookie: owner })).json;

interface Page {
  frames: { t: string }[];
  closed: Promise<number>;
  socket: WebSocket;
}
/** As the page opens it; a refusal is an HTTP status. */
function openLine(token: string, at = port, origin = PUBLIC_URL): Promise<Page | number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${at}/o/${token}/line`, { headers: { origin } });
    const frames: { t: string }[] = [];
    const closed = new Promise<number>((done) => socket.once('close', (code) => done(code)));
    socket.on('message', (data: Buffer) => frames.push(JSON.parse(data.toString())));
    socket.once('open', () => resolve({ frames, closed, socket }));
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', () => undefined);
  });
}
const opened = async (...args: Parameters<typeof openLine>): Promise<Page> => {
  const page = await openLine(...args);
  if (typeof page === 'number') throw new Error(`refused with ${page}`);
  return page;
};
const get = (path: string, at = port) => fetch(`http://127.0.0.1:${at}${path}`, { headers: { accept: 'text/html' } });

test('the address is told once, kept as a hash, and known by its last letters', async () => {
  const { id, token, address, here } = await make({ name: ' Main camera ', destinations: ['tiktok'] });
  expect(address).toBe(`${PUBLIC_URL}/o/${token}`);
  expect(here).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/o\//);
  expect(token).toMatch(/^[\w-]{32}$/);
  const [shown] = (await list()).filter((one: { id: string }) => one.id === id);
  expect(shown).toMatchObject({
    name: 'Main camera',
    destinations: ['tiktok'],
    tokenEnd: token.slice(-4),
    rate: 150,
    pages: 0,
  });
  expect(shown.left.map((one: { sentence: string }) => one.sentence).join(' ')).toContain('TikTok LIVE');
  const { rows } = await api.database.pools.rest.query('SELECT * FROM overlay');
  expect(JSON.stringify(rows) + JSON.stringify(await list())).not.toContain(token);
  const { rows: audit } = await api.database.pools.rest.query(
    "SELECT detail FROM audit WHERE action = 'overlay:write'",
  );
  expect(JSON.stringify(audit)).not.toContain(token);
});

test('the page may do nothing but draw: strict policy, no referrer, not indexed, nothing loaded, framed by the dashboard alone', async () => {
  const { token } = await make();
  for (const at of [port, door.port]) {
    const page = await get(`/o/${token}`, at);
    expect(page.status).toBe(200);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; connect-src 'self' ws:/,
    );
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).not.toContain('unsafe');
    expect(page.headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('x-robots-tag')).toContain('noindex');
    expect(page.headers.get('cache-control')).toBe('no-store');
    const html = await page.text();
    expect(html).not.toMatch(/(?:src|href)=|@import|url\(/);
    expect(html).not.toContain(token);
  }
});

test('a revoked address, one that never was and one of nonsense are answered alike', async () => {
  const { id, token } = await make();
  expect((await api.call('DELETE', `/api/overlays/${id}`, { cookie: owner })).status).toBe(200);
  for (const at of [port, door.port]) {
    const answers = await Promise.all(
      [`/o/${token}`, '/o/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', '/o/x', '/nothing-here'].map(async (path) => {
        const page = await get(path, at);
        const headers = [...page.headers].filter(([name]) => name !== 'date');
        return JSON.stringify([page.status, headers, await page.text()]);
      }),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^\[404/);
    expect(await openLine(token, at)).toBe(404);
    expect(await openLine('x', at)).toBe(404);
  }
  expect((await api.call('DELETE', `/api/overlays/${id}`, { cookie: owner })).status).toBe(404);
});

test('revoking closes every open page within a second, and so does a new address', async () => {
  const { id, token } = await make();
  const pages = [await opened(token), await opened(token, door.port)];
  await soon(() => expect(pages.every((page) => page.frames.some((frame) => frame.t === 'look'))).toBe(true));
  const began = Date.now();
  const renewed = await api.call('POST', `/api/overlays/${id}/address`, { cookie: owner });
  expect(await Promise.all(pages.map((page) => page.closed))).toEqual([4410, 4410]);
  expect(Date.now() - began).toBeLessThan(1_000);
  expect(await openLine(token)).toBe(404);
  const again = await opened(renewed.json.address.split('/o/')[1]);
  expect((await list()).find((one: { id: string }) => one.id === id).pages).toBe(1);
  // As another process would: only the row says so.
  await api.database.pools.rest.query('UPDATE overlay SET revoked_at = now() WHERE id = $1', [id]);
  const since = Date.now();
  expect(await again.closed).toBe(4410);
  expect(Date.now() - since).toBeLessThan(1_000);
  expect(again.frames.at(-1)).toEqual({ t: 'gone' });
});

test('a page of another site does not open the line', async () => {
  const { token } = await make();
  expect(await openLine(token, port, 'https://evil.example')).toBe(403);
});

test('nothing a page says is believed beyond its frames', async () => {
  const { token } = await make();
  const page = await opened(token);
  for (const nonsense of [
    '',
    '{}',
    '[]',
    '{"t":"shown","ids":["x"]}',
    '{"t":"sight"}',
    'x'.repeat(10_000),
    '{"t":"shown","ids":"x"}',
  ])
    page.socket.send(nonsense);
  page.socket.send(Buffer.from([1, 2, 3]));
  await wait(100);
  expect(page.socket.readyState).toBe(WebSocket.OPEN);
  page.socket.close();
});

test('destinations and shows that are not there are refused', async () => {
  const wrong = [
    { name: 'x', destinations: ['myspace'] },
    { name: 'x', showId: 'show_nobody' },
    { name: ' ' },
    { name: 'x', settings: { seconds: 99 } },
  ];
  for (const body of wrong) expect((await api.call('POST', '/api/overlays', { cookie: owner, body })).status).toBe(400);
  const foreign = await api.cookieOf('owner', await api.newWorkspace());
  const show = await api.call('POST', '/api/shows', { cookie: owner, body: { title: 'Ours' } });
  const answer = await api.call('POST', '/api/overlays', {
    cookie: foreign,
    body: { name: 'x', showId: show.json.id },
  });
  expect([answer.status, answer.json.field]).toEqual([400, 'showId']);
});

test('a change keeps what is not named', async () => {
  const { id } = await make({ name: 'A', settings: { lines: 4, blocked: ['replica'] } });
  await api.call('PATCH', `/api/overlays/${id}`, { cookie: owner, body: { settings: { seconds: 6 } } });
  const changed = (await list()).find((one: { id: string }) => one.id === id);
  expect(changed).toMatchObject({ name: 'A', settings: { lines: 4, seconds: 6, blocked: ['replica'] }, rate: 40 });
});

test('the preview shows made-up viewers as text, says so, and holds no token', async () => {
  const { id } = await make({ name: 'P', settings: { lines: 8 } });
  const page = await api.call('GET', `/api/overlays/${id}/preview`, { cookie: owner });
  expect(page.status).toBe(200);
  expect(page.text).toContain('SAMPLE');
  expect(page.text).not.toContain('<b>Tom');
  expect(page.headers['content-security-policy']).toContain("frame-ancestors 'self'");
});

test('a message is featured only where somebody can see it; next and clear go on', async () => {
  const db = api.database.pools.rest;
  const show = (await api.call('POST', '/api/shows', { cookie: owner, body: { title: 'On air' } })).json.id;
  const connection = (
    await api.call('POST', '/api/connections', {
      cookie: owner,
      body: { platform: 'tiktok', name: 'T', broadcast: '@t' },
    })
  ).json.id;
  await db.query("UPDATE show SET state = 'on_air', started_at = now() WHERE id = $1", [show]);
  await db.query(
    "INSERT INTO broadcast (id, workspace_id, show_id, connection_id, platform, state) VALUES ('b', $1, $2, $3, 'tiktok', 'live')",
    [api.workspaceId, show, connection],
  );
  await db.query(
    "INSERT INTO author (id, workspace_id, platform, author_key, handle, name) VALUES ('a', $1, 'tiktok', 'k', 'ana', 'Ana <script>')",
    [api.workspaceId],
  );
  for (const [seq, text] of [
    [1, 'so pretty, call 081 234 5678'],
    [2, 'second'],
    [3, 'find me on YouTube'],
  ] as const) {
    await db.query(
      "INSERT INTO record.event (show_id, seq, day, workspace_id, broadcast_id, connection_id, platform, kind, author_id, spoken_at, spoken_by, received_at) VALUES ($1, $2, current_date, $3, 'b', $4, 'tiktok', 'message', 'a', now(), 'platform', now())",
      [show, seq, api.workspaceId, connection],
    );
    await db.query(
      'INSERT INTO record.event_text (show_id, seq, day, workspace_id, text) VALUES ($1, $2, current_date, $3, $4)',
      [show, seq, api.workspaceId, text],
    );
  }
  const feature = (seq: number) => api.call('POST', `/api/shows/${show}/featured`, { cookie: owner, body: { seq } });
  const nobody = await feature(1);
  expect([nobody.status, nobody.json.message]).toEqual([422, expect.stringContaining('No overlay is open')]);
  expect((await api.call('GET', `/api/shows/${show}/screen`, { cookie: owner })).json).toMatchObject({
    pages: 0,
    waiting: 0,
    seconds: null,
  });

  const page = await opened((await make()).token);
  page.socket.send(JSON.stringify({ t: 'sight', on: true }));
  await soon(() => expect(api.deps.overlays.onScreen(show).pages).toBe(1));
  const featured = (): unknown => (page.frames.filter((frame) => frame.t === 'look').at(-1) as any)?.look.featured;
  expect((await feature(1)).status).toBe(202);
  await soon(() => expect(featured()).toMatchObject({ name: 'Ana <script>', text: 'so pretty, call •••' }));
  expect((await feature(99)).status).toBe(404);
  // What the platform of this video forbids is not aired, and it is said why.
  const kept = await feature(3);
  expect([kept.status, kept.json.message]).toEqual([
    422,
    expect.stringContaining('do not allow what the message says'),
  ]);
  expect(featured()).toMatchObject({ text: 'so pretty, call •••' });
  expect((await feature(2)).status).toBe(202);
  await soon(() => expect(featured()).toMatchObject({ text: 'second' }));
  expect((await api.call('GET', `/api/shows/${show}/screen`, { cookie: owner })).json).toMatchObject({
    pages: 1,
    onAir: { seq: 2 },
  });
  await db.query(
    "INSERT INTO outbox (id, workspace_id, show_id, connection_id, broadcast_id, kind, about, text, target, made_by, deadline) VALUES ('o1', $1, $2, $3, 'b', 'screen', 'reserved', '@x reserved', '{}', 'rule', now() + interval '2 minutes')",
    [api.workspaceId, show, connection],
  );
  await soon(() => expect(page.frames.some((frame) => frame.t === 'lines')).toBe(true));
  expect((await api.call('POST', `/api/shows/${show}/screen/clear`, { cookie: owner })).status).toBe(202);
  await soon(() => expect(featured()).toBeNull());
  expect(page.frames).toContainEqual({ t: 'wipe', ids: null });
  expect((await db.query("SELECT state, sentence FROM outbox WHERE id = 'o1'")).rows).toMatchObject([
    { state: 'withheld', sentence: 'taken off the screen by the team' },
  ]);
  // What a rule featured waits its turn, and goes on air by itself.
  await db.query(
    "INSERT INTO notice (id, workspace_id, show_id, seq, kind, sentence, rule_id) VALUES ('n1', $1, $2, 1, 'featured', 'x', 'r')",
    [api.workspaceId, show],
  );
  await soon(() => expect(featured()).toMatchObject({ text: 'so pretty, call •••' }));
  // What a moderator hides is off the screen too.
  await db.query(
    "INSERT INTO moderation (id, workspace_id, show_id, kind, seq, made_by) VALUES ('m', $1, $2, 'hide', 1, 'x')",
    [api.workspaceId, show],
  );
  await soon(() => expect(featured()).toBeNull());
  page.socket.close();
}, 30_000);
