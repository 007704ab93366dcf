import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { guard } from './guard.ts';
import { isOurs, ownOrigins } from './origin.ts';
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
  expect(isOurs({ origin }, ownOrigins(publicUrl))).toBe(ours);
});

test('a browser that names no page is believed only when it says the page is our own', () => {
  const origins = ownOrigins('https://shop.example');
  expect(isOurs({}, origins)).toBe(false);
  expect(isOurs({ 'sec-fetch-site': 'cross-site' }, origins)).toBe(false);
  expect(isOurs({ 'sec-fetch-site': 'same-origin' }, origins)).toBe(true);
});
