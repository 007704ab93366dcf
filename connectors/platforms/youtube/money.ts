import { code as currencyByCode } from 'currency-codes';
import type { Money } from './payloads.ts';

const MICROS_DIGITS = 6;

/** Millionths of a unit → minor units of the ISO 4217 currency; null for a currency nobody lists. */
export function moneyOf({ amountMicros, currency }: Money): { amountMinor: string; currency: string } | null {
  const digits = currency ? currencyByCode(currency)?.digits : undefined;
  if (!currency || digits === undefined || !/^\d+$/.test(amountMicros ?? '')) return null;
  const perMinor = 10n ** BigInt(MICROS_DIGITS - digits);
  const rounded = (BigInt(amountMicros ?? 0) + perMinor / 2n) / perMinor;
  return { amountMinor: rounded.toString(), currency: currency.toUpperCase() };
}
