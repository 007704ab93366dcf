import type { FeedClaim } from './feed/entry.ts';

export type Tone = 'ok' | 'warn' | 'bad' | 'accent' | 'plain';

/** "red / M", in the seller's order of options; empty for a product without options. */
export const variantWords = (options: Record<string, string>): string => Object.values(options).join(' / ');

/** Codes whose own words would puzzle. */
const plain: Record<string, string> = { 'absurd-quantity': 'more than can be meant' };

/** Codes of reasons read as words; what is a sentence already stays one. */
export const reasonWords = (reason: string | null): string =>
  plain[reason ?? ''] ?? (reason ?? '').replaceAll('-', ' ');

/** What became of a claim, in two or three words and a tone. The words carry it, the colour repeats it. */
export function claimState(claim: Pick<FeedClaim, 'state' | 'held' | 'quantity' | 'rank' | 'reason'>): {
  words: string;
  tone: Tone;
} {
  const because = claim.reason ? `: ${reasonWords(claim.reason)}` : '';
  switch (claim.state) {
    case 'pending':
      return claim.held ? { words: 'held', tone: 'warn' } : { words: 'settling', tone: 'plain' };
    case 'reserved':
      return { words: `reserved ${claim.quantity}`, tone: 'ok' };
    case 'offered':
      return { words: `offered ${claim.quantity}`, tone: 'accent' };
    case 'paying':
      return { words: 'paying', tone: 'ok' };
    case 'sold':
      return { words: `sold ${claim.quantity}`, tone: 'ok' };
    case 'waitlisted':
      return { words: 'waitlist', tone: 'warn' };
    case 'refused':
      return { words: `refused${because}`, tone: 'bad' };
    case 'interest':
      return { words: 'interest', tone: 'accent' };
    case 'cancelled':
      return { words: 'cancelled', tone: 'plain' };
    case 'expired':
      return { words: 'expired', tone: 'plain' };
    default:
      return { words: reasonWords(claim.state), tone: 'plain' };
  }
}

/** "A12 red / M ×2" */
export function claimGoods(claim: Pick<FeedClaim, 'code' | 'variant' | 'quantity'>): string {
  const variant = variantWords(claim.variant);
  return `${claim.code}${variant ? ` ${variant}` : ''}${claim.quantity > 1 ? ` ×${claim.quantity}` : ''}`;
}
