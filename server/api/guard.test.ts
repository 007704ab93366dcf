import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { guard } from './guard.ts';
import { localOrigin, mayOpenSocket, mayWrite, ownOrigins } from './origin.ts';
import type { App } from './web.ts';

test('a route that does not say who may call it ends the start', () => {
  const app = Fastify() as unknown as App;
  guard(app, { who: async () => null }, new Set());
  expect(() => app.get('/api/forgotten', async () => 1)).toThrow('does not say who may call it');
});

test.each([
  ['https://shop.example', 'https://shop.example', true],
  ['https://shop.example', 'https://shop.example.evil.example', false],
  ['https://shop.example', 'http://shop.example', false],
  ['https://shop.example', 'http://localhost', false],
  ['http://127.0.0.1:4000', 'http://localhost:4000', true],
  ['http://127.0.0.1:4000', 'http://localhost:4001', false],
  ['http://127.0.0.1:4000', 'null', false],
])('at %s a page of %s is ours: %s', (publicUrl, origin, ours) => {
  expect(mayWrite({ origin }, ownOrigins(publicUrl))).toBe(ours);
  expect(mayOpenSocket({ origin }, ownOrigins(publicUrl))).toBe(ours);
});

test('a write that names no page is a program, unless a browser says that another page made it; a socket must name one', () => {
  const origins = ownOrigins('https://shop.example');
  expect(mayWrite({}, origins)).toBe(true);
  expect(mayWrite({ 'sec-fetch-site': 'cross-site' }, origins)).toBe(false);
  expect(mayWrite({ 'sec-fetch-site': 'same-site' }, origins)).toBe(false);
  expect(mayWrite({ 'sec-fetch-site': 'none' }, origins)).toBe(false);
  expect(mayWrite({ 'sec-fetch-site': 'same-origin' }, origins)).toBe(true);
  expect(mayOpenSocket({}, origins)).toBe(false);
});

test.each([
  ['127.0.0.1:4000', 'http://127.0.0.1:4000'],
  ['localhost:4000', 'http://localhost:4000'],
  ['[::1]:4000', 'http://[::1]:4000'],
  ['shop.example', null],
  ['127.0.0.1.evil.example:4000', null],
  ['evil.example@127.0.0.1.evil.example', null],
  ['192.168.1.5:4000', null],
  ['', null],
  [undefined, null],
])('asked as %s, the dashboard of this machine is at %s', (host, origin) => {
  expect(localOrigin(host)).toBe(origin);
});
