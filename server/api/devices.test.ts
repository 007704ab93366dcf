import { request as send } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { testApi, type TestApi } from './api.fixture.ts';
import { maySeat } from './network-list.ts';

// Tablets of this network. 127.0.0.2 stands for this machine's address in it: another address, so another listener.

let api: TestApi;
let owner: string;
let show: string;
let other: string;
let at: URL;
beforeAll(async () => {
  api = await testApi();
  owner = await api.cookieOf('owner');
  show = (await api.call('POST', '/api/shows', { cookie: owner, body: { title: 'Tonight' } })).json.id;
  other = (await api.call('POST', '/api/shows', { cookie: owner, body: { title: 'Tomorrow' } })).json.id;
});
afterAll(() => api.close());

const turn = (on: boolean, keep = false) =>
  api.call('POST', '/api/network', { cookie: owner, body: { on, keep } }).then((answer) => answer.json);
const link = async (showId = show): Promise<URL> => {
  const made = await api.call('POST', '/api/devices', { cookie: owner, body: { showId, name: 'Studio tablet' } });
  expect(made.status, made.text).toBe(201);
  return new URL(made.json.links[0]);
};

interface Answer {
  status: number;
  json: any;
  cookie: string;
}
/** As a tablet’s browser asks: with a Host of its choice. */
function ask(
  method: string,
  path: string,
  { cookie = '', body, host = at.host, origin = at.origin }: Record<string, unknown> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      host: String(host),
      cookie: String(cookie),
      origin: String(origin),
      ...(payload === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': String(payload.length) }),
    };
    const request = send({ host: at.hostname, port: at.port, method, path, headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => {
        const isJson = String(response.headers['content-type']).includes('json');
        const cookies = (response.headers['set-cookie'] ?? []).map((one) => one.split(';')[0]);
        resolve({
          status: response.statusCode ?? 0,
          json: isJson ? JSON.parse(text) : null,
          cookie: cookies.join('; '),
        });
      });
    });
    request.on('error', reject).end(payload);
  });
}
const tokenOf = (at: URL): string => at.hash.slice(1);
async function enter(showId = show): Promise<string> {
  const entered = await ask('POST', '/api/let-in', { body: { token: tokenOf(await link(showId)) } });
  expect(entered).toMatchObject({ status: 200, json: { showId } });
  return entered.cookie;
}

test('off is how it begins: nothing listens, no link is made', async () => {
  const state = await api.call('GET', '/api/devices', { cookie: owner });
  expect(state.json).toEqual({ network: { on: false, keep: false, addresses: [] }, devices: [] });
  const made = await api.call('POST', '/api/devices', { cookie: owner, body: { showId: show, name: 'x' } });
  expect(made).toMatchObject({ status: 422, json: { code: 'refused' } });
});

test('turned on, it listens at this network’s address, and a link lets one tablet in, once, as host of its show', async () => {
  const state = await turn(true);
  expect(state).toMatchObject({
    on: true,
    keep: false,
    addresses: [expect.stringMatching(/^http:\/\/127\.0\.0\.2:\d+$/)],
  });
  at = new URL(state.addresses[0]);
  const url = await link();
  const tries = await Promise.all(
    Array.from({ length: 8 }, () => ask('POST', '/api/let-in', { body: { token: tokenOf(url) } })),
  );
  expect(tries.filter((one) => one.status === 200)).toHaveLength(1);
  expect(new Set(tries.map((one) => one.status))).toEqual(new Set([200, 410]));
  const cookie = tries.find((one) => one.status === 200)?.cookie ?? '';
  const me = await ask('GET', '/api/me', { cookie });
  expect(me.json).toMatchObject({ role: 'host', showId: show, member: { name: 'Studio tablet' } });
  expect(me.json.may).not.toEqual(expect.arrayContaining(['catalog:write']));
  expect((await ask('GET', '/api/shows', { cookie })).json.map((one: { id: string }) => one.id)).toEqual([show]);
  const stored = await api.database.pools.rest.query('SELECT * FROM device');
  expect(JSON.stringify(stored.rows)).not.toContain(tokenOf(url));
  expect(JSON.stringify(stored.rows)).not.toContain(cookie.split('=')[1]);
});

test('a seat reaches its show and nothing beside it, by every route there is', async () => {
  const cookie = await enter();
  expect((await ask('GET', `/api/shows/${show}`, { cookie })).status).toBe(200);
  expect((await ask('GET', `/api/shows/${other}`, { cookie })).status).toBe(403);
  for (const route of api.routes.filter((one) => one.may !== 'anybody' && one.method !== 'HEAD')) {
    if (route.url === '/api/sign-out' || route.url === '/api/feed') continue;
    const path = route.url.replace(':id', other).replace(/:\w+/g, 'x').replace('*', 'x');
    const answer = await ask(route.method, path, { cookie, body: route.method === 'GET' ? undefined : {} });
    const may = maySeat({ ...route, showId: other }, show);
    expect(`${route.method} ${route.url} ${answer.json?.code === 'forbidden' ? 'refused' : 'let through'}`).toBe(
      `${route.method} ${route.url} ${may ? 'let through' : 'refused'}`,
    );
    if (may) expect(route.method, `${route.url} writes past its show`).toBe('GET');
  }
});

test('the team does not sign in by the network’s listener, and its cookies open nothing there', async () => {
  expect((await ask('GET', '/api/me', { cookie: owner })).status).toBe(401);
  for (const path of ['/api/sign-in', '/api/sign-in/password'])
    expect((await ask('POST', path, { body: {} })).status, path).toBe(404);
  expect((await ask('GET', '/healthz')).status).toBe(404);
  const cookie = await enter();
  expect((await api.call('GET', '/api/me', { cookie })).status).toBe(401);
  const elsewhere = await api.call('POST', '/api/let-in', { body: { token: tokenOf(await link()) } });
  expect(elsewhere.status).toBe(404);
});

test('a page of another name or site is refused, whatever it knows', async () => {
  const cookie = await enter();
  for (const host of ['evil.example', `evil.example:${at.port}`, `localhost:${at.port}`, at.hostname])
    expect((await ask('GET', '/api/me', { cookie, host })).status, host).toBeGreaterThanOrEqual(400);
  for (const origin of ['http://evil.example', 'null', 'http://127.0.0.1:4000', `https://${at.host}`]) {
    const answer = await ask('POST', `/api/shows/${show}/stop`, { cookie, origin, body: { what: 'claims', on: true } });
    expect([origin, answer.status, answer.json?.code]).toEqual([origin, 403, 'foreign-origin']);
  }
});

test('its feed follows its show and no other, and is cut when the seat is taken away', async () => {
  const cookie = await enter();
  const socket = new WebSocket(`ws://${at.host}/api/feed`, { headers: { cookie, origin: at.origin } });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const frame = (): Promise<any> =>
    new Promise((resolve) => socket.once('message', (data: Buffer) => resolve(JSON.parse(data.toString()))));
  socket.send(JSON.stringify({ t: 'follow', show: other }));
  expect(await frame()).toMatchObject({ t: 'refused', code: 'not-found' });
  socket.send(JSON.stringify({ t: 'follow', show }));
  expect((await frame()).t).not.toBe('refused');
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  const { json } = await api.call('GET', '/api/devices', { cookie: owner });
  for (const device of json.devices)
    expect((await api.call('DELETE', `/api/devices/${device.id}`, { cookie: owner })).status).toBe(200);
  expect(await closed).toBe(4401);
  expect((await ask('GET', '/api/me', { cookie })).status).toBe(401);
  expect((await api.call('GET', '/api/devices', { cookie: owner })).json.devices).toEqual([]);
});

test('an overlay is drawn for OBS on another machine of the studio, by its address alone', async () => {
  const made = await api.call('POST', '/api/overlays', { cookie: owner, body: { name: 'OBS' } });
  const path = new URL(made.json.address).pathname;
  expect((await ask('GET', path)).status).toBe(200);
  expect((await ask('GET', '/o/nobody')).status).toBe(404);
  const socket = new WebSocket(`ws://${at.host}${path}/line`, { headers: { origin: at.origin } });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await api.call('DELETE', `/api/overlays/${made.json.id}`, { cookie: owner });
  expect(await closed).toBe(4410);
  expect((await ask('GET', path)).status).toBe(404);
});

test('a seat ends after 12 hours, a link after ten minutes', async () => {
  const cookie = await enter();
  const { json } = await api.call('GET', '/api/devices', { cookie: owner });
  const lasts = json.devices[0].untilMs - json.devices[0].enteredAtMs;
  expect(lasts).toBe(12 * 3_600_000);
  const db = api.database.pools.rest;
  await db.query(`UPDATE device SET until = clock_timestamp() - interval '1 second' WHERE id = $1`, [
    json.devices[0].id,
  ]);
  expect((await ask('GET', '/api/me', { cookie })).status).toBe(401);
  const late = await link();
  await db.query(`UPDATE device SET link_until = clock_timestamp() - interval '1 second' WHERE link_hash IS NOT NULL`);
  expect((await ask('POST', '/api/let-in', { body: { token: tokenOf(late) } })).status).toBe(410);
});

test('a tablet leaves by itself, and its cookie opens nothing more', async () => {
  const cookie = await enter();
  expect((await ask('POST', '/api/sign-out', { cookie })).status).toBe(200);
  expect((await ask('GET', '/api/me', { cookie })).status).toBe(401);
});

test('turned off, nothing listens and whoever was in is cut; kept on, it is there after a start', async () => {
  await turn(true);
  const cookie = await enter();
  const socket = new WebSocket(`ws://${at.host}/api/feed`, { headers: { cookie, origin: at.origin } });
  await new Promise((resolve) => socket.once('open', resolve));
  const cut = new Promise((resolve) => socket.once('close', resolve));
  await turn(false);
  await cut;
  await expect(ask('GET', '/api/me', { cookie })).rejects.toThrow('ECONNREFUSED');
});
