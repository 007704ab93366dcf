import { request as send } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createChallenges } from '../address/challenge.ts';
import { findOurselves } from '../address/find.ts';
import { testApi, type TestApi } from './api.fixture.ts';
import type { OpenDoor } from './doors.ts';
import { isListed, PUBLIC_ROUTES, type PublicRoute } from './public-list.ts';
import { DASHBOARD_WORDS } from './routes/pages.ts';

// The whole hub behind the public listener, asked over the wire.

let api: TestApi;
let door: OpenDoor;
let owner: string;
beforeAll(async () => {
  api = await testApi();
  door = await api.open('public', { host: '127.0.0.1', port: 0, sockets: true });
  owner = await api.cookieOf('owner');
});
afterAll(async () => {
  await door.close();
  await api.close();
});

/** Answered without a sign-in, and still not public. A new route without a sign-in stands here or in the list. */
const INSIDE: readonly PublicRoute[] = [
  { method: 'GET', url: '/healthz', why: 'for whoever runs the hub' },
  { method: 'GET', url: '/readyz', why: 'for whoever runs the hub' },
  { method: 'POST', url: '/api/sign-in', why: 'the team signs in where the dashboard is' },
  { method: 'POST', url: '/api/sign-in/password', why: 'the team signs in where the dashboard is' },
  { method: 'POST', url: '/api/let-in', why: "a tablet enters by the network's listener" },
  { method: 'GET', url: '/', why: 'the dashboard' },
  { method: 'GET', url: '/_app/*', why: "the dashboard's files" },
  ...DASHBOARD_WORDS.flatMap((word): PublicRoute[] => [
    { method: 'GET', url: `/${word}`, why: 'the dashboard' },
    { method: 'GET', url: `/${word}/*`, why: 'the dashboard' },
  ]),
];

interface Answer {
  status: number;
  text: string;
  headers: Record<string, unknown>;
}
/** By hand, so that no client tidies up the path. */
function ask(method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // A line of its own each time: one that asked for a socket and was refused is cut by the hub.
    const request = send({ host: door.host, port: door.port, method, path, headers, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
    });
    request.on('error', reject).end();
  });
}
const fill = (url: string): string => url.replace(/:\w+/g, 'x').replace('*', 'x');
const signedIn = (): Record<string, string> => ({ cookie: owner, origin: 'http://127.0.0.1:4000' });

test('every route of the hub that the list does not name is not there, also for the owner', async () => {
  const unlisted = api.routes.filter((route) => !isListed(PUBLIC_ROUTES, route.method, route.url));
  expect(unlisted.length).toBeGreaterThan(60);
  for (const route of unlisted) {
    const answer = await ask(route.method, fill(route.url), signedIn());
    expect(`${route.method} ${route.url} ${answer.status}`).toBe(`${route.method} ${route.url} 404`);
    if (route.method !== 'HEAD') expect(JSON.parse(answer.text)).toMatchObject({ code: 'not-found' });
  }
});

test('every route that the list names is answered as the main listener answers it', async () => {
  const listed = api.routes.filter((route) => isListed(PUBLIC_ROUTES, route.method, route.url));
  expect(listed.map((route) => `${route.method} ${route.url}`)).toEqual(
    expect.arrayContaining(['GET /:slug', 'GET /address-challenge/:token']),
  );
  for (const route of listed) {
    const [here, main] = [
      await ask(route.method, fill(route.url)),
      await api.app.inject({ method: route.method as 'GET', url: fill(route.url) }),
    ];
    expect(`${route.method} ${route.url} ${here.status}`).toBe(`${route.method} ${route.url} ${main.statusCode}`);
    if (route.method !== 'HEAD') expect(here.text, route.url).toBe(main.body);
  }
});

test('a route without a sign-in is public by the list, or inside by the other one; nobody forgot to say which', () => {
  const open = api.routes.filter((route) => route.may === 'anybody' && route.method !== 'OPTIONS');
  const undecided = open.filter(
    (route) => !isListed(PUBLIC_ROUTES, route.method, route.url) && !isListed(INSIDE, route.method, route.url),
  );
  expect(undecided.map((route) => `${route.method} ${route.url} is on neither list`)).toEqual([]);
  const both = PUBLIC_ROUTES.filter((one) => isListed(INSIDE, one.method, one.url));
  expect(both).toEqual([]);
  const guarded = api.routes.filter(
    (route) => route.may !== 'anybody' && isListed(PUBLIC_ROUTES, route.method, route.url),
  );
  // A platform sends somebody back who signed in here: that one is public and still asks who it is.
  expect(guarded.filter((route) => !route.url.startsWith('/oauth/')).map((route) => route.url)).toEqual([]);
});

test.each([
  '//api/me',
  '/API/me',
  '/%61pi/me',
  '/api/me/',
  '/api/me;x=1',
  '/api/me?x=1',
  '/x/../api/me',
  '/webhooks/../api/me',
  '/webhooks/%2e%2e/api/me',
  '/oauth/x/callback/../../../api/me',
  '/./api/shows',
  '/healthz',
  '/live',
  '/index.html',
  '/%2e%2e/package.json',
  'http://127.0.0.1/api/me',
])('%s leads nowhere, whoever asks', async (path) => {
  const answer = await ask('GET', path, signedIn());
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
  expect(answer.text).not.toMatch(/"role"|"member"|<script|"ok":true/);
});

test('a socket is not opened there', async () => {
  const answer = await ask('GET', '/api/feed', {
    ...signedIn(),
    connection: 'upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  });
  expect(answer.status).toBe(404);
});

test('a page, its icon and the challenge are served with the headers that keep a browser safe', async () => {
  const page = await ask('GET', '/nobody-s-show', { accept: 'text/html' });
  expect([page.status, page.headers['content-security-policy']]).toEqual([
    404,
    expect.stringMatching(/default-src 'none'/),
  ]);
  const icon = await ask('GET', '/favicon.svg');
  expect(icon.status).toBe(200);
  for (const answer of [page, icon]) {
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.headers['referrer-policy']).toBe('no-referrer');
    expect(answer.headers['x-frame-options']).toBe('DENY');
  }
});

test('the hub finds itself by it, and not by another one', async () => {
  const here = `http://127.0.0.1:${door.port}`;
  expect(await findOurselves(here, api.challenges)).toMatchObject({ ok: true });
  const foreign = createChallenges('another hub’s secret of 32 characters', Date.now);
  expect(await findOurselves(here, foreign)).toMatchObject({ ok: false, sentence: expect.stringMatching(/\(404\)/) });
});

test('its own challenge is answered once, and nobody else’s token at all', async () => {
  const { challenges } = api;
  const { token, answer } = challenges.make();
  expect(await ask('GET', `/address-challenge/${token}`)).toMatchObject({ status: 200, text: answer });
  expect((await ask('GET', `/address-challenge/${token}`)).status).toBe(404);
  const foreign = createChallenges('another hub’s secret of 32 characters', Date.now).make();
  expect((await ask('GET', `/address-challenge/${foreign.token}`)).status).toBe(404);
});
