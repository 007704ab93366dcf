import { describe, expect, it } from 'vitest';
import { createHealthGauge, sentenceAfter, stateAfter } from './health.ts';

describe('the health of a connection', () => {
  it('counts what came in the last minute and forgets what is older', () => {
    const gauge = createHealthGauge();
    for (let i = 0; i < 120; i++) gauge.delivered(1_000_000 + i * 1_000, 1_000_000 + i * 1_000 - 40);
    expect(gauge.read(1_119_500, null)).toMatchObject({ perMinute: 60, delayMs: 40, lastEventAtMs: 1_119_000 });
    expect(gauge.read(1_300_000, null)).toMatchObject({ perMinute: 0, delayMs: null });
  });

  it('tells the middle delay, so that one late message does not look like a slow platform', () => {
    const gauge = createHealthGauge();
    for (const delay of [30, 40, 50, 9_000, 20]) gauge.delivered(10_000, 10_000 - delay);
    expect(gauge.read(10_000, null).delayMs).toBe(40);
  });

  it('tells beside it how late the latest of twenty are', () => {
    const gauge = createHealthGauge();
    for (let i = 1; i <= 40; i++) gauge.delivered(10_000 + i * 100, 10_000 + i * 100 - i * 10);
    expect(gauge.read(15_000, null)).toMatchObject({ delayMs: 210, delayP95Ms: 390 });
    gauge.delivered(100_000, null);
    expect(gauge.read(100_000, null)).toMatchObject({ perMinute: 1, delayMs: null, delayP95Ms: null });
  });

  it('shows no viewers of a broadcast that is not live', () => {
    const gauge = createHealthGauge();
    gauge.turn('live');
    gauge.watched(81);
    expect(gauge.read(0, null).viewers).toBe(81);
    gauge.turn('down', { code: 'network', sentence: 'gone' });
    expect(gauge.read(0, 7)).toMatchObject({
      viewers: null,
      state: 'down',
      code: 'network',
      sentence: 'gone',
      unitsLeft: 7,
    });
  });

  it('tells a fault that a person must mend from one that mends itself', () => {
    expect(stateAfter('unauthorized', true)).toBe('refused');
    expect(stateAfter('network', false)).toBe('down');
    expect(stateAfter('not-live', false)).toBe('waiting');
    expect(stateAfter('ended', true)).toBe('ended');
  });

  it('says when it is tried again, and nothing of the kind when it is not', () => {
    expect(sentenceAfter('The line to TikTok was lost', false, 4_200)).toBe(
      'The line to TikTok was lost. Next try in 4 s.',
    );
    expect(sentenceAfter('YouTube refuses the key: enter a new one.', true, 0)).toBe(
      'YouTube refuses the key: enter a new one.',
    );
  });
});

describe('what a platform tells wrongly', () => {
  it('never makes a reading that cannot be written: a clock of 1970, half a viewer, more viewers than there are people', () => {
    const gauge = createHealthGauge();
    gauge.turn('live');
    gauge.delivered(1_790_000_000_000, 0);
    for (const viewers of [2.5, 9_007_199_254_740_993, Number.NaN, -3]) {
      gauge.watched(viewers);
      const read = gauge.read(1_790_000_000_000, 1.5);
      for (const value of [read.viewers, read.delayMs, read.unitsLeft])
        expect(value === null || (Number.isInteger(value) && value >= 0 && value <= 2_147_483_647)).toBe(true);
    }
  });
});
