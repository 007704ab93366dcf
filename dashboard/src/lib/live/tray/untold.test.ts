import { expect, it } from 'vitest';
import type { FeedReply } from '../feed/entry.ts';
import { isUntold, nextWays, untoldByReason } from './untold.ts';

const reply = (more: Partial<FeedReply>): FeedReply =>
  ({
    id: 'r',
    platform: 'instagram',
    about: 'reserved',
    state: 'unreachable',
    seenTo: false,
    way: null,
    sentence: 'no',
    ...more,
  }) as FeedReply;

it('untold is what ended without reaching anybody, until somebody has seen to it', () => {
  const states = ['queued', 'sending', 'sent', 'superseded', 'unreachable', 'failed', 'expired', 'unknown'];
  expect(states.filter((state) => isUntold(reply({ state })))).toEqual(['unreachable', 'failed', 'expired', 'unknown']);
  expect(isUntold(reply({ seenTo: true }))).toBe(false);
  expect(isUntold(reply({ about: 'pinned' }))).toBe(false);
});

it('the next best way is the screen, then the public, and on stream it can always be said', () => {
  const words = (of: Partial<FeedReply>, canPublic: boolean, screens: boolean) =>
    nextWays(reply(of), { canPublic, screens }).map((way) => way.step);
  expect(words({}, true, true)).toEqual(['screen', 'public', 'seen-to']);
  expect(words({}, false, false)).toEqual(['seen-to']);
  expect(words({ about: 'answer' }, true, true)).toEqual(['public', 'seen-to']);
  expect(words({ way: 'reply' }, true, false)).toEqual(['seen-to']);
});

it('those alike in where and why stand together, the most first', () => {
  const list = [reply({ id: 'a', sentence: 'one' }), reply({ id: 'b' }), reply({ id: 'c' })];
  expect(untoldByReason(list).map((group) => [group.why, group.replies.length])).toEqual([
    ['no', 2],
    ['one', 1],
  ]);
});
