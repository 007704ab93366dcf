import { bare, codeKey, fold, mistakable, unmask } from './fold.ts';
import { PHRASES } from './lexicon/all.ts';
import { SHADES, VAGUE } from './lexicon/shades.ts';
import { deletions } from './near.ts';
import { claimPhrases } from './phrases.ts';
import type { Phrase, Phrases } from './phrases.ts';
import { titleIndex } from './titles.ts';
import type { TitleWord } from './titles.ts';
import { denseWords, isDense, tokens } from './tokens.ts';
import type { DenseWords } from './tokens.ts';

/**
 * What people decided in this show about doubtful words: the folded word (a reading's `doubted`) → the code of the
 * product it means. Never changed in place: a new decision is a new object.
 */
export type Aliases = Readonly<Record<string, string>>;

/** A product as far as reading needs it. options: axis → the seller's own words, in the seller's order. */
export interface ReadableProduct {
  code: string;
  title?: string;
  options: Readonly<Record<string, readonly string[]>>;
}

export interface OptionValue {
  axis: string;
  value: string;
}

export interface CodeEntry {
  code: string;
  key: string;
  /** folded word or concept → which axis and the seller's own spelling. */
  values: ReadonlyMap<string, OptionValue>;
  /** A part of a value, or a colour it is a shade of → every value it could mean. */
  parts: ReadonlyMap<string, readonly OptionValue[]>;
  axes: readonly string[];
}

/** A catalog made ready for reading; made once per change of the catalog. Reading costs the same however large it is. */
export interface ReadingContext {
  codes: ReadonlyMap<string, CodeEntry>;
  /** keys as people mistake them → codes. */
  near: ReadonlyMap<string, readonly CodeEntry[]>;
  /** Keys with one character left out → codes: finds what is one slip away. */
  slips: ReadonlyMap<string, readonly CodeEntry[]>;
  /** Numbers that are sizes of some product. */
  sizes: ReadonlySet<string>;
  /** The digits of a code with letters → codes: who writes '12' may mean A12. */
  digits: ReadonlyMap<string, readonly CodeEntry[]>;
  /** Whether any code is digits alone. */
  numbered: boolean;
  /** What a code written in several parts may begin with. */
  starts: ReadonlySet<string>;
  /** The first word of an option value → the whole values as tokens, longest first. */
  optionWords: ReadonlyMap<string, readonly string[][]>;
  titles: ReadonlyMap<string, readonly TitleWord[]>;
  /** The show's own claim words; null without any. */
  claims: Phrases | null;
  dense: DenseWords;
  longestCode: number;
}

/**
 * @param claimWords what this show's viewers write to take something, beside the words of the lexicons
 */
export function readingContext(
  products: readonly ReadableProduct[],
  claimWords: readonly string[] = [],
): ReadingContext {
  const codes = new Map<string, CodeEntry>();
  const near = new Map<string, CodeEntry[]>();
  const slips = new Map<string, CodeEntry[]>();
  const digits = new Map<string, CodeEntry[]>();
  const starts = new Set<string>();
  const optionWords = new Map<string, string[][]>();
  const sizes = new Set<string>();
  const dense = new Set<string>();
  for (const product of products) {
    const entry = codeEntry(product);
    codes.set(entry.key, entry);
    push(near, mistakable(entry.key), entry);
    for (const one of deletions(entry.key)) push(slips, one, entry);
    if (!/^\d+$/.test(entry.key)) push(digits, entry.key.replace(/\D+/g, ''), entry);
    for (const start of startsOf(product.code)) starts.add(start);
    for (const word of entry.values.keys()) addOptionWord(word, optionWords, dense);
    for (const word of [...entry.values.keys(), ...entry.parts.keys()]) if (/^\d+$/.test(word)) sizes.add(word);
  }
  const titles = titleIndex(products, codes);
  for (const word of titles.keys()) if (isDense(word)) dense.add(word);
  const claims = claimWords.length === 0 ? null : claimPhrases(claimWords);
  for (const word of claims?.words ?? []) if (isDense(word)) dense.add(word);
  return {
    codes,
    near,
    slips,
    sizes,
    digits,
    numbered: [...codes.keys()].some((key) => /^\d+$/.test(key)),
    starts,
    optionWords,
    titles,
    claims,
    dense: denseWords(dense, PHRASES.dense),
    longestCode: Math.max(0, ...[...codes.keys()].map((key) => key.length)),
  };
}

function push<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else if (!list.includes(value)) list.push(value);
}

function addOptionWord(word: string, optionWords: Map<string, string[][]>, dense: Set<string>): void {
  const words = tokens(word).map((token) => token.text);
  const [first] = words;
  if (first === undefined) return;
  for (const one of words) if (isDense(one)) dense.add(one);
  const list = optionWords.get(first) ?? [];
  if (list.some((one) => one.join(' ') === words.join(' '))) return;
  list.push(words);
  list.sort((a, b) => b.length - a.length);
  optionWords.set(first, list);
}

/** 'k' of 'K-7', 'a' of 'A12', 'ab' and 'ab12' of 'AB-12-C': where people put a space or a dash. */
function startsOf(code: string): string[] {
  const pieces = unmask(fold(code))
    .split(/[\s\-_.·#/]+|(?<=\d)(?=\D)|(?<=\D)(?=\d)/)
    .filter((piece) => piece !== '');
  return pieces.slice(0, -1).map((_, at) => pieces.slice(0, at + 1).join(''));
}

function codeEntry(product: ReadableProduct): CodeEntry {
  const values = new Map<string, OptionValue>();
  const parts = new Map<string, OptionValue[]>();
  for (const [axis, list] of Object.entries(product.options)) {
    for (const value of list) {
      const word = unmask(fold(value));
      const one = { axis, value };
      const concepts = conceptsOf(word);
      for (const name of [word, word.replace(/[\s-]+/g, ''), bare(word), ...concepts])
        if (name !== '' && !values.has(name)) values.set(name, one);
      for (const name of [...partsOf(word), ...concepts.flatMap(shadesOf)]) push(parts, name, one);
    }
  }
  return { code: product.code, key: codeKey(product.code), values, parts, axes: Object.keys(product.options) };
}

/** What else finds a colour: what it is a shade of, and the words that leave open which of several is meant. */
const shadesOf = (concept: string): string[] => {
  const of = SHADES[concept];
  const vague = Object.keys(VAGUE).filter((one) => VAGUE[one]?.includes(concept));
  return [...(of === undefined ? [] : [of]), ...vague, ...(VAGUE[concept] ?? [])];
};

/** 'eu 38' is found by '38', 'navy blue' by 'navy' and by 'blue', 'ヒーザーグレー' by nothing less. */
function partsOf(word: string): string[] {
  const words = tokens(word)
    .filter((token) => token.kind !== 'symbol')
    .map((token) => token.text);
  return words.length < 2 ? [] : [...new Set(words.flatMap((one) => [one, bare(one), ...conceptsOf(one)]))];
}

const OPTIONAL = new Set(['option', 'look']);

/** 'Rouge' is the concept 'red', so that a viewer who writes 'แดง' finds it. */
function conceptsOf(word: string): string[] {
  const meanings = phraseOf(word)?.meanings ?? [];
  const exact = meanings.filter((m) => OPTIONAL.has(m.kind) && !m.accentless);
  const loose = exact.length > 0 ? exact : meanings.filter((m) => OPTIONAL.has(m.kind));
  return [...new Set(loose.map((m) => m.value))];
}

function phraseOf(word: string): Phrase | undefined {
  const words = tokens(word).map((token) => token.text);
  return PHRASES.byFirst
    .get(words[0] ?? '')
    ?.find((one) => one.words.length === words.length && one.words.every((w, i) => w === words[i]));
}
