import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { createAddress } from './address.ts';
import { createChallenges } from './challenge.ts';
import { findOurselves, type Found } from './find.ts';

const challenges = createChallenges('a secret of at least 32 characters', Date.now);
const servers: Server[] = [];
afterEach(() =>
  Promise.all(servers.splice(0).map((server) => new Promise((end) => server.close(end).closeAllConnections()))),
);

async function site(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const tokenOf = (url: string | undefined): string => url?.split('/').pop() ?? '';

test('an address that leads to this hub is found', async () => {
  const ours = await site((request, response) => response.end(challenges.answer(tokenOf(request.url))));
  expect(await findOurselves(ours, challenges)).toMatchObject({ ok: true, resolved: ['127.0.0.1'] });
});

test.each<[string, RequestListener, RegExp]>([
  ['a page that says yes to everything', (_, response) => response.end('ok'), /Something else than this hub/],
  [
    'another hub',
    (request, response) =>
      response.end(createChallenges('of another secret of 32 chars', Date.now).answer(tokenOf(request.url)) ?? 'x'),
    /Something else/,
  ],
  [
    'the right answer with a wrong status',
    (request, response) => response.writeHead(203).end(challenges.answer(tokenOf(request.url))),
    /Something else/,
  ],
  [
    'a proxy without the hub',
    (_, response) => response.writeHead(502).end('bad gateway'),
    /does not reach the hub \(502\)/,
  ],
  [
    'a redirect elsewhere',
    (_, response) => response.writeHead(301, { location: 'https://elsewhere.example/x' }).end(),
    /leads on to https:\/\/elsewhere\.example/,
  ],
  [
    'a redirect to itself',
    (_, response) => response.writeHead(302, { location: '/login' }).end(),
    /Let the proxy pass every path/,
  ],
  [
    'a body without an end',
    (_, response) => void setInterval(() => response.write('x'.repeat(1000)), 1).unref(),
    /Something else/,
  ],
  ['an answer that never comes', () => undefined, /did not answer within/],
])('%s is not this hub, and the sentence says what it is', async (_, answer, sentence) => {
  const found = await findOurselves(await site(answer), challenges, 700);
  expect(found).toMatchObject({ ok: false, sentence: expect.stringMatching(sentence) });
});

test('a redirect is never followed, not even to ourselves', async () => {
  const ours = await site((request, response) => response.end(challenges.answer(tokenOf(request.url))));
  const to = await site((request, response) => response.writeHead(307, { location: ours + String(request.url) }).end());
  expect(await findOurselves(to, challenges)).toMatchObject({ ok: false });
});

test('nothing there, and no such name, are told apart', async () => {
  const gone = await site(() => undefined);
  await new Promise((end) => servers.pop()?.close(end));
  expect(await findOurselves(gone, challenges)).toMatchObject({ sentence: expect.stringMatching(/Nothing listens/) });
  const nameless = await findOurselves('http://hub.invalid', challenges, 3_000);
  expect(nameless.ok).toBe(false);
});

test('a token is answered once, for half a minute, and only where it was not touched', () => {
  let nowMs = 1_790_000_000_000;
  const ours = createChallenges('a secret of at least 32 characters', () => nowMs);
  const { token, answer } = ours.make();
  expect(ours.answer(`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`)).toBeNull();
  expect(ours.answer(token.replace(/\d{13}/, String(nowMs + 1)))).toBeNull();
  expect(ours.answer(token)).toBe(answer);
  expect(ours.answer(token)).toBeNull();
  const late = ours.make();
  nowMs += 31_000;
  expect(ours.answer(late.token)).toBeNull();
});

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await database.pools.rest.query(`INSERT INTO workspace (id, name) VALUES ('ws_1', 'One'), ('ws_2', 'Two')`);
});

function addressAt(publicUrl: string, found: () => Found, now = Date.now) {
  let asked = 0;
  const find = async (): Promise<Found> => {
    asked += 1;
    return found();
  };
  const address = createAddress({ publicUrl, pool: database.pools.rest, challenges, find, now });
  return { ...address, asked: () => asked };
}
const good: Found = { ok: true, resolved: ['8.8.8.8'] };

test('an address of this machine is never asked, never proven, and says what to set', async () => {
  const address = addressAt('http://127.0.0.1:4000', () => good);
  expect(await address.check('ws_1')).toMatchObject({ state: 'loopback', reach: 'machine', checkedAtMs: null });
  const may = await address.mayGoLive('ws_1');
  expect(may).toMatchObject({ ok: false, reason: expect.stringMatching(/Set PUBLIC_URL.*Settings → Address/) });
  expect(address.asked()).toBe(0);
});

test('a proof is kept with its time for this workspace and this address, and is stale a day later', async () => {
  let nowMs = Date.now();
  const address = addressAt(
    'https://shop.example',
    () => good,
    () => nowMs,
  );
  expect(await address.state('ws_1')).toMatchObject({ state: 'never', reach: 'internet' });
  expect(await address.check('ws_1')).toMatchObject({ state: 'proven', reach: 'internet', checkedAtMs: nowMs });
  expect(await address.isAddressProven('ws_1')).toBe(true);
  expect(await address.isAddressProven('ws_2')).toBe(false);
  expect(await addressAt('https://other.example', () => good).isAddressProven('ws_1')).toBe(false);
  expect(await address.mayGoLive('ws_1')).toEqual({ ok: true });
  expect(address.asked()).toBe(1);
  nowMs += 25 * 3_600_000;
  expect(await address.state('ws_1')).toMatchObject({ state: 'stale' });
  expect(await address.isAddressProven('ws_1')).toBe(false);
  expect(await address.mayGoLive('ws_1')).toEqual({ ok: true });
  expect(address.asked()).toBe(2);
});

test('a check that fails says why, and takes an older proof away', async () => {
  let found: Found = good;
  const address = addressAt('https://shop.example', () => found);
  await address.check('ws_2');
  found = { ok: false, sentence: 'Nothing listens at https://shop.example.', resolved: [] };
  expect(await address.check('ws_2')).toMatchObject({
    state: 'failed',
    sentence: expect.stringMatching(/Nothing listens/),
  });
  expect(await address.mayGoLive('ws_2')).toMatchObject({
    ok: false,
    reason: expect.stringMatching(/Nothing listens/),
  });
});

test('an address of this network is proven as that, and says who cannot open it', async () => {
  const address = addressAt('http://192.168.1.5:4000', () => ({ ok: true, resolved: ['192.168.1.5'] }));
  expect(await address.check('ws_1')).toMatchObject({
    state: 'proven',
    reach: 'network',
    sentence: expect.stringMatching(/buyers elsewhere cannot open it/),
  });
});
