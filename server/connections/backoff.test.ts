import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOT_LIVE_YET, RECONNECT, nextDelay } from './backoff.ts';

describe('nextDelay', () => {
  it('stays between the least spacing and the cap, whatever chance says', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.double({ min: 0, max: 0.999999, noNaN: true }), (attempt, random) => {
        const delay = nextDelay(attempt, random);
        expect(delay).toBeGreaterThanOrEqual(RECONNECT.leastMs);
        expect(delay).toBeLessThanOrEqual(RECONNECT.capMs);
      }),
    );
  });

  it('raises its ceiling with every failed try', () => {
    const ceilings = [0, 1, 2, 3, 4, 5, 6, 9, 10].map((attempt) => nextDelay(attempt, 1));
    expect(ceilings).toEqual([800, 1_280, 2_048, 3_277, 5_243, 8_389, 12_000, 12_000, 12_000]);
  });

  it('uses the whole range below the ceiling, so that many hubs do not return in the same moment', () => {
    expect(nextDelay(5, 0)).toBe(RECONNECT.leastMs);
    expect(nextDelay(10, 0.5)).toBe(Math.round(250 + 0.5 * (12_000 - 250)));
  });

  it('never comes back before the delay a platform named, and little after it', () => {
    fc.assert(
      fc.property(
        fc.nat(20),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(3_600_000),
        (attempt, random, retryAfterMs) => {
          const delay = nextDelay(attempt, random, RECONNECT, retryAfterMs);
          expect(delay).toBeGreaterThanOrEqual(retryAfterMs);
          expect(delay).toBeLessThanOrEqual(Math.max(retryAfterMs + 5_001, RECONNECT.leastMs));
        },
      ),
    );
  });

  it('looks calmly for a broadcast that has not begun', () => {
    expect(nextDelay(0, 0, NOT_LIVE_YET)).toBe(10_000);
    expect(nextDelay(9, 1, NOT_LIVE_YET)).toBe(60_000);
  });
});
