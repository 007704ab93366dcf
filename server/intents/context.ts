import { bare, codeKey, fold, mistakable, unmask } from './fold.ts';
import { PHRASES } from './lexicon/all.ts';
import { denseWords, tokens } from './tokens.ts';
import type { DenseWords } from './tokens.ts';

/**
 * What people decided in this show about doubtful words: the folded word (a reading's `doubted`) → the code of the
 * product it means. Never changed in place: a new decision is a new object.
 */
export type Aliases = Readonly<Record<string, string>>;

/** A product as far as reading needs it. options: axis → the seller's own words, in the seller's order. */
export interface ReadableProduct {
  code: string;
  options: Readonly<Record<string, readonly string[]>>;
}

export interface CodeEntry {
  code: string;
  key: string;
  /** folded word or concept → which axis and the seller's own spelling. */
  values: ReadonlyMap<string, { axis: string; value: string }>;
  axes: readonly string[];
}

/** A catalog made ready for reading; made once per change of the catalog. */
export interface ReadingContext {
  codes: ReadonlyMap<string, CodeEntry>;
  /** keys as people mistake them → codes. */
  near: ReadonlyMap<string, readonly string[]>;
  /** The first word of an option value → the whole values as tokens, longest first. */
  optionWords: ReadonlyMap<string, readonly string[][]>;
  dense: DenseWords;
}

export function readingContext(products: readonly ReadableProduct[]): ReadingContext {
  const codes = new Map<string, CodeEntry>();
  const near = new Map<string, string[]>();
  const optionWords = new Map<string, string[][]>();
  const dense = new Set<string>();
  for (const product of products) {
    const entry = codeEntry(product);
    codes.set(entry.key, entry);
    near.set(mistakable(entry.key), [...(near.get(mistakable(entry.key)) ?? []), entry.code]);
    for (const word of entry.values.keys()) {
      const words = tokens(word);
      const first = words[0];
      if (first === undefined) continue;
      for (const one of words) if (one.kind === 'dense') dense.add(one.text);
      optionWords.set(
        first.text,
        [...(optionWords.get(first.text) ?? []), words.map((t) => t.text)].sort((a, b) => b.length - a.length),
      );
    }
  }
  return { codes, near, optionWords, dense: denseWords(dense) };
}

function codeEntry(product: ReadableProduct): CodeEntry {
  const values = new Map<string, { axis: string; value: string }>();
  for (const [axis, list] of Object.entries(product.options)) {
    for (const value of list) {
      const word = unmask(fold(value));
      for (const name of [word, bare(word), ...conceptsOf(word)])
        if (!values.has(name)) values.set(name, { axis, value });
    }
  }
  return { code: product.code, key: codeKey(product.code), values, axes: Object.keys(product.options) };
}

const OPTIONAL = new Set(['option', 'look']);

/** 'Rouge' is the concept 'red', so that a viewer who writes 'แดง' finds it. */
function conceptsOf(word: string): string[] {
  const words = tokens(word).map((token) => token.text);
  const phrase = PHRASES.byFirst
    .get(words[0] ?? '')
    ?.find((one) => one.words.length === words.length && one.words.every((w, i) => w === words[i]));
  return [
    ...new Set((phrase?.meanings ?? []).filter((m) => OPTIONAL.has(m.kind) && !m.accentless).map((m) => m.value)),
  ];
}
