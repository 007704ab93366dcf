import { describe, expect, it } from 'vitest';
import { decimalOf, exponentOf, sayMoney, sumMinor } from './money.ts';

describe('money', () => {
  it.each([
    ['4900', 'EUR', '€49.00'],
    ['5', 'USD', '$0.05'],
    ['390', 'JPY', '¥390'],
    ['1234567', 'KWD', '1,234.567 KWD'],
    ['9007199254740993123', 'EUR', '€90,071,992,547,409,931.23'],
    ['-150', 'EUR', '€-1.50'],
  ])('%s %s is said %s', (minor, currency, said) => expect(sayMoney(minor, currency)).toBe(said));
  it('knows exponents 0, 2 and 3', () => expect(['JPY', 'EUR', 'KWD'].map(exponentOf)).toEqual([0, 2, 3]));
  it('never adds two currencies', () => {
    expect(() =>
      sumMinor([
        { amountMinor: '1', currency: 'EUR' },
        { amountMinor: '1', currency: 'USD' },
      ]),
    ).toThrow();
    expect(
      sumMinor([
        { amountMinor: '1', currency: 'EUR' },
        { amountMinor: '2', currency: 'EUR' },
      ])?.amountMinor,
    ).toBe('3');
    expect(decimalOf('0', 'EUR')).toBe('0.00');
  });
});
