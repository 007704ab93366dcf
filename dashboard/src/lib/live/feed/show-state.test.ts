import { expect, test } from 'vitest';
import type { FeedClaim, FeedModeration, FeedReading, FeedReply } from './entry.ts';
import { message } from './made-up.ts';
import { ShowState } from './show-state.ts';

const claim = (id: string, more: Partial<FeedClaim> = {}): FeedClaim => ({
  id,
  seq: 1,
  platform: 'tiktok',
  authorId: 'a1',
  handle: 'viewer1',
  productId: 'p',
  code: 'A12',
  title: 'Linen dress',
  variantId: 'v',
  variant: {},
  quantity: 1,
  priceMinor: '4900',
  currency: 'EUR',
  state: 'pending',
  held: false,
  reason: null,
  rank: null,
  marks: [],
  madeBy: 'rule',
  late: false,
  unnamed: false,
  spokenAtMs: 0,
  settledAtMs: null,
  version: 1,
  ...more,
});

test('an older version of a claim never replaces a newer one', () => {
  const state = new ShowState();
  state.apply({ claims: [claim('s.1.0', { state: 'reserved', version: 2 })] });
  state.apply({ claims: [claim('s.1.0', { state: 'pending', version: 1 })] });
  expect(state.claimsOf(1).map((one) => one.state)).toEqual(['reserved']);
});

test('what hangs on a message is found by its number', () => {
  const state = new ShowState();
  const reply = { id: 'r1', seq: 1, version: 1, state: 'sent' } as FeedReply;
  state.apply({ messages: [message(1)], claims: [claim('s.1.0'), claim('s.1.1')], replies: [reply] });
  state.apply({ claims: [claim('s.1.0', { version: 3 })], replies: [{ ...reply, version: 2 }] });
  expect(state.claimsOf(1)).toHaveLength(2);
  expect(state.repliesOf(1)).toHaveLength(1);
});

test('a removal marks the message it names, on its own platform only', () => {
  const state = new ShowState();
  state.apply({
    messages: [
      message(1, { platform: 'tiktok', platformId: 'x' }),
      message(2, { platform: 'youtube', platformId: 'x' }),
      message(3, { kind: 'removal', platform: 'youtube', body: { target: 'message', targetIds: ['x'] } }),
    ],
  });
  expect([...state.removed]).toEqual([2]);
  expect(state.timeline.lines).toHaveLength(2);
});

test('a banned author loses what was written before the ban', () => {
  const state = new ShowState();
  state.apply({
    messages: [
      message(1, { authorId: 'bad' }),
      message(2, { authorId: 'good' }),
      message(3, { kind: 'removal', body: { target: 'author', targetIds: ['bad'] } }),
      message(4, { authorId: 'bad' }),
    ],
  });
  expect([...state.removed]).toEqual([1]);
});

test('a ban that is fetched late leaves alone what was written after it', () => {
  const state = new ShowState();
  state.apply({ messages: [message(4, { authorId: 'bad' })] });
  state.apply({ messages: [message(3, { kind: 'removal', body: { target: 'author', targetIds: ['bad'] } })] });
  expect([...state.removed]).toEqual([]);
});

test('an edit changes the words and keeps the place', () => {
  const state = new ShowState();
  state.apply({ messages: [message(1, { platformId: 'x', text: 'A12' }), message(2)] });
  state.apply({ messages: [message(3, { kind: 'edit', platformId: 'x', text: 'A21' })] });
  expect(state.timeline.lines.map((line) => line.message?.text)).toEqual(['A21', 'text 2']);
});

test('the newest throw of a switch is remembered with who threw it', () => {
  const state = new ShowState();
  const stop = (seq: number, on: boolean, by: string) =>
    message(seq, { kind: 'staff', name: '', body: { action: 'stop', what: 'replies', on, by } });
  state.names = new Map([['m1', 'Ana']]);
  state.apply({ messages: [stop(2, true, 'm1'), stop(1, false, 'm2')] });
  const thrown = state.stops.get('replies');
  expect(thrown && state.nameOf(thrown)).toBe('Ana');
});

test('likes and joins are no rows', () => {
  const state = new ShowState();
  state.apply({ messages: [message(1, { kind: 'like' }), message(2, { kind: 'join' }), message(3, { kind: 'gift' })] });
  expect(state.timeline.lines.map((line) => line.id)).toEqual(['m3']);
});

test('the words of an old question are known without making a hole in the timeline', () => {
  const state = new ShowState();
  state.apply({ messages: [message(300)] });
  state.learn({ messages: [message(7, { text: 'is it lined?' })] });
  expect(state.message(7)?.text).toBe('is it lined?');
  expect(state.timeline.lines.map((line) => line.at)).toEqual([300]);
  state.apply({ messages: [message(7), message(8)] });
  expect(state.timeline.lines.map((line) => line.at)).toEqual([7, 8, 300]);
});

test('an order hides its message and the opposite shows it again; a ban stands with all of its author’s', () => {
  const state = new ShowState();
  const order = (id: string, kind: string, more = {}) =>
    ({
      id,
      kind,
      seq: 1,
      authorId: 'a1',
      createdAtMs: 1,
      outcomes: [],
      version: 1,
      ...more,
    }) as unknown as FeedModeration;
  state.apply({ messages: [message(1, { authorId: 'a1' }), message(2, { authorId: 'a1' })] });
  state.apply({ moderation: [order('o1', 'hide')] });
  expect(state.hiddenBy(1)?.id).toBe('o1');
  state.apply({ moderation: [order('o2', 'unhide', { createdAtMs: 2 }), order('o3', 'ban')] });
  expect(state.hiddenBy(1)).toBeNull();
  expect(state.standingOf(message(2, { authorId: 'a1' }))).toMatchObject({ banned: true, hidden: false });
  state.apply({ moderation: [order('o4', 'unban', { createdAtMs: 3 })] });
  expect(state.standingOf(message(2, { authorId: 'a1' })).banned).toBe(false);
  state.apply({ moderation: [order('o5', 'remove', { seq: 2, outcomes: [{ state: 'sent' }] })] });
  expect(state.removed.has(2)).toBe(true);
});

test('an edit that needs a person stands with the message it changed', () => {
  const state = new ShowState();
  state.apply({ messages: [message(1, { platformId: 'p' })] });
  state.apply({ messages: [message(5, { kind: 'edit', platformId: 'p', text: 'A12 x3' })] });
  state.apply({ readings: [{ seq: 5, outcome: 'edited', needsLook: true } as FeedReading] });
  expect(state.readings.get(1)).toMatchObject({ outcome: 'edited', needsLook: true });
  expect(state.message(1)?.text).toBe('A12 x3');
});
