import { expect, test } from 'vitest';
import { moneyWords, plainAmount } from './amount.ts';

test('the point stands where the currency puts it', () => {
  expect(plainAmount('4900', 'EUR')).toBe('49.00');
  expect(plainAmount('5', 'EUR')).toBe('0.05');
  expect(plainAmount('4900', 'JPY')).toBe('4900');
  expect(plainAmount('4900', 'KWD')).toBe('4.900');
});

test('an amount past 2^53 keeps every digit', () => {
  expect(plainAmount('900719925474099301', 'EUR')).toBe('9007199254740993.01');
  expect(moneyWords('900719925474099301', 'EUR').replace(/[^0-9]/g, '')).toBe('900719925474099301');
});
