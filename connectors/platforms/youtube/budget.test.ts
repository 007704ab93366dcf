import { expect, test } from 'vitest';
import { readDelayMs, untilResetMs } from './budget.ts';

test('without a ledger, or with plenty left, reading goes as fast as the platform asks', () => {
  expect(readDelayMs(3_000, null)).toBe(3_000);
  expect(readDelayMs(3_000, 9_999)).toBe(3_000);
});

test('reading slows down as units run low and crawls once only the answers are left', () => {
  const delays = [5_000, 4_000, 3_000, 2_100, 2_000, 0].map((left) => readDelayMs(3_000, left));
  expect(delays).toEqual([3_000, 4_500, 9_000, 60_000, 60_000, 60_000]);
});

test('the ledger starts anew at midnight Pacific time, in winter and in summer', () => {
  expect(untilResetMs(Date.parse('2026-11-22T07:59:00Z'))).toBe(60_000);
  expect(untilResetMs(Date.parse('2026-07-01T06:59:00Z'))).toBe(60_000);
  expect(untilResetMs(Date.parse('2026-07-01T07:00:00Z'))).toBe(86_400_000);
});
