import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aroundOf, delayed, seenBy, showed } from './seen.ts';
import { FIRST_STATE } from './state.ts';
import type { DecideState } from './state.ts';

const after = (...shown: [number, string | null][]): DecideState =>
  shown.reduce((state, [atMs, productId]) => showed(state, productId, atMs), FIRST_STATE);
const late = (ms: number, of: DecideState, backMs = 0, aheadMs = 0): DecideState =>
  delayed(of, 'yt', { ms, backMs, aheadMs });

describe('what an author saw', () => {
  const show = late(8_000, after([0, 'a'], [60_000, 'b'], [120_000, null]));
  it.each([
    ['long after the switch', 100_000, ['b']],
    ['in the moment of the switch', 60_000, ['a']],
    ['before half of the delay has passed', 63_999, ['a']],
    ['when half of it has passed', 64_000, ['a', 'b']],
    ['when just less than all of it has passed', 67_999, ['a', 'b']],
    ['when all of it has passed', 68_000, ['b', 'a']],
    ['before one and a half of it have passed', 71_999, ['b', 'a']],
    ['when they have', 72_001, ['b']],
    ['before the first can be seen, which is the only one there is', -1_000, ['a']],
    ['when the first may just be seen', 5_000, ['a']],
    ['when the picture may still be of the last', 125_000, ['b', null]],
    ['after the last', 140_000, [null]],
  ])('%s', (_name, spokenAtMs, products) => {
    expect(seenBy(show, 'yt', spokenAtMs).products).toEqual(products);
  });

  it('is what shows now where there is no delay', () => {
    expect(seenBy(show, 'other', 60_000).products).toEqual(['b']);
    expect(seenBy(show, null, 59_999).products).toEqual(['a']);
  });

  it('is less sure where the time of writing is', () => {
    const instagram = late(0, after([0, 'a'], [60_000, 'b']), 5_000);
    expect(seenBy(instagram, 'yt', 61_000).products).toEqual(['a', 'b']);
    expect(seenBy(instagram, 'yt', 64_000).products).toEqual(['b', 'a']);
    const facebook = late(0, after([0, 'a'], [60_000, 'b']), 500, 500);
    expect(seenBy(facebook, 'yt', 59_400).products).toEqual(['a']);
    expect(seenBy(facebook, 'yt', 59_600).products).toEqual(['a', 'b']);
  });

  it('is one product where it was shown twice with another in between too short to see', () => {
    const seen = seenBy(late(8_000, after([0, 'a'], [60_000, 'b'], [61_000, 'a'])), 'yt', 69_000);
    expect(seen.products).toEqual(['a', 'b']);
  });

  it('knows what shows of a state that has no history', () => {
    expect(seenBy({ ...FIRST_STATE, showing: 'a' }, 'yt', 5).products).toEqual(['a']);
    expect(seenBy(late(8_000, showed({ ...FIRST_STATE, showing: 'a' }, 'b', 60_000)), 'yt', 61_000).products).toEqual([
      'a',
    ]);
  });

  it('names what is shown next and last where nothing was', () => {
    expect(aroundOf(after([0, 'a'], [10_000, null], [60_000, 'b']), 12_000)).toEqual(['a', 'b']);
    expect(aroundOf(after([0, 'a'], [10_000, null], [60_000, 'b']), 55_000)).toEqual(['b', 'a']);
    expect(aroundOf(FIRST_STATE, 5)).toEqual([]);
  });
});

const moment = fc.integer({ min: 0, max: 600_000 });
const shows = fc
  .array(fc.tuple(moment, fc.constantFrom('a', 'b', 'c', null)), { maxLength: 30 })
  .map((list) => list.sort((x, y) => x[0] - y[0]));

it('always holds what was on at any moment within half of the delay', () => {
  fc.assert(
    fc.property(
      shows,
      moment,
      fc.integer({ min: 0, max: 20_000 }),
      fc.double({ min: -0.499, max: 0.499, noNaN: true }),
      (list, spoken, ms, off) => {
        const state = late(ms, after(...list));
        const trulyMs = spoken - ms * (1 + off);
        // Before the first, that one is all they can mean.
        const truly = (list.filter(([atMs]) => atMs <= trulyMs).at(-1) ?? list[0])?.[1] ?? null;
        expect(seenBy(state, 'yt', spoken).products).toContain(truly);
      },
    ),
  );
});

it('keeps a bounded history, of which the last shows, and replays to the same', () => {
  const list = Array.from({ length: 500 }, (_, i): [number, string] => [i * 20_000, `p${String(i)}`]);
  const state = after(...list);
  expect([state.showing, state.shown.length, state.shown.at(-1)]).toEqual([
    'p499',
    120,
    { atMs: 9_980_000, productId: 'p499' },
  ]);
  expect(seenBy(state, 'yt', 0).products).toEqual([null]);
  const again: unknown = JSON.parse(JSON.stringify(state));
  expect(again).toEqual(state);
});
