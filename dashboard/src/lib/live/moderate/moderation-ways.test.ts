import { expect, test } from 'vitest';
import { offersOf, undoOf, type Standing } from './moderation-ways.ts';

const now: Standing = { hidden: false, removed: false, banned: false, isNamed: true, isOwn: false };
const platform = (can: ('reply' | 'remove' | 'hide' | 'ban' | 'unban')[], conditions = {}) => ({
  name: 'YouTube',
  can,
  conditions,
});
const offer = (of: ReturnType<typeof platform> | null, kind: string, standing: Standing = now) =>
  offersOf(of, standing).find((one) => one.kind === kind);

test('what a platform cannot do is greyed with the reason', () => {
  expect(offer(platform(['remove', 'ban']), 'hide')?.why).toBe('YouTube offers no way to hide a message.');
  expect(offer(platform(['remove', 'ban']), 'remove')?.why).toBeNull();
});

test('a ban is never greyed: it refuses claims here, and says what else it does not do', () => {
  const ban = offer(platform(['reply']), 'ban');
  expect(ban?.why).toBeNull();
  expect(ban?.note).toBe('YouTube offers no way to ban anybody: this refuses their claims here.');
  expect(offer(platform(['hide']), 'ban')?.note).toContain('this hides this message there and refuses');
});

test('a condition of the platform stands beside what it lets us do', () => {
  expect(offer(platform(['ban'], { ban: 'Needs the sign-in.' }), 'ban')?.note).toBe('Needs the sign-in.');
});

test('what is done already offers its opposite', () => {
  const offers = offersOf(platform(['hide', 'ban']), { ...now, hidden: true, banned: true });
  expect(offers.map((one) => one.kind)).toEqual(['unhide', 'remove', 'timeout', 'unban']);
  expect(offersOf(platform(['hide', 'remove']), { ...now, removed: true })[0]?.why).toBe('It is removed already.');
});

test('nobody is banned whom the platform does not name', () => {
  expect(offer(platform(['ban']), 'ban', { ...now, isNamed: false })?.why).toBe('YouTube withholds who wrote this.');
});

test('a deletion cannot be taken back, all else can', () => {
  expect(undoOf({ kind: 'remove' })).toBeNull();
  expect(undoOf({ kind: 'timeout' })).toBe('unban');
  expect(undoOf({ kind: 'hide' })).toBe('unhide');
});
