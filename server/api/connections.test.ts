import { afterAll, beforeAll, expect, test } from 'vitest';
import { testApi, type TestApi } from './api.fixture.ts';

const SECRET = 'canary-refresh-token-0123456789';
let api: TestApi;
let cookie: string;
beforeAll(async () => {
  api = await testApi({});
  cookie = await api.cookieOf('owner');
});
afterAll(() => api.close());

const add = (body: object) => api.call('POST', '/api/connections', { cookie, body });
/** A platform with a secret setting, found by its own description. */
async function described() {
  const platforms = (await api.call('GET', '/api/platforms', { cookie })).json as {
    id: string;
    settings: {
      required: string[];
      properties: Record<string, { secret?: true; minLength?: number; pattern?: string }>;
    };
  }[];
  for (const platform of platforms) {
    const secret = Object.entries(platform.settings.properties).find(
      ([, one]) => one.secret === true && one.pattern === undefined,
    );
    if (secret !== undefined) return { platform, name: secret[0] };
  }
  throw new Error('no platform has a secret setting');
}

test('the platforms are their manifests, as plain data', async () => {
  const platforms = (await api.call('GET', '/api/platforms', { cookie })).json;
  expect(platforms.map((one: { id: string }) => one.id)).toEqual(expect.arrayContaining(['tiktok', 'youtube']));
  expect(platforms[0]).toMatchObject({
    limits: expect.any(Object),
    speech: expect.any(Object),
    works: expect.any(Object),
  });
});

test('a secret setting is sealed, never sent back, not in the audit, and wiped with its connection', async () => {
  const { platform, name } = await described();
  const settings = Object.fromEntries([...platform.settings.required, name].map((one) => [one, SECRET]));
  const made = await add({ platform: platform.id, name: 'Ours', broadcast: '@shop', settings });
  expect(made.status, made.text).toBe(201);
  const secret = Object.keys(settings).filter((one) => platform.settings.properties[one]?.secret === true);
  expect(made.json.secretsSet).toEqual(secret);
  expect((await api.call('GET', '/api/connections', { cookie })).json[0].secretsSet).toEqual(secret);
  const row = async () =>
    (await api.database.pools.rest.query('SELECT * FROM connection WHERE id = $1', [made.json.id])).rows[0];
  expect((await row()).sealed).toBeInstanceOf(Buffer);
  expect(JSON.stringify(await row()) + (await row()).sealed.toString('latin1')).not.toContain(SECRET);
  for (const url of ['/api/connections', '/api/audit'])
    expect((await api.call('GET', url, { cookie })).text).not.toContain(SECRET);
  expect((await api.call('DELETE', `/api/connections/${made.json.id}`, { cookie })).status).toBe(200);
  expect((await row()).sealed).toBeNull();
  expect((await api.call('GET', '/api/connections', { cookie })).json).toEqual([]);
});

test('what a platform does not describe, and a platform nobody speaks, are refused by name', async () => {
  expect(
    (await add({ platform: 'tiktok', name: 'x', broadcast: 'x', settings: { nonsense: 'x' } })).json,
  ).toMatchObject({ code: 'bad-field', field: 'settings.nonsense' });
  expect(
    (await add({ platform: 'tiktok', name: 'x', broadcast: 'x', settings: { constructor: 'x' } })).json,
  ).toMatchObject({ code: 'bad-field' });
  expect((await add({ platform: 'myspace', name: 'x', broadcast: 'x' })).json).toMatchObject({
    code: 'bad-field',
    field: 'platform',
  });
});

test('a connection on air carries one show, and is not taken away under it', async () => {
  const connection = (await add({ platform: 'tiktok', name: 'Busy', broadcast: '@shop' })).json;
  const start = async (title: string) => {
    const show = (await api.call('POST', '/api/shows', { cookie, body: { title } })).json;
    const answer = await api.call('POST', `/api/shows/${show.id}/start`, {
      cookie,
      body: { connectionIds: [connection.id] },
    });
    return { show, answer };
  };
  const first = await start('First');
  expect(first.answer.json.state).toBe('on_air');
  expect((await start('Second')).answer.json).toMatchObject({
    code: 'refused',
    message: 'Busy is on air in another show.',
  });
  expect((await api.call('DELETE', `/api/connections/${connection.id}`, { cookie })).json).toMatchObject({
    code: 'refused',
  });
  expect((await api.call('POST', `/api/shows/${first.show.id}/end`, { cookie })).json.state).toBe('ended');
  expect((await api.call('POST', `/api/shows/${first.show.id}/end`, { cookie })).json).toMatchObject({
    code: 'refused',
  });
  expect((await api.call('DELETE', `/api/connections/${connection.id}`, { cookie })).status).toBe(200);
});

test('the checklist turns true by doing', async () => {
  const lines = async () =>
    Object.fromEntries(
      (await api.call('GET', '/api/checklist', { cookie })).json.map((one: { id: string; done: boolean }) => [
        one.id,
        one.done,
      ]),
    );
  // The connections of the tests before were taken away again, the show was on air.
  expect(await lines()).toEqual({ product: false, connect: false, rehearse: false, 'on-air': true });
  await add({ platform: 'tiktok', name: 'Ours', broadcast: '@shop' });
  await api.call('POST', '/api/products', { cookie, body: { code: 'A1', title: 'Dress', price: '1' } });
  await api.call('POST', '/api/rehearsals', { cookie });
  expect(await lines()).toEqual({ product: true, connect: true, rehearse: true, 'on-air': true });
});

test('a change keeps what is not named: secrets left empty stay sealed, and a forgotten one is gone', async () => {
  const settings = { apiKey: 'key-1', clientId: 'id', clientSecret: SECRET, refreshToken: `${SECRET}-2` };
  const made = (await add({ platform: 'youtube', name: 'Channel', broadcast: '@shop', settings })).json;
  const url = `/api/connections/${made.id}`;
  const change = (body: object) => api.call('PATCH', url, { cookie, body });
  const opened = async () => {
    const { rows } = await api.database.pools.rest.query('SELECT * FROM connection WHERE id = $1', [made.id]);
    const where = { workspaceId: api.workspaceId, connectionId: made.id };
    return { ...rows[0], secrets: api.credentials.secrets(where, { sealed: rows[0].sealed, keyId: rows[0].key_id }) };
  };
  const changed = await change({
    name: 'Our channel',
    settings: { clientSecret: '', refreshToken: 'new one', clientId: '' },
  });
  expect(changed.json).toMatchObject({ name: 'Our channel', broadcast: '@shop', settings: {} });
  expect((await opened()).secrets).toEqual({ apiKey: 'key-1', clientSecret: SECRET, refreshToken: 'new one' });
  expect((await opened()).version).toBe(2);
  expect((await change({ forget: ['apiKey'] })).json.secretsSet).toEqual(['clientSecret', 'refreshToken']);
  expect((await change({ settings: { nonsense: 'x' } })).json).toMatchObject({ field: 'settings.nonsense' });
  expect((await api.call('GET', '/api/audit', { cookie })).text).not.toContain('new one');
});
