import { describe, expect, it } from 'vitest';
import { seeded } from '../../connectors/platforms/testkit/seeded.ts';
import { estimateDelay } from './estimate.ts';

/** Reactions of people: each sees it at their own delay, needs a moment to think and write, and a few knew it before. */
function reactions(delayMs: number, switches: number, each: number, random: () => number): number[][] {
  const one = (): number => {
    if (random() < 0.03) return random() * delayMs;
    const ownMs = delayMs * (0.9 + random() * 0.2);
    return ownMs + 1_300 + 4_000 * -Math.log(1 - random() * 0.98);
  };
  return Array.from({ length: switches }, () =>
    Array.from({ length: Math.max(1, Math.round(each * (0.4 + random()))) }, one),
  );
}

describe('the delay measured from the quickest reactions', () => {
  it.each([
    [3_000, 4, 12, 180],
    [8_000, 3, 6, 170],
    [8_000, 6, 20, 180],
    [18_000, 5, 10, 180],
  ])(
    'of %d ms, at %d switches with some %d reactions each, is near it in at least %d of 200',
    (delayMs, switches, each, least) => {
      const random = seeded(`${String(delayMs)} ${String(switches)}`);
      const near = Array.from({ length: 200 }, () => estimateDelay(reactions(delayMs, switches, each, random))).filter(
        (one) => one.known && Math.abs(one.ms - delayMs) <= Math.max(1_500, delayMs * 0.2),
      );
      expect(near.length).toBeGreaterThanOrEqual(least);
    },
  );

  it('is not told before enough was seen, and says from what it is', () => {
    expect(estimateDelay([])).toEqual({ known: false, reactions: 0, switches: 0 });
    expect(estimateDelay([[9_000, 9_500, 9_700, 10_000, 11_000]])).toEqual({ known: false, reactions: 5, switches: 1 });
    expect(estimateDelay([[9_000, 9_500], [], [9_200, 10_000, 30_000]])).toEqual({
      known: true,
      ms: 7_500,
      reactions: 5,
      switches: 2,
    });
  });

  it('never says less than nothing, and takes no notice of what cannot be a reaction', () => {
    expect(
      estimateDelay([
        [100, 200, 300],
        [150, 250, 400_000, -5],
      ]),
    ).toEqual({ known: true, ms: 0, reactions: 5, switches: 2 });
  });
});
