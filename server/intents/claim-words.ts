import { readingContext } from './context.ts';
import type { ReadingContext } from './context.ts';
import { SAYS } from './codes.ts';
import { bare, codeKey, fold, unmask } from './fold.ts';
import { PHRASES } from './lexicon/all.ts';
import { claimPhrases } from './phrases.ts';
import type { MeaningKind, Phrase } from './phrases.ts';
import { readIntent } from './read.ts';
import { denseWords, isDense, tokens } from './tokens.ts';

export const MOST_CLAIM_WORDS = 20;
export const LONGEST_CLAIM_WORD = 30;

/** The words as they are kept: trimmed, with single spaces. */
export const tidyClaimWords = (words: readonly string[]): string[] =>
  words.map((word) => word.trim().replace(/\s+/g, ' '));

/**
 * Why these cannot be the claim words of a show, as a sentence; null: they can. A word that viewers write for another
 * reason would sell what nobody asked for.
 */
export function claimWordFault(words: readonly string[], codes: readonly string[]): string | null {
  if (words.length > MOST_CLAIM_WORDS) return `A show has ${String(MOST_CLAIM_WORDS)} claim words at most.`;
  const keys = new Map(codes.map((code) => [codeKey(code), code]));
  const seen = new Map<string, string>();
  for (const word of words) {
    const fault = oneFault(word, keys);
    if (fault !== null) return fault;
    const key = spelt(word).join(' ');
    const before = seen.get(key);
    if (before !== undefined)
      return before === word ? `“${word}” is there twice.` : `“${word}” is read as the same as “${before}”.`;
    seen.set(key, word);
  }
  return null;
}

/** A catalog's context with a show's own claim words; the same as `readingContext(products, words)`, made from its result. */
export function withClaimWords(context: ReadingContext, words: readonly string[]): ReadingContext {
  if (words.length === 0) return context;
  const claims = claimPhrases(words);
  return { ...context, claims, dense: denseWords([...claims.words].filter(isDense), context.dense) };
}

function oneFault(word: string, codes: ReadonlyMap<string, string>): string | null {
  const length = [...word].length;
  if (length === 0 || length > LONGEST_CLAIM_WORD)
    return `A claim word has 1 to ${String(LONGEST_CLAIM_WORD)} characters.`;
  const parts = spelt(word);
  if (parts.length === 0) return `“${word}” has nothing that can be read.`;
  if (parts.every((part) => /^\p{N}+$/u.test(part)))
    return `“${word}” is only a number: viewers write numbers for amounts and sizes.`;
  const whole = codes.get(codeKey(word));
  if (whole !== undefined)
    return `“${word}” is the code ${whole} of the catalog: a comment with it could not name that product.`;
  const code = parts.map((part) => codes.get(part)).find((one) => one !== undefined);
  if (code !== undefined)
    return `“${word}” has the code ${code} of the catalog in it: a comment with it could not name that product.`;
  const no = parts.some((_, at) =>
    parts.slice(at).some((__, to) => meansOneOf(parts.slice(at, at + to + 1), TAKING_BACK)),
  );
  if (no) return `“${word}” says no or cancels: viewers who write it want nothing.`;
  const meanings = phraseOf(parts)?.meanings ?? [];
  // What claims in some language already may mean other things in others, or do something to its neighbours.
  const claims = meanings.some((meaning) => meaning.kind === 'claim');
  const says = claims ? undefined : meanings.map((meaning) => OTHERWISE[meaning.kind]).find((one) => one !== undefined);
  if (says !== undefined) return `“${word}” is an ordinary word that viewers use to ${says}.`;
  const alone = readIntent(word, readingContext([PROBE], [word]), PROBE.code);
  if (alone.intent !== 'claim' || alone.needsLook)
    return `“${word}” cannot be told from other comments: choose a plainer word.`;
  return null;
}

/** No catalog has it: what is asked is how the word reads while something is showing. */
const PROBE = { code: 'qzxqzx9', options: {} };

const TAKING_BACK: ReadonlySet<MeaningKind> = new Set(['cancel', 'negation']);
const OTHERWISE: Readonly<Partial<Record<MeaningKind, string>>> = {
  ...(({ claim: _claim, wish: _wish, ...others }) => others)(SAYS),
  filler: 'say any sentence',
  small: 'say any sentence',
  asking: 'ask a question',
  option: 'name a colour or a size',
  look: 'say what something looks like',
  'code-mark': 'name a code',
};

/** The tokens as the reader sees them. */
const spelt = (word: string): string[] => tokens(unmask(fold(word))).map((token) => token.text);

const meansOneOf = (parts: readonly string[], kinds: ReadonlySet<MeaningKind>): boolean =>
  phraseOf(parts)?.meanings.some((meaning) => kinds.has(meaning.kind)) === true;

function phraseOf(parts: readonly string[]): Phrase | undefined {
  const all = (list: readonly string[]) =>
    PHRASES.byFirst
      .get(list[0] ?? '')
      ?.find((phrase) => phrase.words.length === list.length && phrase.words.every((one, at) => one === list[at]));
  return all(parts) ?? all(parts.map(bare));
}
