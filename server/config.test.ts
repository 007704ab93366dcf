import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { dashboardUrl, HOME, loadConfig, readConfig, SETTINGS, WrongSettings } from './config.ts';

const place = mkdtempSync(join(tmpdir(), 'hawker-config-'));
afterAll(() => rmSync(place, { recursive: true }));

function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof WrongSettings) return error.problems;
    throw error;
  }
}

test('every setting stands in .env.example with its default, and nothing else does', () => {
  expect(parseEnv(readFileSync(join(HOME, '.env.example'), 'utf8'))).toEqual(SETTINGS);
});

test('nothing needs to be set', () => {
  const config = readConfig({}, '/somewhere');
  expect(config).toMatchObject({
    port: 4000,
    host: '127.0.0.1',
    publicUrl: 'http://127.0.0.1:4000',
    dataDir: '/somewhere/.data',
    databaseUrl: null,
    redisUrl: null,
    role: 'all',
    secret: null,
    endpoints: {},
  });
  expect(Object.isFrozen(config)).toBe(true);
});

test('all wrong settings are named at once, and no password is shown', () => {
  const problems = problemsOf(() =>
    readConfig({
      PORT: '99999',
      HOST: 'not a host',
      PUBLIC_URL: 'https://shop.example.com/path',
      DATABASE_URL: 'mysql://me:hush-hush@db/x',
      REDIS_URL: 'hush-hush',
      ROLE: 'boss',
      HAWKER_SECRET: 'hush-hush',
      LOG_LEVEL: 'loud',
      TIKTOK_WEB_URL: 'tiktok',
      YOUTUBE_GRPC_URL: 'no port',
    }),
  );
  const named = problems.map((problem) => problem.split(' ')[0]).sort();
  const wrong =
    'DATABASE_URL HAWKER_SECRET HOST LOG_LEVEL PORT PUBLIC_URL REDIS_URL ROLE TIKTOK_WEB_URL YOUTUBE_GRPC_URL';
  expect(named.join(' ')).toBe(wrong);
  expect(problems.join('\n')).not.toContain('hush-hush');
});

test('an address without its last slash, an IPv6 host in brackets, and only those endpoints that are set', () => {
  expect(readConfig({ PUBLIC_URL: 'https://shop.example.com/' }).publicUrl).toBe('https://shop.example.com');
  expect(readConfig({ HOST: '::1', PORT: '5' }).publicUrl).toBe('http://[::1]:5');
  expect(readConfig({ HOST: '0.0.0.0' }).publicUrl).toBe('http://localhost:4000');
  expect(readConfig({ TIKTOK_SIGN_URL: 'http://127.0.0.1:1/', YOUTUBE_GRPC_URL: '127.0.0.1:2' }).endpoints).toEqual({
    TIKTOK_SIGN_URL: 'http://127.0.0.1:1',
    YOUTUBE_GRPC_URL: '127.0.0.1:2',
  });
});

test('the team opens the dashboard by PUBLIC_URL, unless that leads to a part of the hub only', () => {
  const both = { PUBLIC_URL: 'https://shop.example.com', HOST: '0.0.0.0' };
  expect(dashboardUrl(readConfig(both))).toBe('https://shop.example.com');
  expect(dashboardUrl(readConfig({ ...both, PUBLIC_PORT: '4001' }))).toBe('http://localhost:4000');
});

test('a port given twice, a proxy that is no address: both are named', () => {
  expect(problemsOf(() => readConfig({ PORT: '4000', PUBLIC_PORT: '4000' }))).toEqual([
    'PUBLIC_PORT is 4000, which is PORT: the public part needs a port of its own',
  ]);
  expect(problemsOf(() => readConfig({ TRUST_PROXY: 'true' }))).toHaveLength(1);
  expect(problemsOf(() => readConfig({ TRUST_PROXY: '10.0.0.0/8, 127.0.0.1/99' }))).toHaveLength(1);
  expect(readConfig({ TRUST_PROXY: '10.0.0.0/8, ::1' }).trustProxy).toEqual(['10.0.0.0/8', '::1']);
});

test('a misspelt setting in .env is named together with the wrong ones', () => {
  writeFileSync(
    join(place, '.env'),
    'HAWKER_DATADIR=x\nPORT=zero\nPOSTGRES_PASSWORD=other programs may use the file\n',
  );
  const problems = problemsOf(() => loadConfig(place));
  expect(problems).toHaveLength(2);
  expect(problems.join()).toContain('HAWKER_DATADIR (in .env) is not a setting');
});
