import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { guard } from './guard.ts';
import { mayOpenSocket, mayWrite, ownOrigins } from './origin.ts';
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
