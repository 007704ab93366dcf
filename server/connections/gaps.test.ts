import { describe, expect, it } from 'vitest';
import { lossOf, lossWhileAway, wasResumed } from './gaps.ts';

describe('a gap', () => {
  it('begins with the last sign of life, not when the fault was noticed', () => {
    expect(lossOf('stalled', 1_000, 31_000)).toEqual({ reason: 'stalled', startedAtMs: 1_000 });
    expect(lossOf('network', 4_900, 5_000)).toEqual({ reason: 'network', startedAtMs: 4_900 });
  });

  it('of a line that broke in a quiet chat is no longer than the line was away', () => {
    expect(lossOf('network', 1_000, 61_000)).toEqual({ reason: 'network', startedAtMs: 59_000 });
  });

  it('never begins in the future, even when the last sign is dated after the fault', () => {
    expect(lossOf('network', 6_000, 5_000).startedAtMs).toBe(5_000);
  });

  it('also covers the time in which Hawker itself was not running', () => {
    expect(lossWhileAway(1_000, 9_000)).toEqual({ reason: 'hub', startedAtMs: 1_000 });
  });

  it('is none when the connection was never open, or handed over just now', () => {
    expect(lossWhileAway(null, 9_000)).toBeNull();
    expect(lossWhileAway(8_000, 9_000)).toBeNull();
  });

  it('was resumed only where the platform lets us read on, from a cursor, in the same broadcast', () => {
    expect(wasResumed({ resume: 'cursor' }, 'page-2', true)).toBe(true);
    expect(wasResumed({ resume: 'cursor' }, null, true)).toBe(false);
    expect(wasResumed({ resume: 'cursor' }, 'page-2', false)).toBe(false);
    expect(wasResumed({ resume: 'none' }, 'page-2', true)).toBe(false);
  });
});
