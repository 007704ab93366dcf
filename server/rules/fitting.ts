import { fold } from '../intents/fold.ts';
import { readOnce } from '../intents/read-once.ts';
import type { Reading } from '../intents/reading.ts';
import { saysElse } from '../intents/titles.ts';
import { tokens } from '../intents/tokens.ts';
import { decimalOf } from '../money.ts';
import type { Sellable, Snapshot } from './catalog.ts';

/** One of the products an author may have meant; `reading`: what the comment says if it is about this one. */
export interface Candidate {
  /** null: nothing was showing. */
  product: Sellable | null;
  reading: Reading;
}

/**
 * The one candidate that the words of the comment fit, where they fit no other: options only it has, words of its title,
 * its price. A plain "mine" fits them all, so it fits none. What is handed back is the reading to go by.
 */
export function fittingOne(text: string, candidates: readonly Candidate[], snapshot: Snapshot): Candidate | null {
  const fitting = candidates.flatMap((one) => {
    const others = candidates.filter((other) => other !== one);
    const readings = others.map((other) => fitsOver(text, one, other, snapshot));
    const [first] = readings;
    return first !== undefined && first !== null && !readings.includes(null) ? [{ ...one, reading: first }] : [];
  });
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}

/** How the comment reads about `one`, where it can be about that and not about `other`. */
function fitsOver(text: string, one: Candidate, other: Candidate, snapshot: Snapshot): Reading | null {
  if (one.product === null) return null;
  if (other.product !== null && namedReading(text, other.product, one.product, snapshot) !== null) return null;
  const named = namedReading(text, one.product, other.product, snapshot);
  // "mine red": one is called Red, the other comes in red. That is no choice.
  if (named !== null) return isTaken(other.reading) && options(other.reading) > 0 ? null : named;
  if (!isTaken(one.reading) || options(one.reading) === 0) return null;
  if (!isTaken(other.reading)) return one.reading;
  // A lone "M" says nothing about a product without sizes; "2" would be two of it.
  return sameUnits(one.reading, other.reading) && options(one.reading) > options(other.reading) ? one.reading : null;
}

const isTaken = (reading: Reading): boolean => reading.intent === 'claim' && !reading.needsLook;
const options = (reading: Reading): number =>
  reading.lines.reduce((sum, line) => sum + Object.keys(line.variant).length, 0);
const sameUnits = (a: Reading, b: Reading): boolean =>
  a.lines.length === b.lines.length && a.lines.every((line, at) => line.quantity === b.lines[at]?.quantity);

/** "mine, the linen dress", "the 49 € one": how it reads without the words that name the product. */
function namedReading(text: string, product: Sellable, other: Sellable | null, snapshot: Snapshot): Reading | null {
  const folded = fold(text);
  const left = withoutPrice(withoutTitle(folded, product, other), product, other);
  if (left === folded) return null;
  const reading = readOnce(left, snapshot.context, product.key);
  return isTaken(reading) && reading.lines.every((line) => line.code === null) ? reading : null;
}

/** Shorter words, and these, stand in any sentence. */
const NAMES_FROM = 4;
const COMMON = new Set(
  'with from this that your more less very good best size avec pour para como mais ohne eine'.split(' '),
);

function titleWords(product: Sellable): { word: string; dense: boolean }[] {
  return tokens(fold(product.title)).flatMap(({ text, kind }): { word: string; dense: boolean }[] => {
    if (kind === 'dense') return [...text].length > 1 && !saysElse(text) ? [{ word: text, dense: true }] : [];
    const names = kind === 'word' && text.length >= NAMES_FROM && !/\d/.test(text);
    return names && !COMMON.has(text) && !saysElse(text) ? [{ word: text, dense: false }] : [];
  });
}

function withoutTitle(folded: string, product: Sellable, other: Sellable | null): string {
  const theirs = new Set(other === null ? [] : titleWords(other).map((one) => one.word));
  const mine = titleWords(product).filter((one) => !theirs.has(one.word));
  const words = new Set(mine.flatMap((one) => (one.dense ? [] : one.word)));
  const said = tokens(folded);
  const kept = said.filter((token) => token.kind !== 'word' || !words.has(token.text));
  const left = kept.length === said.length ? folded : kept.map((token) => token.text).join(' ');
  return mine.reduce((now, one) => (one.dense ? now.replaceAll(one.word, ' ') : now), left);
}

const AMOUNT = String.raw`\d{1,9}(?:[.,]\d{1,3})?`;
const MONEY = String.raw`[$€£¥฿₫₱₩₹]|rm|rp|usd|eur|euros?|gbp|thb|baht|บาท|vnd|đ|php|pesos?|idr|sgd|myr|krw|원|jpy|円|元|twd|brl|r\$`;
const PRICE = new RegExp(`(?:(?:${MONEY})\\s?(${AMOUNT})|(${AMOUNT})\\s?(?:${MONEY}))(?![\\p{L}\\d])`, 'gu');

/** An amount of money that is this product's price and not the other's. */
function withoutPrice(folded: string, product: Sellable, other: Sellable | null): string {
  const [mine, theirs] = [pricesOf(product), other === null ? [] : pricesOf(other)];
  return folded.replace(PRICE, (said, before?: string, after?: string) => {
    const amount = Number((before ?? after ?? '').replace(',', '.'));
    return mine.includes(amount) && !theirs.includes(amount) ? ' ' : said;
  });
}

const pricesOf = (product: Sellable): number[] =>
  [product.priceMinor, ...product.variants.map((variant) => variant.priceMinor)].map((minor) =>
    Number(decimalOf(minor, product.currency)),
  );
