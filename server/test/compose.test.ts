import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { HOME, readConfig, SETTINGS } from '../config.ts';

interface Service {
  build?: string;
  image?: string;
  environment?: Record<string, string>;
  command?: string[];
  ports?: string[];
  volumes?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
}
interface Compose {
  services: Record<'hub' | 'postgres' | 'redis', Service>;
  volumes: Record<string, unknown>;
}

const compose = parse(readFileSync(join(HOME, 'docker-compose.yml'), 'utf8')) as Compose;
const dockerfile = readFileSync(join(HOME, 'Dockerfile'), 'utf8');

/** The JSON form of an instruction, as Docker runs it: no shell. */
export function instruction(name: string): string[] {
  const line = new RegExp(`^${name}.*?(\\[.*\\])$`, 'm').exec(dockerfile.replaceAll('\\\n', ' '))?.[1];
  return JSON.parse(line ?? '[]') as string[];
}

test('the hub waits for a healthy PostgreSQL and a healthy Redis', () => {
  const { hub, postgres, redis } = compose.services;
  expect(Object.keys(hub.depends_on ?? {}).sort()).toEqual(['postgres', 'redis']);
  expect(Object.values(hub.depends_on ?? {}).every((one) => one.condition === 'service_healthy')).toBe(true);
  expect(postgres.healthcheck?.test[0]).toBe('CMD');
  expect(redis.healthcheck?.test).toEqual(['CMD', 'redis-cli', 'ping']);
});

test('what the hub is told are settings of the hub, and they are right', () => {
  const environment = compose.services.hub.environment ?? {};
  expect(Object.keys(environment).filter((name) => !(name in SETTINGS))).toEqual([]);
  const filled = Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      value
        .replace(/\$\{HAWKER_SECRET:\?[^}]*\}/, 'x'.repeat(44))
        .replace(/\$\{\w+:-([^}]*)\}/, '$1')
        .replace(/\$\{\w+:\?[^}]*\}/, 'pass'),
    ]),
  );
  expect(readConfig(filled)).toMatchObject({
    databaseUrl: 'postgresql://hawker:pass@postgres:5432/hawker',
    redisUrl: 'redis://redis:6379',
    publicUrl: 'http://localhost:4000',
  });
});

test('every volume is named, nothing is reachable from outside this machine, Redis refuses rather than forgets', () => {
  const used = Object.values(compose.services)
    .flatMap((service) => service.volumes ?? [])
    .map((volume) => volume.split(':')[0]);
  expect(new Set(used)).toEqual(new Set(Object.keys(compose.volumes)));
  expect(
    Object.values(compose.services)
      .flatMap((service) => service.ports ?? [])
      .every((port) => port.startsWith('127.0.0.1:')),
  ).toBe(true);
  expect(compose.services.redis.command?.join(' ')).toContain('--maxmemory-policy noeviction');
});

test('the image runs the hub as an ordinary user on the Node it is made for', () => {
  expect(dockerfile).toMatch(/^FROM node:24/m);
  expect(dockerfile).toMatch(/^USER node$/m);
  expect(instruction('CMD')).toEqual(['node', 'server/main.ts']);
  expect(instruction('HEALTHCHECK')).toEqual(['node', 'scripts/is-ready.js']);
});
