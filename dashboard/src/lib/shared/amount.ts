import { exponentOf } from '../../../../server/money.ts';

/** "49.00" from "4900": text to text, so that no amount ever passes through a float. */
export function plainAmount(amountMinor: string, currency: string): string {
  const digits = exponentOf(currency);
  const negative = amountMinor.startsWith('-');
  const padded = (negative ? amountMinor.slice(1) : amountMinor).padStart(digits + 1, '0');
  const cut = padded.length - digits;
  const whole = padded.slice(0, cut);
  return `${negative ? '-' : ''}${whole}${digits > 0 ? `.${padded.slice(cut)}` : ''}`;
}

/** "€49.00" as the reader's language writes it. */
export function moneyWords(amountMinor: string, currency: string): string {
  const digits = exponentOf(currency);
  const format = new Intl.NumberFormat(undefined, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  // Intl takes decimal text of any length since ES2023; the type does not know it yet.
  return format.format(plainAmount(amountMinor, currency) as `${number}`);
}
