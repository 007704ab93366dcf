import type { ReadableProduct } from './context.ts';
import { codeKey, mistakable } from './fold.ts';
import { PHRASES } from './lexicon/all.ts';
import { deletions, slips } from './near.ts';

/** Two codes, or a code and a word, that viewers or readers will take for each other; what happens then, for the seller. */
export interface Collision {
  codes: readonly string[];
  sentence: string;
}

/** A bare number up to this may be an amount. */
const LIKELY_AMOUNT = 10;
/** Pairs told one by one; the rest are counted. */
const TOLD = 5;

/** What of a catalog will be misread or asked about in a show. Pure; `claimWords`: the show's own. */
export function collisions(products: readonly ReadableProduct[], claimWords: readonly string[] = []): Collision[] {
  const own = new Set(claimWords.map(codeKey));
  const values = valuesOf(products);
  return [
    ...products.flatMap((product) => [
      ...wordCollision(product.code, own),
      ...valueCollision(product.code, values),
      ...amountCollision(product.code),
    ]),
    ...pairs(products.map((product) => product.code)),
  ];
}

/** What viewers use words of a kind for, where a code or a claim word would be taken for one. */
export const SAYS: Readonly<Record<string, string>> = {
  claim: 'take something',
  wish: 'ask for something',
  cancel: 'cancel',
  negation: 'say no',
  complaint: 'complain',
  topic: 'ask a question',
  number: 'say a number',
  counter: 'count pieces',
  or: 'say “or”',
  hedge: 'hesitate',
};

function wordCollision(code: string, own: ReadonlySet<string>): Collision[] {
  const key = codeKey(code);
  if (own.has(key))
    return [
      { codes: [code], sentence: `${code} is a claim word of the show too: a comment with it names no product.` },
    ];
  const meanings = (PHRASES.byFirst.get(key) ?? []).find((phrase) => phrase.words.length === 1)?.meanings ?? [];
  const said = meanings.map((meaning) => SAYS[meaning.kind]).find((one) => one !== undefined);
  if (said === undefined) return [];
  return [{ codes: [code], sentence: `${code} is a word that viewers use to ${said}: it is read as that word.` }];
}

function valuesOf(products: readonly ReadableProduct[]): ReadonlyMap<string, { code: string; axis: string }> {
  const found = new Map<string, { code: string; axis: string }>();
  for (const { code, options } of products)
    for (const [axis, list] of Object.entries(options))
      for (const value of list) {
        const key = codeKey(value);
        if (!found.has(key)) found.set(key, { code, axis });
      }
  return found;
}

function valueCollision(code: string, values: ReadonlyMap<string, { code: string; axis: string }>): Collision[] {
  const value = values.get(codeKey(code));
  if (value === undefined) return [];
  return [
    {
      codes: [code, value.code],
      sentence: `${code} is a code and a ${value.axis} of ${value.code}: “mine ${code}” needs a look while ${value.code} shows.`,
    },
  ];
}

function amountCollision(code: string): Collision[] {
  const key = codeKey(code);
  if (!/^[1-9]\d*$/.test(key) || Number(key) > LIKELY_AMOUNT) return [];
  return [
    {
      codes: [code],
      sentence: `${code} may be a code or an amount: “mine ${code}” needs a look while another product shows.`,
    },
  ];
}

/** Codes that are taken for each other by eye are told each; those with one character changed are mostly counted. */
function pairs(codes: readonly string[]): Collision[] {
  const near = nearPairs(codes);
  const alike = near.filter(
    ([a, b]) => mistakable(codeKey(a)) === mistakable(codeKey(b)) || isSwapped(codeKey(a), codeKey(b)),
  );
  const rest = near.filter((pair) => !alike.includes(pair));
  const told = alike.map(([a, b]) => ({
    codes: [a, b],
    sentence: `${a} and ${b} look alike: a viewer who slips names the other one.`,
  }));
  if (rest.length <= TOLD)
    return [
      ...told,
      ...rest.map(([a, b]) => ({
        codes: [a, b],
        sentence: `${a} and ${b} differ in one character: a slip names the other one.`,
      })),
    ];
  const [first] = rest;
  const such = first === undefined ? '' : `, such as ${first[0]} and ${first[1]}`;
  return [
    ...told,
    {
      codes: [...new Set(rest.flat())],
      sentence: `${String(rest.length)} pairs of codes differ in one character${such}: a slip names the other one. Suggested codes are further apart.`,
    },
  ];
}

const isSwapped = (a: string, b: string): boolean =>
  a.length === b.length && [...a].sort().join('') === [...b].sort().join('') && slips(a, b) === 1;

function nearPairs(codes: readonly string[]): [string, string][] {
  const byPart = new Map<string, string[]>();
  const found = new Map<string, [string, string]>();
  for (const code of codes) {
    const key = codeKey(code);
    for (const part of [...deletions(key), mistakable(key)]) {
      const same = byPart.get(part) ?? [];
      for (const other of same)
        if (other !== code && isNear(codeKey(other), key)) found.set([other, code].sort().join(' '), [other, code]);
      byPart.set(part, [...same, code]);
    }
  }
  return [...found.values()];
}

const isNear = (a: string, b: string): boolean =>
  a !== b && (mistakable(a) === mistakable(b) || (Math.min(a.length, b.length) >= 3 && slips(a, b) === 1));

/** Letters and digits that are not taken for others by eye or by ear. */
const LETTERS = 'ACDEFHJKMNPRTUVWXY';
const DIGITS = '3467';

/**
 * A code for a new product, two slips or more away from every other, look-alikes counted as the same; null where none is
 * left. The same catalog is always told the same code.
 */
export function freeCode(taken: readonly string[]): string | null {
  const near = new Map<string, string[]>();
  const digits = new Set<string>();
  for (const code of taken) {
    const key = mistakable(codeKey(code));
    if (/^\d+$/.test(key)) digits.add(key);
    for (const part of deletions(key)) {
      const same = near.get(part);
      if (same === undefined) near.set(part, [key]);
      else same.push(key);
    }
  }
  for (const code of generated()) {
    const key = mistakable(code.toLowerCase());
    if (digits.has(key.replace(/\D/g, ''))) continue;
    if (!deletions(key).some((part) => near.get(part)?.some((other) => slips(key, other) < 2))) return code;
  }
  return null;
}

/** 'A33', then 'AC333': short ones first. */
function* generated(): Generator<string> {
  const letters = [...LETTERS];
  const pairs = letters.flatMap((one) => letters.map((two) => one + two));
  for (const [heads, length] of [
    [letters, 2],
    [pairs, 3],
    [pairs, 4],
  ] as const)
    for (const head of heads) for (let n = 0; n < DIGITS.length ** length; n += 1) yield head + digitsOf(n, length);
}

function digitsOf(n: number, length: number): string {
  let digits = '';
  for (let i = 0, rest = n; i < length; i += 1, rest = Math.floor(rest / DIGITS.length))
    digits += DIGITS[rest % DIGITS.length] ?? '';
  return digits;
}
