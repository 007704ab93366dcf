import type { ReadingContext } from '../intents/context.ts';
import { fold } from '../intents/fold.ts';
import { readOnce } from '../intents/read-once.ts';
import { variantsLike } from '../rules/catalog.ts';
import type { Sellable, SellableVariant } from '../rules/catalog.ts';

/** A claim that named no product, as it stands. */
export interface BareClaim {
  id: string;
  seq: number;
  platform: string | null;
  handle: string;
  /** Of the variant it has now. */
  options: Record<string, string>;
  /** Those of them that its author named. */
  named: Record<string, string>;
  quantity: number;
  rank: number | null;
  spokenAtMs: number;
  /** null: the words are kept no longer. */
  text: string | null;
}

export interface Fitting {
  claim: BareClaim;
  variant: SellableVariant;
}
export interface Unfitting {
  claim: BareClaim;
  why: string;
}

/**
 * Which variant of the other product each claim would have had, if it had been said for that: by its words where they are
 * still there, else by the options it has. What the other product does not have, or what was never said, is a person's.
 */
export function planMove(
  claims: readonly BareClaim[],
  to: Sellable,
  context: ReadingContext,
): { fits: Fitting[]; unfit: Unfitting[] } {
  const fits: Fitting[] = [];
  const unfit: Unfitting[] = [];
  for (const claim of claims) {
    const found = byWords(claim, to, context) ?? byOptions(claim, to);
    if (typeof found === 'string') unfit.push({ claim, why: found });
    else fits.push({ claim, variant: found });
  }
  return { fits, unfit };
}

/** null: the words say nothing about it by themselves. */
function byWords(claim: BareClaim, to: Sellable, context: ReadingContext): SellableVariant | string | null {
  if (claim.text === null || claim.text === '') return null;
  const reading = readOnce(claim.text, context, to.key);
  const [line, second] = reading.lines;
  if (line === undefined || second !== undefined || line.code !== null) return null;
  const isOption = Object.keys(line.variant).length > 0;
  if (!reading.completes && (reading.intent !== 'claim' || reading.needsLook))
    return reading.reason === 'unknown-option' ? lacking(claim, to) : null;
  // "mine 2": two of the one, size 2 of the other.
  if (isOption && line.quantity !== null && line.quantity !== claim.quantity && claim.quantity !== 1)
    return `“${Object.values(line.variant).join(' ')}” may be an option of ${to.code} or a number`;
  // A lone "M" is no size where there are none, and reads as nothing; here it was one.
  if (Object.keys(line.variant).length < Object.keys(claim.named).length) return lacking(claim, to);
  return oneOf(variantsLike(to, line.variant), to);
}

function byOptions(claim: BareClaim, to: Sellable): SellableVariant | string {
  const named: Record<string, string> = {};
  for (const value of Object.values(claim.named)) {
    const found = sameOption(value, to);
    if (found === null) return `${to.code} has no “${value}”`;
    named[found.axis] = found.value;
  }
  return oneOf(variantsLike(to, named), to);
}

const sameOption = (said: string, to: Sellable): { axis: string; value: string } | null => {
  for (const [axis, values] of Object.entries(to.options)) {
    const value = values.find((one) => fold(one) === fold(said));
    if (value !== undefined) return { axis, value };
  }
  return null;
};

function lacking(claim: BareClaim, to: Sellable): string {
  const missing = Object.values(claim.named).find((value) => sameOption(value, to) === null);
  return missing === undefined ? `${to.code} has no such option` : `${to.code} has no “${missing}”`;
}

function oneOf(variants: readonly SellableVariant[], to: Sellable): SellableVariant | string {
  const [first, second] = variants;
  if (first === undefined) return `${to.code} has no such variant`;
  return second === undefined ? first : `it does not say which ${to.code}`;
}
