import type { CodeEntry, ReadableProduct } from './context.ts';
import { codeKey, fold, unmask } from './fold.ts';
import { PHRASES } from './lexicon/all.ts';
import { KIND_OF } from './lexicon/goods.ts';
import { isDense, tokens } from './tokens.ts';

export interface TitleWord {
  entry: CodeEntry;
  /** What the thing is ("dress"), not how it looks ("summer"): one such word names the product. */
  head: boolean;
  /** How many words of the title mean something. */
  of: number;
}

const NO_NAME = new Set([
  'option',
  'number',
  'filler',
  'negation',
  'claim',
  'wish',
  'counter',
  'small',
  'code-mark',
  'asking',
  'cancel',
  'or',
]);

/** The words of the titles, and '@concept' of the things they name ('@bag' for 'Stofftasche') → the products. */
export function titleIndex(
  products: readonly ReadableProduct[],
  codes: ReadonlyMap<string, CodeEntry>,
): ReadonlyMap<string, readonly TitleWord[]> {
  const index = new Map<string, TitleWord[]>();
  for (const product of products) {
    const entry = codes.get(codeKey(product.code));
    if (entry === undefined || product.title === undefined) continue;
    const words = naming(product.title);
    words.forEach((word, at) => {
      const concepts = conceptsOf(word);
      const head = concepts.length > 0 || at === words.length - 1 || isDense(word);
      for (const name of [word, ...concepts.map((one) => `@${one}`)]) {
        const list = index.get(name) ?? [];
        if (!list.some((one) => one.entry === entry)) list.push({ entry, head, of: words.length });
        index.set(name, list);
      }
    });
  }
  return index;
}

function naming(title: string): string[] {
  return tokens(unmask(fold(title)))
    .filter((token) => token.kind === 'word' || token.kind === 'dense')
    .map((token) => token.text)
    .filter((word) => word.length >= (isDense(word) ? 2 : 3) && !/^\d+$/.test(word) && !saysElse(word));
}

/** Does a word of a title mean something else in a chat, so that it names no product? */
export function saysElse(word: string): boolean {
  const meanings = single(word);
  return meanings.some((one) => NO_NAME.has(one.kind)) && !meanings.some((one) => one.kind === 'goods');
}

const conceptsOf = (word: string): string[] => {
  const own = single(word);
  const found = own.length > 0 || !isDense(word) ? own : inside(word);
  return [...new Set(found.flatMap((one) => (one.kind === 'goods' ? [one.value, ...kindOf(one.value)] : [])))];
};

const kindOf = (concept: string): string[] => {
  const kind = KIND_OF[concept];
  return kind === undefined ? [] : [kind];
};

/** 'กระเป๋าผ้า' and 'コットントートバッグ' hold the name of the thing. */
function inside(word: string) {
  for (let length = word.length - 1; length >= 2; length -= 1)
    for (let at = 0; at + length <= word.length; at += 1) {
      const goods = single(word.slice(at, at + length)).filter((one) => one.kind === 'goods');
      if (goods.length > 0) return goods;
    }
  return [];
}

const single = (word: string) =>
  (PHRASES.byFirst.get(word) ?? []).find((phrase) => phrase.words.length === 1)?.meanings ?? [];
