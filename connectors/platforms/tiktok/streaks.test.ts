import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GiftFrame } from './events.ts';
import { createStreaks } from './streaks.ts';

const IDLE_MS = 10_000;
const frame = (more: Partial<GiftFrame>): GiftFrame => ({
  id: '1',
  atMs: 1_000,
  history: false,
  author: { id: 'u1', handle: 'nok', name: 'Nok' },
  giftId: '5655',
  groupId: 'g1',
  name: 'Rose',
  diamonds: 5,
  repeatCount: 1,
  repeatEnd: false,
  streakable: true,
  ...more,
});

describe('a gift streak is counted once', () => {
  test('at its end, with the last count and the value of all of it', () => {
    const streaks = createStreaks(IDLE_MS);
    expect(streaks.take(frame({ id: '1', repeatCount: 1 }), 0)).toBeNull();
    expect(streaks.take(frame({ id: '2', repeatCount: 5 }), 100)).toBeNull();
    const gift = streaks.take(frame({ id: '3', repeatCount: 5, repeatEnd: true }), 200);
    expect(gift).toMatchObject({ id: 'u1:5655:g1', gift: { count: 5, value: { coins: 25 } } });
    expect(streaks.finish()).toEqual([]);
  });

  test('by time-out when the end is lost, and a late end is not counted again', () => {
    const streaks = createStreaks(IDLE_MS);
    streaks.take(frame({ repeatCount: 4 }), 0);
    expect(streaks.nextMs()).toBe(IDLE_MS);
    expect(streaks.overdue(IDLE_MS - 1)).toEqual([]);
    expect(streaks.overdue(IDLE_MS)).toMatchObject([{ id: 'u1:5655:g1', gift: { count: 4 } }]);
    expect(streaks.take(frame({ id: '9', repeatCount: 4, repeatEnd: true }), IDLE_MS + 1)).toBeNull();
    expect(streaks.nextMs()).toBeNull();
  });

  test('without a group the late end is recognised, the next combo of the same gift is counted', () => {
    const streaks = createStreaks(IDLE_MS);
    const loose = (more: Partial<GiftFrame>) => frame({ groupId: null, ...more });
    streaks.take(loose({ id: '1', repeatCount: 4 }), 0);
    expect(streaks.overdue(IDLE_MS)).toHaveLength(1);
    expect(streaks.take(loose({ id: '2', repeatCount: 4, repeatEnd: true }), IDLE_MS + 1)).toBeNull();
    streaks.take(loose({ id: '3' }), IDLE_MS + 2);
    expect(streaks.take(loose({ id: '4', repeatEnd: true }), IDLE_MS + 3)).toMatchObject({
      id: '4',
      gift: { count: 1 },
    });
  });

  test('the very end delivered again is the same gift under the same id', () => {
    const streaks = createStreaks(IDLE_MS);
    const end = frame({ id: '3', repeatCount: 2, repeatEnd: true });
    expect(streaks.take(end, 0)).toEqual(streaks.take(end, 10));
  });

  test('a gift that is no streak counts at once', () => {
    expect(createStreaks(IDLE_MS).take(frame({ id: '7', streakable: false, repeatCount: 2 }), 0)).toMatchObject({
      id: '7',
      gift: { count: 2 },
    });
  });

  test('what is open when the line goes is counted then', () => {
    const streaks = createStreaks(IDLE_MS);
    streaks.take(frame({ repeatCount: 3 }), 0);
    expect(streaks.finish()).toMatchObject([{ gift: { count: 3 } }]);
    expect(streaks.finish()).toEqual([]);
  });
});

interface Combo {
  counts: number[];
  loseEnd: boolean;
}
const combo: fc.Arbitrary<Combo> = fc.record({
  counts: fc
    .uniqueArray(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 6 })
    .map((list) => list.toSorted((a, b) => a - b)),
  loseEnd: fc.boolean(),
});

test('however frames are mixed, doubled and lost, every combo is counted exactly once with its greatest count', () => {
  fc.assert(
    fc.property(fc.array(combo, { minLength: 1, maxLength: 5 }), fc.infiniteStream(fc.nat()), (combos, order) => {
      const streaks = createStreaks(IDLE_MS);
      const frames = combos.flatMap(({ counts, loseEnd }, group) => {
        const of = (repeatCount: number, repeatEnd: boolean, n: number) =>
          frame({ id: `${group}-${n}`, groupId: `g${group}`, repeatCount, repeatEnd });
        const growing = counts.map((count, n) => of(count, false, n));
        return loseEnd ? growing : [...growing, ...growing.slice(-1), of(counts.at(-1) ?? 1, true, 99)];
      });
      const keyed = frames.map((one) => ({ one, key: order.next().value ?? 0 }));
      const mixed = keyed.sort((a, b) => a.key - b.key).map(({ one }) => one);
      const gifts = [...mixed.map((one, at) => streaks.take(one, at)), ...streaks.overdue(mixed.length + IDLE_MS)];
      const counts = new Map(gifts.filter((gift) => gift !== null).map((gift) => [gift.id, gift.gift.count] as const));
      expect(gifts.filter((gift) => gift !== null)).toHaveLength(combos.length);
      combos.forEach(({ counts: said }, group) => expect(counts.get(`u1:5655:g${group}`)).toBe(said.at(-1)));
    }),
    { seed: 7, numRuns: 300 },
  );
});
