import { expect, test } from 'vitest';
import type { FeedConnection } from '../feed/entry.ts';
import { healthLook } from './health-words.ts';

const connection = (more: Partial<FeedConnection>): FeedConnection => ({
  id: 'c',
  platform: 'youtube',
  name: 'Our channel',
  state: 'live',
  code: null,
  sentence: null,
  viewers: null,
  perMinute: 0,
  delayMs: null,
  unitsLeft: null,
  lastEventAtMs: null,
  retryAtMs: null,
  address: null,
  version: 1,
  ...more,
});

test('every state is a word and a sentence, never only a colour', () => {
  for (const state of ['idle', 'connecting', 'live', 'waiting', 'down', 'refused', 'ended']) {
    const look = healthLook(connection({ state }), 0);
    expect(look.word).not.toBe('');
    expect(look.sentence).toMatch(/\.$/);
  }
});

test('a line that is up but late is slow', () => {
  expect(healthLook(connection({ delayMs: 5_800 }), 0).word).toBe('Slow');
  expect(healthLook(connection({ delayMs: 900 }), 0)).toMatchObject({ word: 'OK', figures: '0/m · 0.9 s' });
});

test("the hub's own sentence comes first, then when it tries again", () => {
  const down = connection({ state: 'down', sentence: 'The line was cut.', retryAtMs: 4_000 });
  expect(healthLook(down, 0).sentence).toBe('The line was cut. Next try in 4 s.');
});

test('viewers that a platform does not tell are left out, not zero', () => {
  expect(healthLook(connection({ viewers: 1200, perMinute: 84 }), 0).figures).toMatch(/^1\.2K viewers · 84\/m$/i);
  expect(healthLook(connection({ perMinute: 84 }), 0).figures).toBe('84/m');
});
