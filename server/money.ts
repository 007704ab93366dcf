import codes from 'currency-codes';

/** Money is a whole number of minor units with its ISO 4217 currency. Pure; shared with the dashboard. */
const SIGNS: Record<string, string> = {
  EUR: '€',
  USD: '$',
  GBP: '£',
  THB: '฿',
  VND: '₫',
  PHP: '₱',
  JPY: '¥',
  KRW: '₩',
  INR: '₹',
  BRL: 'R$',
  MYR: 'RM',
  SGD: 'S$',
  TWD: 'NT$',
  HKD: 'HK$',
  AUD: 'A$',
  CAD: 'C$',
  MXN: 'MX$',
  IDR: 'Rp',
};

/** Digits after the point; from the currency list, since Intl rounds some currencies for display. */
export function exponentOf(currency: string): number {
  return codes.code(currency)?.digits ?? 2;
}

/** '49.00' of '4900' EUR, '390' of '390' JPY; with thousands parted by commas. */
export function decimalOf(amountMinor: string | bigint, currency: string): string {
  const exponent = exponentOf(currency);
  const value = BigInt(amountMinor);
  const digits = (value < 0n ? -value : value).toString().padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent).replace(/\B(?=(\d{3})+$)/g, ',');
  const rest = digits.slice(digits.length - exponent);
  return `${value < 0n ? '-' : ''}${whole}${exponent > 0 ? `.${rest}` : ''}`;
}

/** As it is said in a chat: '€49.00', or '49.000 KWD' where no sign is known to everybody. */
export function sayMoney(amountMinor: string | bigint, currency: string): string {
  const decimal = decimalOf(amountMinor, currency);
  const sign = SIGNS[currency];
  return sign === undefined ? `${decimal} ${currency}` : `${sign}${decimal}`;
}

/** Exact; throws when currencies are mixed, which is a fault of ours. */
export function sumMinor(
  amounts: readonly { amountMinor: string; currency: string }[],
): { amountMinor: string; currency: string } | null {
  const first = amounts[0];
  if (first === undefined) return null;
  if (amounts.some((one) => one.currency !== first.currency)) throw new Error('sums of two currencies are never added');
  return {
    amountMinor: amounts.reduce((sum, one) => sum + BigInt(one.amountMinor), 0n).toString(),
    currency: first.currency,
  };
}
