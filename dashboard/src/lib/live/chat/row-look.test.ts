import { expect, test } from 'vitest';
import type { FeedClaim, FeedGap, FeedReading } from '../feed/entry.ts';
import { message } from '../feed/made-up.ts';
import { ShowState } from '../feed/show-state.ts';
import { gapWords } from '../health/gap-words.ts';
import { rowLook } from './row-look.ts';

const only = (state: ShowState) => rowLook(state.timeline.lines[0]!, state, 0);
const gap = (more: Partial<FeedGap>): FeedGap => ({
  id: 'g',
  connectionId: 'c',
  platform: 'youtube',
  reason: 'network',
  afterSeq: 1,
  startedAtMs: 0,
  endedAtMs: null,
  resumed: false,
  repaired: null,
  version: 1,
  ...more,
});

test('a claim is told on the row of the message that made it', () => {
  const state = new ShowState();
  const claim = {
    id: 'c',
    seq: 1,
    code: 'A12',
    variant: { color: 'red', size: 'M' },
    quantity: 2,
    state: 'reserved',
    version: 1,
  };
  state.apply({ messages: [message(1, { text: '2x a12 red m' })], claims: [claim as unknown as FeedClaim] });
  expect(only(state)).toMatchObject({ text: '2x a12 red m', chip: 'A12 red / M ×2 · reserved 2', tone: 'ok' });
});

test('a removed message says where it was removed and no longer what it said', () => {
  const state = new ShowState();
  state.apply({
    messages: [
      message(1, { platformId: 'x', text: 'rude words' }),
      message(2, { kind: 'removal', body: { target: 'message', targetIds: ['x'] } }),
    ],
  });
  expect(only(state)).toMatchObject({ text: 'removed on TikTok', removed: true });
});

test('what Hawker will not decide alone says so', () => {
  const state = new ShowState();
  const reading = { seq: 1, intent: 'claim', needsLook: true, outcome: 'unknown-code' } as FeedReading;
  state.apply({ messages: [message(1)], readings: [reading] });
  expect(only(state)).toMatchObject({ chip: 'needs a look: unknown code', tone: 'warn' });
});

test('a gap says how long it was, what was found of it and what is lost', () => {
  const words = (more: Partial<FeedGap>, nowMs = 0) => gapWords(gap(more), 'YouTube', nowMs);
  expect(words({ endedAtMs: 10_000 })).toMatch(/^YouTube: 10 s gap, comments between .* are lost$/);
  expect(words({ endedAtMs: 10_000, repaired: 6 })).toMatch(
    /6 comments found .* late, other comments between .* are lost$/,
  );
  expect(words({ endedAtMs: 10_000, resumed: true, repaired: 0 })).toMatch(/repaired: nothing was missing$/);
  expect(words({ endedAtMs: 10_000, resumed: true, repaired: 41 })).toMatch(/repaired: 41 comments found afterwards/);
  expect(words({}, 4_000)).toMatch(/^YouTube: no line for 4 s/);
});

test('a broadcast that went on under another live id says so', () => {
  expect(gapWords(gap({ reason: 'restart', endedAtMs: 12_000, repaired: 1 }), 'TikTok', 0)).toBe(
    'TikTok: the broadcast ended and went on under a new live id, 12 s later; 1 comment found afterwards and marked late',
  );
});

test('a message found after a gap is marked late', () => {
  const state = new ShowState();
  state.apply({ messages: [message(1, { late: true, badges: ['member'] })] });
  expect(only(state)).toMatchObject({ badge: 'late' });
});
