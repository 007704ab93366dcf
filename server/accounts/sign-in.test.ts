import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PUBLIC_URL, testApi, type TestApi } from '../api/api.fixture.ts';
import { startProviders, type Providers } from './providers.fixture.ts';

let providers: Providers;
let api: TestApi;
let cookie: string;
beforeAll(async () => {
  providers = await startProviders();
  api = await testApi({}, providers.addresses);
  cookie = await api.cookieOf('owner');
});
beforeEach(() => {
  providers.requests.length = 0;
  Object.assign(providers.behave, { scopes: null, fail: null, holdMs: 0, refreshTokenExpiresIn: null });
  providers.behave.pages = [{ id: '1010', name: 'Shop', access_token: 'page-token-1010' }];
});
afterAll(async () => {
  await api.close();
  await providers.close();
});

const app = { id: 'app-id', secret: 'app-secret-canary' };
const begin = (body: object, as = cookie) => api.call('POST', '/api/sign-ins', { cookie: as, body });
const back = (provider: string, query: Record<string, string>, as: string | null = cookie) =>
  api.call('GET', `/oauth/${provider}/callback?${new URLSearchParams(query).toString()}`, {
    ...(as === null ? {} : { cookie: as }),
  });
const connections = async () => (await api.call('GET', '/api/connections', { cookie })).json;
const exchanges = () => providers.requests.filter((one) => one.fields['grant_type'] === 'authorization_code');

async function signedIn(platform: string, provider: string, more: object = {}) {
  const begun = await begin({ platform, app, ...more });
  expect(begun.status, begun.text).toBe(200);
  const { state, code } = providers.consent(begun.json.url);
  const came = await back(provider, { state, code });
  expect(came.status, came.text).toBe(303);
  return String(came.headers['location']);
}
const rowOf = async (id: string) =>
  (await api.database.pools.rest.query('SELECT * FROM connection WHERE id = $1', [id])).rows[0];

describe('signing in with Google', () => {
  it('asks for the least scopes with PKCE, and is sent back to exactly one address', async () => {
    const { url } = (await begin({ platform: 'youtube', app })).json;
    const asked = new URL(url);
    expect(asked.pathname).toBe('/o/oauth2/v2/auth');
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'app-id',
      redirect_uri: `${PUBLIC_URL}/oauth/google/callback`,
      code_challenge_method: 'S256',
      access_type: 'offline',
      prompt: 'consent',
    });
    expect(asked.searchParams.get('scope')?.split(' ')).toEqual([
      'https://www.googleapis.com/auth/youtube.readonly',
      'https://www.googleapis.com/auth/youtube.force-ssl',
    ]);
    expect(url).not.toContain('app-secret-canary');
  });

  it('makes a connection of the channel, with everything secret sealed', async () => {
    const location = await signedIn('youtube', 'google');
    const id = new URL(location, PUBLIC_URL).searchParams.get('signed-in') ?? '';
    const made = (await connections()).find((one: { id: string }) => one.id === id);
    expect(made).toMatchObject({
      platform: 'youtube',
      name: 'The Shop',
      broadcast: 'UCshop',
      settings: { clientId: 'app-id' },
      account: { id: 'UCshop', provider: 'google', withheld: [] },
    });
    const row = await rowOf(id);
    const stored = JSON.stringify(row) + (row.sealed as Buffer).toString('latin1');
    for (const secret of ['app-secret-canary', 'google-refresh-canary', 'google-access'])
      expect(stored).not.toContain(secret);
    expect(row.token_state).toBe('ok');
    expect(await leftOvers()).toBe(0);
  });

  it('is asked for again after seven days while the app is in testing, and says so on the day', async () => {
    providers.behave.refreshTokenExpiresIn = 20 * 3600;
    const id = new URL(await signedIn('youtube', 'google'), PUBLIC_URL).searchParams.get('signed-in');
    const made = (await connections()).find((one: { id: string }) => one.id === id);
    expect(made.attention).toEqual([
      { when: 'today', act: 'sign-in', sentence: 'Sign in to YouTube again today: the sign-in ends in 19 h.' },
    ]);
    providers.behave.refreshTokenExpiresIn = null;
    const untold = new URL(await signedIn('youtube', 'google'), PUBLIC_URL).searchParams.get('signed-in') ?? '';
    const days = ((await rowOf(untold)).consent_ends_at.getTime() - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(7, 1);
    const published = await signedIn('youtube', 'google', { published: true });
    const lasting = new URL(published, PUBLIC_URL).searchParams.get('signed-in') ?? '';
    expect((await rowOf(lasting)).consent_ends_at).toBeNull();
  });

  it('names each right that was withheld, and what it was for', async () => {
    providers.behave.scopes = ['https://www.googleapis.com/auth/youtube.readonly'];
    const id = new URL(await signedIn('youtube', 'google'), PUBLIC_URL).searchParams.get('signed-in');
    const made = (await connections()).find((one: { id: string }) => one.id === id);
    expect(made.account.withheld).toEqual(['https://www.googleapis.com/auth/youtube.force-ssl']);
    expect(made.attention.map((one: { sentence: string }) => one.sentence).join()).toMatch(
      /force-ssl \(Answering in the chat/,
    );
  });
});

describe('what comes back from a platform', () => {
  const nothingHappened = async (answer: { status: number; text: string }, before: number) => {
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('Not connected');
    expect(exchanges()).toEqual([]);
    expect((await connections()).length).toBe(before);
  };

  it('with a forged state is refused before anything is asked', async () => {
    const before = (await connections()).length;
    const { code } = providers.consent((await begin({ platform: 'youtube', app })).json.url);
    for (const state of ['forged', 'x'.repeat(43), ''])
      await nothingHappened(await back('google', { state, code }), before);
  });

  it('with the state of another session is refused, and the right session may still finish', async () => {
    const before = (await connections()).length;
    const { state, code } = providers.consent((await begin({ platform: 'youtube', app })).json.url);
    const other = await api.cookieOf('owner', await api.newWorkspace());
    await nothingHappened(await back('google', { state, code }, other), before);
    await nothingHappened(await back('twitch', { state, code }), before);
    expect((await back('google', { state, code })).status).toBe(303);
  });

  it('with a state that was used is refused: no second exchange, no second connection', async () => {
    const { state, code } = providers.consent((await begin({ platform: 'youtube', app })).json.url);
    expect((await back('google', { state, code })).status).toBe(303);
    const before = (await connections()).length;
    providers.requests.length = 0;
    await nothingHappened(await back('google', { state, code }), before);
  });

  it('with a code that was used elsewhere gets no tokens', async () => {
    const first = providers.consent((await begin({ platform: 'youtube', app })).json.url);
    const second = providers.consent((await begin({ platform: 'youtube', app })).json.url);
    expect((await back('google', { state: first.state, code: first.code })).status).toBe(303);
    const before = (await connections()).length;
    const replayed = await back('google', { state: second.state, code: first.code });
    expect([replayed.status, replayed.text.includes('invalid_grant')]).toEqual([400, true]);
    expect((await connections()).length).toBe(before);
  });

  it('twice at once is exchanged once', async () => {
    providers.behave.holdMs = 150;
    const { state, code } = providers.consent((await begin({ platform: 'youtube', app })).json.url);
    const answers = await Promise.all([1, 2, 3].map(() => back('google', { state, code })));
    expect(answers.map((one) => one.status).sort()).toEqual([303, 400, 400]);
    expect(exchanges()).toHaveLength(1);
  });

  it('after ten minutes is refused', async () => {
    const before = (await connections()).length;
    const { state, code } = providers.consent((await begin({ platform: 'youtube', app })).json.url);
    await api.database.pools.rest.query(`UPDATE oauth_attempt SET created_at = now() - interval '11 minutes'`);
    await nothingHappened(await back('google', { state, code }), before);
  });

  it('with a refusal or an error of the platform says what happened', async () => {
    const started = async () => providers.consent((await begin({ platform: 'youtube', app })).json.url).state;
    const denied = await back('google', { state: await started(), error: 'access_denied' });
    expect([denied.status, denied.text.includes('did not allow it')]).toEqual([400, true]);
    const { state, code } = providers.consent((await begin({ platform: 'youtube', app })).json.url);
    providers.behave.fail = { status: 401, body: { error: 'invalid_client', error_description: 'app-secret-canary?' } };
    const refused = await back('google', { state, code });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('invalid_client');
    expect(refused.text).not.toContain('app-secret-canary');
    expect((await back('google', { state: await started(), error: '<script>' })).text).not.toContain('<script>');
  });

  it('without a sign-in to Hawker at that address is sent to where the browser has one, once', async () => {
    const begun = await api.call('POST', '/api/sign-ins', {
      cookie,
      body: { platform: 'youtube', app },
      headers: { origin: 'http://localhost:4000' },
    });
    const { state, code } = providers.consent(begun.json.url);
    const sent = await api.call('GET', `/oauth/google/callback?state=${state}&code=${code}`, {
      headers: { host: 'shop.example' },
    });
    expect(sent.status).toBe(303);
    expect(sent.headers['location']).toBe(`http://localhost:4000/oauth/google/callback?state=${state}&code=${code}`);
    const there = await api.call('GET', `/oauth/google/callback?state=${state}&code=${code}`, {
      headers: { host: 'localhost:4000' },
    });
    expect(there.status).toBe(400);
    expect((await back('google', { state, code })).status).toBe(303);
  });

  it('to somebody who may not connect is refused', async () => {
    const moderator = await api.cookieOf('moderator');
    expect((await begin({ platform: 'youtube', app }, moderator)).json.code).toBe('forbidden');
  });
});

describe('signing in with the others', () => {
  it('Facebook: short token, long token, and the Page is chosen; its own token is kept', async () => {
    providers.behave.pages.push({ id: '2020', name: 'Shop Outlet', access_token: 'page-token-2020' });
    const location = await signedIn('facebook', 'facebook');
    const choice = new URL(location, PUBLIC_URL).searchParams.get('choose') ?? '';
    expect((await api.call('GET', `/api/sign-ins/${choice}`, { cookie })).json.accounts).toEqual([
      { id: '1010', name: 'Shop', detail: '1010' },
      { id: '2020', name: 'Shop Outlet', detail: '2020' },
    ]);
    const foreign = await api.cookieOf('owner', await api.newWorkspace());
    expect((await api.call('GET', `/api/sign-ins/${choice}`, { cookie: foreign })).json.code).toBe('gone');
    const chosen = await api.call('POST', `/api/sign-ins/${choice}`, { cookie, body: { accountId: '2020' } });
    expect(chosen.json).toMatchObject({ name: 'Shop Outlet', account: { id: '2020', provider: 'facebook' } });
    expect(providers.requests.map((one) => one.fields['fb_exchange_token'])).toContain('user-short');
    expect((await api.call('GET', `/api/sign-ins/${choice}`, { cookie })).json.code).toBe('gone');
  });

  it('Instagram: its ids stay whole past 2^53, and its sixty days are known', async () => {
    const id = new URL(await signedIn('instagram', 'instagram'), PUBLIC_URL).searchParams.get('signed-in') ?? '';
    const row = await rowOf(id);
    expect(row.account).toMatchObject({ id: '17841405793187218', name: 'theshop' });
    expect((row.token_expires_at.getTime() - Date.now()) / 86_400_000).toBeCloseTo(60, 0);
  });

  it('Twitch: its scopes come as a list, and the secret is sealed though no setting describes it', async () => {
    const id = new URL(await signedIn('twitch', 'twitch'), PUBLIC_URL).searchParams.get('signed-in') ?? '';
    const made = (await connections()).find((one: { id: string }) => one.id === id);
    expect(made).toMatchObject({ broadcast: 'theshop', settings: { clientId: 'app-id' }, secretsSet: [] });
    expect(made.account.withheld).toEqual([]);
    // A second channel of the same app needs its secret no more.
    expect((await begin({ platform: 'twitch', app: { id: 'app-id', secret: '' } })).status).toBe(200);
    expect((await begin({ platform: 'twitch', app: { id: 'other', secret: '' } })).json).toMatchObject({
      code: 'bad-field',
      field: 'app.secret',
    });
  });

  it('again is the same connection with new tokens; another account is refused by name', async () => {
    const id = new URL(await signedIn('twitch', 'twitch'), PUBLIC_URL).searchParams.get('signed-in') ?? '';
    await api.database.pools.rest.query(`UPDATE connection SET token_state = 'refused' WHERE id = $1`, [id]);
    const version = (await rowOf(id)).version;
    const begun = await begin({ connectionId: id });
    const { state, code } = providers.consent(begun.json.url);
    expect((await back('twitch', { state, code })).headers['location']).toBe(`/connections?signed-in=${id}`);
    expect(await rowOf(id)).toMatchObject({ token_state: 'ok', version: version + 1, name: 'theshop' });
    await api.database.pools.rest.query(
      `UPDATE connection SET account = jsonb_set(account, '{id}', '"5"') WHERE id = $1`,
      [id],
    );
    const other = providers.consent((await begin({ connectionId: id })).json.url);
    const refused = await back('twitch', { state: other.state, code: other.code });
    expect([refused.status, refused.text.includes('another account')]).toEqual([400, true]);
  });
});

async function leftOvers(): Promise<number> {
  const { rows } = await api.database.pools.rest.query('SELECT sealed FROM oauth_attempt WHERE used_at IS NOT NULL');
  return rows.length;
}
