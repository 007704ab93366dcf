import { code } from 'currency-codes';

/** Digits behind the point by the currency's own list (ISO 4217), not by what a browser thinks. */
const digitsOf = (currency: string): number => code(currency)?.digits ?? 2;

/** "49.00" from "4900": text to text, so that no amount ever passes through a float. */
export function plainAmount(amountMinor: string, currency: string): string {
  const digits = digitsOf(currency);
  const negative = amountMinor.startsWith('-');
  const padded = (negative ? amountMinor.slice(1) : amountMinor).padStart(digits + 1, '0');
  const cut = padded.length - digits;
  const whole = padded.slice(0, cut);
  return `${negative ? '-' : ''}${whole}${digits > 0 ? `.${padded.slice(cut)}` : ''}`;
}

/** "€49.00" as the reader's language writes it. */
export function moneyWords(amountMinor: string, currency: string): string {
  const digits = digitsOf(currency);
  const format = new Intl.NumberFormat(undefined, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  // Intl takes decimal text of any length since ES2023; the type does not know it yet.
  return format.format(plainAmount(amountMinor, currency) as `${number}`);
}
