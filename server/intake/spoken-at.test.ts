import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Skew, spokenAt, type SpokenInput } from './spoken-at.ts';

const NOW = Date.UTC(2026, 10, 22, 18);
const input = (more: Partial<SpokenInput>): SpokenInput => ({
  atMs: NOW,
  receivedMs: NOW,
  history: false,
  time: { source: 'platform', resolutionMs: 1 },
  sessionStartedMs: NOW - 600_000,
  skew: new Skew(),
  ...more,
});

describe('spoken at', () => {
  test("is the platform's time, moved by how far its clock was seen to stand off ours", () => {
    const skew = new Skew();
    // The platform's clock is five seconds behind; the quickest delivery took 200 ms.
    spokenAt(input({ skew, atMs: NOW - 5_200, receivedMs: NOW }));
    const late = spokenAt(input({ skew, atMs: NOW - 5_200, receivedMs: NOW + 3_000 }));
    expect(late).toEqual({ ms: NOW - 1 + 1, by: 'platform' });
  });

  test('adds half of the resolution of a clock that counts in seconds', () => {
    const skew = new Skew();
    const time = { source: 'platform', resolutionMs: 1_000 } as const;
    spokenAt(input({ skew, time, atMs: NOW, receivedMs: NOW + 500 }));
    expect(spokenAt(input({ skew, time, atMs: NOW + 1_000, receivedMs: NOW + 9_000 })).ms).toBe(NOW + 1_500);
  });

  test('is receipt where the platform tells no time or one that cannot be', () => {
    for (const atMs of [null, NaN, Infinity, -5, 0, 1e18])
      expect(spokenAt(input({ atMs }))).toEqual({ ms: NOW, by: 'receipt' });
  });

  test("is receipt, and says why, where the platform's time may not be trusted", () => {
    expect(spokenAt(input({ atMs: NOW - 9_000, time: { source: 'receipt', resolutionMs: 1 } }))).toEqual({
      ms: NOW,
      by: 'untrusted',
    });
  });

  test('learns nothing of the clock from history or from what a reconnect catches up', () => {
    const skew = new Skew();
    spokenAt(input({ skew, atMs: NOW - 60_000, history: true }));
    spokenAt(input({ skew, atMs: NOW - 60_000, sessionStartedMs: NOW - 1_000 }));
    expect(skew.ms).toBe(0);
  });

  test('is never later than receipt, whatever the clocks say', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ at: fc.integer({ min: -1e7, max: 1e7 }), delay: fc.nat(100_000), history: fc.boolean() }),
          { maxLength: 50 },
        ),
        (events) => {
          const skew = new Skew();
          let receivedMs = NOW;
          for (const event of events) {
            receivedMs += event.delay;
            const spoken = spokenAt(input({ skew, atMs: receivedMs + event.at, receivedMs, history: event.history }));
            expect(spoken.ms).toBeLessThanOrEqual(receivedMs);
          }
        },
      ),
    );
  });
});
