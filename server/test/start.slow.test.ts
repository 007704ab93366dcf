import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { HOME } from '../config.ts';
import { findEmbedded } from '../embedded.ts';
import { freePort, startHub, type HubProcess } from './hub.ts';

let place: string;
let hub: HubProcess;

/** Made once: the first start builds the dashboard and the database, which the later ones find. */
beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'hawker-start-'));
  hub = await startHub({ dataDir: join(place, 'data') });
  await hub.ready();
}, 120_000);
afterAll(async () => {
  await hub.stop();
  await (await findEmbedded(join(place, 'data')))?.stop();
  rmSync(place, { recursive: true, force: true });
}, 60_000);

test('all wrong settings are named in one message, without a stack', { timeout: 30_000 }, async () => {
  const wrong = await startHub({ dataDir: join(place, 'wrong'), env: { PORT: 'x', ROLE: 'boss' } });
  expect(await wrong.ended()).toBe(1);
  expect(wrong.said()).toContain('PORT is "x"');
  expect(wrong.said()).toContain('ROLE is "boss"');
  expect(wrong.said()).not.toContain('    at ');
});

test('a second hub on the same data directory is refused, and the first goes on', { timeout: 30_000 }, async () => {
  const second = await startHub({ dataDir: join(place, 'data') });
  expect(await second.ended()).toBe(1);
  expect(second.said()).toContain(`process ${hub.child.pid}, at ${hub.base}`);
  expect((await fetch(`${hub.base}/healthz`)).status).toBe(200);
});

test('a port in use is named', { timeout: 60_000 }, async () => {
  const second = await startHub({ dataDir: join(place, 'other'), port: Number(new URL(hub.base).port) });
  expect(await second.ended()).toBe(1);
  expect(second.said()).toContain('another program uses this port');
  expect(await findEmbedded(join(place, 'other'))).toBeNull();
});

test('the sign-in link works once and stands in no log', { timeout: 60_000 }, async () => {
  const token = /\/sign-in\?token=(\S+)/.exec(hub.said())?.[1] ?? '';
  const post = () =>
    fetch(`${hub.base}/api/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: hub.base },
      body: JSON.stringify({ token }),
    });
  expect((await post()).status).toBe(200);
  expect((await post()).status).toBeGreaterThanOrEqual(400);
  expect(readFileSync(join(place, 'data', 'postgres.log'), 'utf8')).not.toContain(token);
});

test(
  'after kill -9 the next start is ready in under three seconds; Ctrl-C then stops everything',
  { timeout: 90_000 },
  async () => {
    await hub.kill();
    hub = await startHub({ dataDir: join(place, 'data') });
    expect(await hub.ready()).toBeLessThan(3_000);
    expect(await hub.stop()).toBe(0);
    expect(hub.said()).toContain('Stopped.');
    expect(await findEmbedded(join(place, 'data'))).toBeNull();
    const left = spawnSync('pgrep', ['-f', `${place}/`], { encoding: 'utf8' }).stdout.trim();
    expect(left).toBe('');
  },
);

test('a start after an orderly end is ready in under three seconds', { timeout: 90_000 }, async () => {
  hub = await startHub({ dataDir: join(place, 'data') });
  expect(await hub.ready()).toBeLessThan(3_000);
});

test(
  "the container's commands, as plain processes: hub on its own PostgreSQL and Redis, healthy, stopped by SIGTERM",
  { timeout: 120_000 },
  async ({ skip }) => {
    const compose = parse(readFileSync(join(HOME, 'docker-compose.yml'), 'utf8')) as {
      services: { redis: { command: string[] } };
    };
    const dockerfile = readFileSync(join(HOME, 'Dockerfile'), 'utf8');
    const commandOf = (name: string) =>
      JSON.parse(new RegExp(`^${name} .*?(\\[.*\\])$`, 'm').exec(dockerfile)![1]!) as string[];
    if (spawnSync('redis-server', ['--version']).status !== 0) return skip('redis-server is not installed');
    const redisPort = await freePort();
    const [server = '', ...redisArgs] = compose.services.redis.command;
    const redis = spawn(server, [...redisArgs, '--port', String(redisPort), '--bind', '127.0.0.1'], {
      cwd: place,
      stdio: 'ignore',
    });
    const own = await startHub({
      dataDir: join(place, 'container'),
      command: commandOf('CMD'),
      env: {
        DATABASE_URL: await ownDatabase(),
        REDIS_URL: `redis://127.0.0.1:${redisPort}`,
        HAWKER_SECRET: 'x'.repeat(44),
        HOST: '0.0.0.0',
        NODE_ENV: 'production',
      },
    });
    try {
      await own.ready();
      const [, ...health] = commandOf('HEALTHCHECK');
      expect(
        spawnSync(process.execPath, health, { cwd: HOME, env: { ...process.env, PORT: new URL(own.base).port } })
          .status,
      ).toBe(0);
      own.child.kill('SIGTERM');
      expect(await own.stop()).toBe(0);
      expect(
        spawnSync(process.execPath, health, { cwd: HOME, env: { ...process.env, PORT: new URL(own.base).port } })
          .status,
      ).toBe(1);
      expect(await findEmbedded(join(place, 'container'))).toBeNull();
    } finally {
      await own.stop();
      redis.kill('SIGKILL');
    }
  },
);

/** A database of one's own: an empty one on a durable server (the tests' server is not, and the hub refuses it). */
async function ownDatabase(): Promise<string> {
  const server = await findEmbedded(join(place, 'data'));
  const client = new pg.Client({ connectionString: server!.url });
  await client.connect();
  await client.query('CREATE DATABASE container');
  await client.end();
  const url = new URL(server!.url);
  url.pathname = '/container';
  return url.href;
}
