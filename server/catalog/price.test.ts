import { expect, test } from 'vitest';
import { readPrice } from './price.ts';

test.each([
  ['49', 'EUR', '4900'],
  ['49.90', 'EUR', '4990'],
  ['49,9', 'EUR', '4990'],
  ['€ 1.299,00', 'EUR', '129900'],
  ['1,299.00 USD', 'USD', '129900'],
  ['฿1,290', 'THB', '129000'],
  ['150.000', 'VND', '150000'],
  ['1.234.567', 'IDR', '123456700'],
  ['４９．５０', 'EUR', '4950'],
  ['1.500', 'KWD', '1500'],
  ['0', 'EUR', '0'],
  ['1 299', 'JPY', '1299'],
])('%s in %s is %s minor units', (text, currency, minor) => {
  expect(readPrice(text, currency)).toEqual({ ok: true, minor });
});

test.each([
  ['', 'EUR'],
  ['-5', 'EUR'],
  ['free', 'EUR'],
  ['1.999', 'EUR'],
  ['1.9999', 'EUR'],
  ['5.50', 'JPY'],
  ['1e3', 'EUR'],
  ['99999999999999', 'EUR'],
  ['5', 'XQQ'],
])('%s in %s is refused and never rounded', (text, currency) => {
  expect(readPrice(text, currency).ok).toBe(false);
});
