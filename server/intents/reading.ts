import type { Topic } from './lexicon/lexicon.ts';

export type Intent = 'claim' | 'cancel' | 'question' | 'complaint' | 'praise' | 'spam' | 'none';

/** code null: the product now showing. quantity null: not said (a cancel of all of it). */
export interface ReadLine {
  code: string | null;
  variant: Record<string, string>;
  quantity: number | null;
  /** It named no product: the code is of what its author saw. Set by rules/hear.ts. */
  bare?: true;
}

/** What a comment wants and why we think so. Nothing is sold on a reading that `needsLook`. */
export interface Reading {
  intent: Intent;
  topic: Topic | 'other' | 'choice' | null;
  language: string | null;
  confidence: number;
  needsLook: boolean;
  lines: ReadLine[];
  /** Words read and what they were read as, for a person; no other text of the comment. */
  explanation: string;
  /** Why a person must look; a word of `REASONS`. */
  reason: Reason | null;
  /** Says nothing but options or a quantity: completes an open "which one?" and is nothing otherwise. */
  completes: boolean;
  /** Of one that needs a look: at most two readings a person chooses between, the likelier first, each as its lines. */
  choices: readonly (readonly ReadLine[])[];
  /** The folded word the doubt is about, where it is one word: a person's choice for it is remembered for the show. */
  doubted: string | null;
}

export const REASONS = {
  'unknown-code': 'no product has this code',
  'near-miss': 'the code is almost one of ours',
  'other-product': 'words of another product',
  'two-products': 'one product in the place of another',
  'unknown-option': 'this product has no such option',
  'two-options': 'two different options for one product',
  'two-quantities': 'two different quantities',
  'absurd-quantity': 'more than can be meant',
  'odd-number': 'a price, a time or a part of a number',
  'ambiguous-number': 'the number may be a code or a quantity',
  'code-or-size': 'the word may be a code or an option',
  'nothing-showing': 'no code, and no product is showing',
  switched: 'the product was being changed as it was written',
  'claim-or-question': 'a claim and a question at once',
  choice: 'two products named with “or”',
  negated: 'a “not” beside the code',
  hedged: 'a “maybe” or an “if” beside it',
  unclear: 'other words around it',
  'part-cancel': 'cancels a part only',
} as const;
export type Reason = keyof typeof REASONS;
