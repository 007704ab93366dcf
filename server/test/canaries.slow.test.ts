import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startProviders, type Providers } from '../accounts/providers.fixture.ts';
import { callerOf, hubPlace, signIn, startHub, type HubPlace, type HubProcess } from './harness/hub-process.ts';

// Twenty secrets go into a real hub by every way there is, the platforms answer with errors that say them back, and then
// the whole database and everything the hub printed is searched for them.

const canary = (name: string): string => `canary-${name}-7f3a91c4e2d8b650`;
const NAMES = [
  ...['tiktok-session', 'tiktok-key', 'youtube-key', 'youtube-secret', 'youtube-refresh', 'facebook-token'],
  ...['facebook-secret', 'facebook-next', 'facebook-verify', 'instagram-token', 'instagram-secret', 'instagram-verify'],
  ...['twitch-token', 'webhook-secret', 'google-app-secret', 'google-code', 'google-access', 'google-refresh'],
  ...['twitch-app-secret', 'edited-token'],
];
const secrets = NAMES.map(canary);

let providers: Providers;
let echo: Server;
let place: HubPlace;
let hub: HubProcess;
beforeAll(async () => {
  providers = await startProviders();
  echo = await echoing();
  const base = `http://127.0.0.1:${(echo.address() as AddressInfo).port}`;
  const platforms = ['TIKTOK_WEB_URL', 'TIKTOK_WEBCAST_URL', 'TIKTOK_SIGN_URL', 'YOUTUBE_API_URL', 'TWITCH_API_URL'];
  const meta = ['FACEBOOK_GRAPH_URL', 'INSTAGRAM_GRAPH_URL'];
  place = await hubPlace({
    ...Object.fromEntries([...platforms, ...meta].map((name) => [name, base])),
    TWITCH_EVENTSUB_URL: base.replace('http', 'ws'),
    GOOGLE_OAUTH_URL: providers.addresses['GOOGLE_OAUTH_URL'] ?? '',
    GOOGLE_TOKEN_URL: base,
    TWITCH_OAUTH_URL: base,
    META_OAUTH_URL: base,
    LOG_LEVEL: 'debug',
  });
  hub = await startHub(place);
}, 180_000);
afterAll(async () => {
  await hub?.stop();
  await place?.remove();
  echo?.close();
  await providers?.close();
});

/** A platform that refuses everything, and says back what it was given: address, headers and body. */
function echoing(): Promise<Server> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const given = `${request.url} ${JSON.stringify(request.headers)} ${body}`;
      const isToken = request.url === '/token' && body.includes('authorization_code');
      const grant = {
        ...{ access_token: canary('google-access'), refresh_token: canary('google-refresh'), expires_in: 1 },
        ...{ scope: '', token_type: 'Bearer' },
      };
      const refusal = { message: given, code: 190, type: 'OAuthException', status: 'UNAUTHENTICATED' };
      response
        .writeHead(isToken ? 200 : 401, { 'content-type': 'application/json' })
        .end(JSON.stringify(isToken ? grant : { error: refusal, message: given, error_description: given }));
    });
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

test('twenty secrets are in no row of the database and in no line of the log, through errors too', async () => {
  const cookie = await signIn(hub);
  const call = callerOf(hub.url, cookie);
  const answers: string[] = [];
  const tried = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await call(method, path, body ?? {}).catch((error: unknown) => String(error));
    answers.push(JSON.stringify(answer));
    return answer;
  };
  const add = async (platform: string, settings: Record<string, string>): Promise<string> => {
    const made = await call<{ id: string }>('POST', '/api/connections', {
      ...{ platform, name: platform, broadcast: 'shop', settings },
    });
    answers.push(JSON.stringify(made));
    return made.id;
  };

  const ids = [
    await add('tiktok', { sessionId: canary('tiktok-session'), signApiKey: canary('tiktok-key') }),
    await add('youtube', { apiKey: canary('youtube-key') }),
    await add('youtube', {
      ...{ clientId: 'id', clientSecret: canary('youtube-secret'), refreshToken: canary('youtube-refresh') },
    }),
    await add('facebook', {
      ...{ pageId: '1', accessToken: canary('facebook-token'), appSecret: canary('facebook-secret') },
      ...{ appSecretNext: canary('facebook-next'), verifyToken: canary('facebook-verify') },
    }),
    await add('instagram', {
      ...{ igId: '1', accessToken: canary('instagram-token'), appSecret: canary('instagram-secret') },
      verifyToken: canary('instagram-verify'),
    }),
    await add('twitch', { accessToken: canary('twitch-token'), clientId: 'id' }),
  ];
  await webhook(call, add);
  await call('PATCH', `/api/connections/${ids[0]}`, { name: 'a-name-that-is-found' });
  await call('PATCH', `/api/connections/${ids[5]}`, { settings: { accessToken: canary('edited-token') } });

  // Signed in at a provider that then refuses the renewal, and one that refuses the code.
  const google = await call<{ url: string }>('POST', '/api/sign-ins', {
    ...{ platform: 'youtube', name: 'Signed in', app: { id: 'id', secret: canary('google-app-secret') } },
  });
  ids.push(await cameBack(google.url, 'google', canary('google-code'), cookie));
  const twitch = await call<{ url: string }>('POST', '/api/sign-ins', {
    ...{ platform: 'twitch', name: 'Refused', app: { id: 'id', secret: canary('twitch-app-secret') } },
  });
  await cameBack(twitch.url, 'twitch', canary('google-code'), cookie);

  for (const id of ids)
    for (const what of ['test', 'examine', 'proof'])
      await tried('POST', `/api/connections/${id}/${what}`, what === 'proof' ? { privateReply: true } : undefined);
  const show = await call<{ id: string }>('POST', '/api/shows', { title: 'Canaries' });
  const client = new pg.Client({ connectionString: await hub.databaseUrl() });
  await client.connect();
  // As a start does it; a hub on loopback begins no live show, and this one never leaves its machine.
  await client.query(`UPDATE show SET state = 'on_air', started_at = now() WHERE id = $1`, [show.id]);
  for (const id of ids)
    await client.query(
      `INSERT INTO broadcast (id, workspace_id, show_id, connection_id, platform)
       SELECT $1 || '.b', workspace_id, $2, id, platform FROM connection WHERE id = $1`,
      [id, show.id],
    );
  await wait(6_000);
  for (const path of ['/api/connections', '/api/audit', '/api/platforms', '/api/shows']) await tried('GET', path);

  const sealed = await client.query('SELECT count(*)::int AS n FROM connection WHERE sealed IS NOT NULL');
  expect(sealed.rows[0].n).toBeGreaterThanOrEqual(8);
  const dump = await dumpOf(client);
  await client.end();
  expect(dump.length).toBeGreaterThan(30_000);
  // The search finds what is not sealed, and the errors were told.
  expect(dump).toContain('a-name-that-is-found');
  expect(hub.said()).toMatch(/connection-lost/);
  expect(found(dump)).toEqual([]);
  expect(found(hub.said())).toEqual([]);
  expect(found(answers.join('\n'))).toEqual([]);
}, 240_000);

/** What the open webhook's own secret is called is the platform's to say. */
async function webhook(
  call: ReturnType<typeof callerOf>,
  add: (platform: string, settings: Record<string, string>) => Promise<string>,
): Promise<void> {
  const platforms = await call<{ id: string; settings: { properties: Record<string, { secret?: true }> } }[]>(
    'GET',
    '/api/platforms',
  );
  const described = platforms.find((one) => one.id === 'webhook')?.settings.properties ?? {};
  const name = Object.keys(described).find((one) => described[one]?.secret === true) ?? 'secret';
  await add('webhook', { [name]: canary('webhook-secret') });
}

/** As a browser that was sent back; the id of the new connection, '' where there is none. */
async function cameBack(url: string, provider: string, code: string, cookie: string): Promise<string> {
  const state = new URL(url).searchParams.get('state') ?? '';
  const address = `${hub.url}/oauth/${provider}/callback?${new URLSearchParams({ state, code }).toString()}`;
  const answer = await fetch(address, { headers: { cookie }, redirect: 'manual' });
  expect([200, 303, 400]).toContain(answer.status);
  expect(found(await answer.text())).toEqual([]);
  return new URL(answer.headers.get('location') ?? '/', hub.url).searchParams.get('signed-in') ?? '';
}

/** Every row of every table as text, bytes in hex, as a dump has them. */
async function dumpOf(client: pg.Client): Promise<string> {
  const tables = await client.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const parts: string[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
    parts.push(...rows.map((one) => one.row));
  }
  return parts.join('\n');
}

/** Which canaries stand in a text: plain, in hex, in base64 at any of its three offsets, or encoded for an address. */
function found(text: string): string[] {
  const forms = (secret: string): string[] => {
    const inner = [0, 1, 2].map((offset) =>
      Buffer.from('x'.repeat(offset) + secret)
        .toString('base64')
        .slice(offset === 0 ? 0 : 4, -4),
    );
    return [secret, Buffer.from(secret).toString('hex'), ...inner];
  };
  return secrets.filter((secret) => forms(secret).some((form) => text.includes(form)));
}
