import { expect, test } from 'vitest';
import type { PlatformEvent } from '../contract.ts';
import { Combos, QUIET_MS } from './combos.ts';

const gift = (count: number, id = 'g') =>
  ({
    ...{ kind: 'gift', id, atMs: 1, author: null },
    gift: { type: 'gift', name: 'Rose', count, value: { coins: count * 5 } },
  }) as Extract<PlatformEvent, { kind: 'gift' }>;

test('a combo is counted once, with its last count, when nothing was added for a while', () => {
  const combos = new Combos();
  combos.hold(gift(1), 0, 'before');
  combos.hold(gift(3), 1_000, 'later');
  expect(combos.dueAtMs()).toBe(1_000 + QUIET_MS);
  expect(combos.take(QUIET_MS)).toEqual([]);
  expect(combos.take(1_000 + QUIET_MS)).toEqual([gift(3)]);
  expect(combos.dueAtMs()).toBeNull();
});

test('while a gift is held the cursor stays before it, so that a crash reads it again', () => {
  const combos = new Combos();
  expect(combos.cursorFor('now')).toBe('now');
  combos.hold(gift(1), 0, 'before');
  expect(combos.cursorFor('now')).toBe('before');
  combos.take(QUIET_MS);
  expect(combos.cursorFor('now')).toBe('now');
});

test('what is told again is not counted again, and a late growth counts only what was added', () => {
  const combos = new Combos();
  combos.hold(gift(2), 0, null);
  combos.take(QUIET_MS);
  combos.hold(gift(2), 5_000, null);
  expect(combos.dueAtMs()).toBeNull();
  combos.hold(gift(5), 6_000, null);
  const [late] = combos.take(60_000);
  expect(late).toMatchObject({ id: 'g+2', gift: { count: 3, value: { coins: 15 } } });
});

test('the end of the show counts what is still held', () => {
  const combos = new Combos();
  combos.hold(gift(2), 0, null);
  combos.hold(gift(1, 'h'), 0, null);
  expect(combos.take(1, true).map(({ id }) => id)).toEqual(['g', 'h']);
});
