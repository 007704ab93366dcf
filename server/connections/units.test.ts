import { describe, expect, it } from 'vitest';
import { createDailyUnits, dayStart } from './units.ts';

describe('a daily ledger', () => {
  it.each([
    ['in winter', '2026-11-22T22:10:00.123Z', '2026-11-22T08:00:00.000Z'],
    ['in summer', '2026-07-01T06:59:59.000Z', '2026-06-30T07:00:00.000Z'],
    ['at midnight itself', '2026-11-22T08:00:00.000Z', '2026-11-22T08:00:00.000Z'],
    ['after the clocks went back that day', '2026-11-01T20:00:00.000Z', '2026-11-01T07:00:00.000Z'],
    ['after the clocks went forward that day', '2026-03-08T20:00:00.000Z', '2026-03-08T08:00:00.000Z'],
  ])('begins its day at midnight Pacific time, %s', (_, now, start) => {
    expect(new Date(dayStart(Date.parse(now))).toISOString()).toBe(start);
  });

  it('counts down what is left and tells what was spent once', () => {
    const units = createDailyUnits(100, 40, () => Date.parse('2026-11-22T12:00:00Z'));
    units.spend(5);
    units.spend(20);
    expect(units.left()).toBe(35);
    expect(units.take()).toEqual({ windowStartMs: Date.parse('2026-11-22T08:00:00Z'), units: 25, allowed: 100 });
    expect(units.take()).toBeNull();
  });

  it('never goes below nothing, and is whole again the next day', () => {
    let now = Date.parse('2026-11-22T12:00:00Z');
    const units = createDailyUnits(100, 40, () => now);
    units.spend(500);
    expect(units.left()).toBe(0);
    now += 86_400_000;
    expect(units.left()).toBe(100);
  });

  it('says nothing where the platform keeps no ledger', () => {
    const units = createDailyUnits(null, 0, () => 0);
    units.spend(1);
    expect(units.left()).toBeNull();
    expect(units.take()).toBeNull();
  });
});
