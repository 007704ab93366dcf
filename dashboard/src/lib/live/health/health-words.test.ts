import { expect, test } from 'vitest';
import type { FeedConnection } from '../feed/entry.ts';
import { healthLook, whereWords } from './health-words.ts';

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
  delayP95Ms: null,
  unitsLeft: null,
  lastEventAtMs: null,
  retryAtMs: null,
  address: null,
  checkout: 'own',
  heardLive: 0,
  recovered: 0,
  restored: 0,
  runway: null,
  videoDelayMs: null,
  videoDelayBy: 'platform',
  updatedAtMs: null,
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

test('a dead source never looks like a quiet one', () => {
  const silent = healthLook(connection({ lastEventAtMs: 0, updatedAtMs: 180_000 }), 180_000);
  expect(silent).toMatchObject({ word: 'Silent', tone: 'warn' });
  expect(silent.sentence).toMatch(/nothing has come for 3 min\. Open the broadcast/);
  expect(healthLook(connection({ lastEventAtMs: 0, updatedAtMs: 60_000 }), 60_000).word).toBe('OK');
  expect(healthLook(connection({ lastEventAtMs: 100_000, updatedAtMs: 100_000 }), 130_000)).toMatchObject({
    word: 'Unknown',
    tone: 'bad',
  });
});

test('a delay is its middle and its worst, or says that it cannot be measured', () => {
  expect(healthLook(connection({ delayMs: 900, delayP95Ms: 2_140 }), 0).delay).toBe('0.9 s, 95 % within 2.1 s');
  expect(healthLook(connection({ perMinute: 12 }), 0).delay).toBe('stated by the platform, not measured');
  expect(healthLook(connection({}), 0).delay).toBe('nothing to measure yet');
});

test('two connections on one platform are told apart by their names', () => {
  const [one, other] = [connection({ id: '1', name: 'Main' }), connection({ id: '2', name: 'Outlet' })];
  expect(whereWords(one, [one, other])).toBe('YouTube (Main)');
  expect(whereWords(one, [one])).toBe('YouTube');
});

test('viewers that a platform does not tell are left out, not zero', () => {
  expect(healthLook(connection({ viewers: 1200, perMinute: 84 }), 0).figures).toMatch(/^1\.2K viewers · 84\/m$/i);
  expect(healthLook(connection({ perMinute: 84 }), 0).figures).toBe('84/m');
});
