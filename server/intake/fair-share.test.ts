import { describe, expect, it } from 'vitest';
import { FairShares } from './fair-share.ts';

/** Delivers as fast as it is let, for so long, at most so many a second; answers how many a second got through. */
function run(seconds: number, wanted: readonly number[]): number[] {
  const shares = new FairShares();
  const sources = wanted.map((rate) => ({ rate, share: shares.open(0), done: 0, freeMs: 0 }));
  for (let nowMs = 1; nowMs <= seconds * 1_000; nowMs++)
    for (const source of sources) {
      const due = Math.floor((nowMs / 1_000) * source.rate);
      while (source.freeMs <= nowMs && source.done < due) {
        source.done++;
        source.freeMs = nowMs + source.share.waitMs(nowMs);
      }
    }
  return sources.map((source) => Math.round(source.done / seconds));
}

describe('a fair share', () => {
  it('slows a flood down to what the others can live with, and none of the others', () => {
    const [flood, ...others] = run(30, [5_000, 100, 60, 30]);
    expect(flood).toBeLessThan(450);
    expect(flood).toBeGreaterThan(350);
    expect(others).toEqual([100, 60, 30]);
  });

  it('lets a source alone be as fast as it is', () => {
    expect(run(5, [5_000])).toEqual([5_000]);
    expect(run(5, [5_000, 0])).toEqual([5_000, 0]);
  });

  it('lets sources that are as busy as each other be', () => {
    expect(run(5, [2_000, 1_500])).toEqual([2_000, 1_500]);
  });

  it('lets a busy platform be busy beside quiet ones', () => {
    expect(run(30, [390, 3])).toEqual([390, 3]);
  });

  it('gives a flood less of a machine that is busy', () => {
    const shares = new FairShares();
    const [flood, other] = [shares.open(0), shares.open(0)];
    for (let i = 0; i < 50; i++) shares.took(250);
    let through = 0;
    for (let nowMs = 1, freeMs = 0; nowMs <= 30_000; nowMs++) {
      if (nowMs % 20 === 0) expect(other.waitMs(nowMs)).toBe(0);
      for (; freeMs <= nowMs && through < nowMs * 5; through++) freeMs = nowMs + flood.waitMs(nowMs);
    }
    expect(through / 30).toBeLessThan(300);
    expect(through / 30).toBeGreaterThan(250);
  });

  it('lets a burst through at once', () => {
    const shares = new FairShares();
    const [one, other] = [shares.open(0), shares.open(0)];
    for (let i = 0; i < 10; i++) other.waitMs(1_000);
    const waits = Array.from({ length: 100 }, () => one.waitMs(1_000));
    expect(Math.max(...waits)).toBe(0);
  });
});
