import { code as currencyOf } from 'currency-codes';

/** Digits after the point by the ISO 4217 list; null for a currency that is not on it. */
export function exponentOf(currency: string): number | null {
  const found = currencyOf(currency);
  return found === undefined || found === null ? null : found.digits;
}

export type Price = { ok: true; minor: string } | { ok: false; reason: string };

const MOST_DIGITS = 12;

/**
 * A price as a person writes it ("49", "49.90", "49,90", "1,299.00", "1.299,00", "฿1 290") in minor units. Digits that
 * the currency does not have are refused, never rounded.
 */
export function readPrice(text: string, currency: string): Price {
  const exponent = exponentOf(currency);
  if (exponent === null) return no(`${currency} is not a currency.`);
  const plain = text
    .normalize('NFKC')
    .replace(/[\p{Sc}\s\u00a0']/gu, '')
    .replace(/^[A-Z]{3}|[A-Z]{3}$/gi, '');
  if (!/^\d[\d.,]*$/.test(plain)) return no(`"${text.trim()}" is not a price. Write it like ${example(exponent)}.`);
  const point = pointOf(plain, exponent);
  if (point === null) return no(`"${text.trim()}" can be read in two ways. Write it like ${example(exponent)}.`);
  const whole = (point === -1 ? plain : plain.slice(0, point)).replace(/[.,]/g, '');
  const part = point === -1 ? '' : plain.slice(point + 1);
  if (part.length > exponent)
    return no(
      `${currency} has ${exponent === 0 ? 'no' : exponent} digits after the point; "${text.trim()}" has ${part.length}.`,
    );
  const minor = `${whole}${part.padEnd(exponent, '0')}`.replace(/^0+(?=\d)/, '');
  return minor.length > MOST_DIGITS ? no('That price is too high.') : { ok: true, minor };
}

/**
 * Where the decimal point stands: the last of two different signs, or a single one that cannot part thousands; -1 for
 * none, null where it might be either.
 */
function pointOf(plain: string, exponent: number): number | null {
  const last = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(','));
  if (last === -1) return -1;
  const sign = plain[last] ?? '';
  if (plain.includes(sign === '.' ? ',' : '.')) return last;
  if (plain.indexOf(sign) !== last) return -1;
  if (plain.length - last - 1 !== 3) return last;
  // Three digits behind one sign: '150.000' VND and '1,290' THB are thousands, '1.500' KWD has three decimals.
  if (sign === '.') return exponent === 0 ? -1 : exponent === 3 ? last : null;
  return exponent === 3 ? null : -1;
}

const example = (exponent: number): string =>
  exponent === 0 ? '4900' : `49.${'90'.padEnd(exponent, '0').slice(0, exponent)}`;
const no = (reason: string): Price => ({ ok: false, reason });
