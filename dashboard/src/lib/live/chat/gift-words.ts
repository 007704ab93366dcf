import { count, plural } from '#lib/shared/format.ts';
import { moneyWords } from '#lib/shared/amount.ts';
import type { FeedMessage } from '../feed/entry.ts';

interface GiftBody {
  name?: string;
  count?: number;
  value?: { amountMinor: string; currency: string } | { coins: number } | null;
}

/** "Rose ×12 · 12 coins", with what was written along. */
export function giftWords(message: FeedMessage): string {
  const gift = (message.body?.['gift'] ?? message.body ?? {}) as GiftBody;
  const parts = [`${gift.name ?? 'gift'}${(gift.count ?? 1) > 1 ? ` ×${count(gift.count ?? 1)}` : ''}`];
  if (gift.value && 'coins' in gift.value) parts.push(plural(gift.value.coins, 'coin'));
  else if (gift.value) parts.push(moneyWords(gift.value.amountMinor, gift.value.currency));
  if (message.text) parts.push(message.text);
  return parts.join(' · ');
}
