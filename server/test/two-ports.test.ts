import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import { readMigrations } from '../db/migrate.ts';
import { createHub, type Hub } from '../deps.ts';
import { MIGRATIONS_DIR } from '../foundation.ts';
import { createLog } from '../log.ts';
import { testDatabase } from './harness.ts';
import { freePort } from './hub.ts';

// The hub as `npm start` makes it, with PUBLIC_PORT set and a PUBLIC_URL that leads nowhere.

let hub: Hub;
let main: string;
let outside: string;
let cookie = '';
const dataDir = mkdtempSync(join(tmpdir(), 'hawker-two-ports-'));

beforeAll(async () => {
  const database = await testDatabase();
  const [port, publicPort] = [await freePort(), await freePort()];
  const config = readConfig({
    PORT: String(port),
    PUBLIC_PORT: String(publicPort),
    PUBLIC_URL: 'https://hub.invalid',
    DATABASE_URL: database.url,
    HAWKER_DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
  });
  hub = await createHub(
    {
      config: { ...config, databaseUrl: database.url, secret: randomBytes(32).toString('hex') },
      migrations: await readMigrations(MIGRATIONS_DIR),
      database: 'of the tests',
      close: () => Promise.resolve(),
    },
    createLog({ level: 'silent' }),
  );
  await hub.listen();
  await hub.open();
  main = `http://127.0.0.1:${port}`;
  outside = `http://127.0.0.1:${publicPort}`;
}, 60_000);
afterAll(async () => {
  await hub?.close();
  rmSync(dataDir, { recursive: true, force: true });
  // Both are free again.
  for (const url of [main, outside]) await expect(fetch(url)).rejects.toThrow('fetch failed');
});

const call = async (method: string, path: string, body?: unknown) => {
  const response = await fetch(main + path, {
    method,
    headers: { cookie, origin: main, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const set = response.headers.getSetCookie().map((one) => one.split(';')[0]);
  if (set.length > 0) cookie = set.join('; ');
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
};

test('one port answers as the hub, the other as if there were only what is public', async () => {
  expect((await fetch(`${main}/healthz`)).status).toBe(200);
  expect((await fetch(`${outside}/healthz`)).status).toBe(404);
  expect((await fetch(`${outside}/`)).status).toBe(404);
  expect((await fetch(`${outside}/webhooks/meta`)).status).not.toBe(200);
  expect(await (await fetch(`${outside}/webhooks/meta`)).text()).toBe(
    await (await fetch(`${main}/webhooks/meta`)).text(),
  );
});

test('the printed link is of this machine, and the team works there although PUBLIC_URL is another address', async () => {
  const link = new URL((await hub.ownerLink()) ?? '');
  expect(link.origin).toBe(main);
  expect((await call('POST', '/api/sign-in', { token: link.searchParams.get('token') })).status).toBe(200);
  expect((await call('POST', '/api/shows', { title: 'Friday' })).status).toBe(201);
});

test('a live show is refused where PUBLIC_URL does not lead here, with the sentence', async () => {
  const show = (await call('POST', '/api/shows', { title: 'Saturday' })).json;
  const connection = (await call('POST', '/api/connections', { platform: 'tiktok', name: 'Ours', broadcast: '@x' }))
    .json;
  const started = await call('POST', `/api/shows/${String(show['id'])}/start`, { connectionIds: [connection['id']] });
  expect(started).toMatchObject({
    status: 422,
    json: { message: expect.stringMatching(/hub\.invalid.*Settings → Address/) },
  });
});
