import { moneyWords } from '#lib/shared/amount.ts';
import { count } from '#lib/shared/format.ts';
import type { RecapSums, Sum } from '../../../../server/api/schemas/recap.ts';

export type Group = keyof RecapSums;

/** The groups in the order in which a merchant reads them. */
export const groups: { id: Group; name: string }[] = [
  { id: 'claimed', name: 'Claimed' },
  { id: 'reserved', name: 'Reserved' },
  { id: 'waitlisted', name: 'Waitlisted' },
  { id: 'refused', name: 'Refused' },
  { id: 'interest', name: 'Interest' },
  { id: 'cancelled', name: 'Cancelled' },
  { id: 'pending', name: 'Pending' },
  { id: 'lost', name: 'Lost demand' },
];

/** Interest is a word of shops that a platform runs itself: without any it is left out. */
export const groupsOf = (...sums: RecapSums[]): typeof groups =>
  groups.filter((group) => group.id !== 'interest' || sums.some((sum) => sum.interest.claims > 0));

/** "€49.00", one amount a currency: sums of different currencies are never added. */
export const valueWords = (sum: Sum): string =>
  sum.value.map((money) => moneyWords(money.amountMinor, money.currency)).join(' + ');

/** "31 units · €1,519.00" */
export const underWords = (sum: Sum): string =>
  [`${count(sum.units)} ${sum.units === 1 ? 'unit' : 'units'}`, valueWords(sum)].filter(Boolean).join(' · ');
