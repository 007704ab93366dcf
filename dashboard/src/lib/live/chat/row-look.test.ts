import { expect, test } from 'vitest';
import type { FeedClaim, FeedGap, FeedReading } from '../feed/entry.ts';
import { message } from '../feed/made-up.ts';
import { ShowState } from '../feed/show-state.ts';
import { gapWords, rowLook } from './row-look.ts';

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

test('a gap says how long it was and whether something may be missing', () => {
  expect(gapWords(gap({ endedAtMs: 10_000 }), 0)).toMatch(/^YouTube: 10 s gap, comments before .* may be missing$/);
  expect(gapWords(gap({ endedAtMs: 10_000, resumed: true }), 0)).toMatch(/nothing should be missing$/);
  expect(gapWords(gap({}), 4_000)).toMatch(/^YouTube: no line for 4 s/);
});
