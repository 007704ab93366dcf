import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAddress } from '../address/address.ts';
import { createChallenges } from '../address/challenge.ts';
import type { Found } from '../address/find.ts';
import type { Address } from '../address/address.ts';
import { PUBLIC_URL, testApi, type TestApi } from './api.fixture.ts';

// A live show sends everybody to PUBLIC_URL: it does not begin where nobody else gets there.

let api: TestApi;
let cookie: string;
let connectionId: string;
let found: Found;
let publicUrl = PUBLIC_URL;
beforeAll(async () => {
  const at = (url: string): Address =>
    createAddress({
      publicUrl: url,
      pool: api.database.pools.rest,
      challenges: createChallenges('of 32 characters or more, made up', Date.now),
      find: async () => found,
      now: Date.now,
    });
  const address: Address = {
    challenges: { answer: () => null },
    state: (workspace) => at(publicUrl).state(workspace),
    check: (workspace) => at(publicUrl).check(workspace),
    isAddressProven: (workspace) => at(publicUrl).isAddressProven(workspace),
    mayGoLive: (workspace) => at(publicUrl).mayGoLive(workspace),
  };
  api = await testApi({ address });
  cookie = await api.cookieOf('owner');
  const body = { platform: 'tiktok', name: 'Ours', broadcast: '@shop' };
  connectionId = (await api.call('POST', '/api/connections', { cookie, body })).json.id;
});
afterAll(() => api.close());

const plan = async (title: string): Promise<string> =>
  (await api.call('POST', '/api/shows', { cookie, body: { title } })).json.id;
const start = (id: string) =>
  api.call('POST', `/api/shows/${id}/start`, { cookie, body: { connectionIds: [connectionId] } });
const stateOf = async (id: string): Promise<string> =>
  (await api.call('GET', `/api/shows/${id}`, { cookie })).json.state;

test('while PUBLIC_URL is of this machine a live show is refused with what to do, and stays a draft', async () => {
  const id = await plan('Too early');
  expect(await start(id)).toMatchObject({
    status: 422,
    json: {
      code: 'refused',
      message: expect.stringMatching(/on this machine only\. Set PUBLIC_URL .* Settings → Address/),
    },
  });
  expect(await stateOf(id)).toBe('draft');
  expect((await api.call('GET', '/api/address', { cookie })).json).toMatchObject({
    state: 'loopback',
    reach: 'machine',
  });
});

test('while it is not proven the hub looks again, says why not, and begins as soon as it is', async () => {
  publicUrl = 'https://shop.example';
  const id = await plan('Friday');
  found = {
    ok: false,
    sentence: 'Nothing listens at https://shop.example. Is the tunnel or proxy running?',
    resolved: [],
  };
  expect(await start(id)).toMatchObject({ status: 422, json: { message: expect.stringMatching(/Is the tunnel/) } });
  expect((await api.call('GET', '/api/address', { cookie })).json).toMatchObject({ state: 'failed' });
  found = { ok: true, resolved: ['8.8.8.8'] };
  expect(await start(id)).toMatchObject({ status: 200, json: { state: 'on_air' } });
  expect((await api.call('GET', '/api/address', { cookie })).json).toMatchObject({
    state: 'proven',
    reach: 'internet',
  });
});

test('what is on air stays on air when the address is lost, and takes one more connection', async () => {
  const shows = (await api.call('GET', '/api/shows', { cookie })).json;
  const live = shows.find((one: { state: string }) => one.state === 'on_air');
  publicUrl = PUBLIC_URL;
  expect(await start(live.id)).toMatchObject({ status: 200, json: { state: 'on_air' } });
});

test('a rehearsal asks for no address', async () => {
  expect((await api.call('POST', '/api/rehearsals', { cookie })).status).toBe(201);
});

test('whoever may look may not check: that is the owner’s', async () => {
  const observer = await api.cookieOf('observer');
  expect((await api.call('GET', '/api/address', { cookie: observer })).status).toBe(200);
  expect((await api.call('POST', '/api/address/check', { cookie: observer })).status).toBe(403);
  expect((await api.call('POST', '/api/address/check', { cookie })).status).toBe(200);
});
