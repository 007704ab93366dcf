import { expect, test } from 'vitest';
import { howMany, latestAt, moveStands, timeField } from './move-words.ts';

const preview = { claims: 3, units: 3, byPlatform: {}, variants: [], unfit: [] };
const move = {
  ...{ moveId: 'm', undoes: null, undoneBy: null, fromProductId: 'a', toProductId: 'b', madeBy: 'x', madeAtMs: 0 },
  ...{ claims: 5, waiting: 0, kept: 1, reserved: 2, waitlisted: 1 },
};

test('a preview says units only where they differ', () => {
  expect([howMany(preview), howMany({ ...preview, units: 4 })]).toEqual(['3 claims', '3 claims, 4 units']);
});

test('a move says how its claims stand now', () => {
  expect(moveStands(move)).toBe('2 reserved, 1 on the waitlist, 1 could not be moved, 1 cancelled or moved on');
  expect(moveStands({ ...move, undoneBy: 'n' })).toBe('taken back');
});

test('a time of day is the latest such moment, yesterday after midnight', () => {
  const now = new Date(2026, 10, 22, 0, 5, 0).getTime();
  expect(latestAt('23:59:30', now)).toBe(new Date(2026, 10, 21, 23, 59, 30).getTime());
  expect(timeField(latestAt('00:04', now) ?? 0)).toBe('00:04:00');
  expect(latestAt('soon', now)).toBeNull();
});
