import { fold } from './fold.ts';
import { GRAMMAR } from './lexicon/grammar.ts';
import { denseWords, isDense, knownAt } from './tokens.ts';
import type { DenseWords, Token } from './tokens.ts';

/** What stands beside a number that is no amount of goods. */
interface Beside {
  words: ReadonlySet<string>;
  dense: DenseWords;
}

const besideOf = (kind: 'unit' | 'money'): Beside => {
  const all = Object.values(GRAMMAR)
    .flatMap((one) => (one[kind] ?? '').split('|').map(fold))
    .filter((word) => word !== '');
  return { words: new Set(all), dense: denseWords(all.filter(isDense)) };
};
const UNITS = besideOf('unit');
const MONEY = besideOf('money');
const SIGNS = /^[$€£฿₫₱¥₩￥]$/;
const GLUED_UNIT =
  /^\d+(?:kgs?|cms?|mm|lbs?|ml|am|pm|yo|yrs?|years?|ans|años|anos|tahun|thn|tuoi|tuổi|m\d{1,2}|hrs?|mins?|h\d\d|ft|in|st|nd|rd|th|uhr|gb|mb)$/;
const GLUED_MONEY =
  /^(?:\d+(?:k|rb|ribu|tr|usd|eur|php|thb|baht|rm|nt|jt|vnd|vnđ|đ|€|£)|(?:rm|rp|us|php|p|nt|s|hk)\d{2,}(?:k|rb)?)$/;

export type Aside = 'measure' | 'price' | 'phone';

/** 'kg' and 'ปี' after the number, or glued to it: how many letters of the following text say so; 0 where none do. */
export function unitAfter(list: readonly Token[], at: number, covered: number): Aside | null {
  const next = list[at + 1];
  if (next === undefined) return null;
  if (next.kind !== 'dense') {
    if (SIGNS.test(next.text) || MONEY.words.has(next.text)) return 'price';
    return UNITS.words.has(next.text) ? 'measure' : null;
  }
  let text = '';
  for (
    let i = at + 1;
    i < list.length && text.length < 12 && list[i]?.kind === 'dense' && (i === at + 1 || list[i]?.joined);
    i += 1
  )
    text += list[i]?.text ?? '';
  if (longest(text, MONEY.dense) > covered) return 'price';
  return longest(text, UNITS.dense) > covered ? 'measure' : null;
}

const longest = (text: string, words: DenseWords): number =>
  knownAt(text, 0, words).find((word) => text.startsWith(word))?.length ?? 0;

/** '65kg', '20k', 'rm50'. */
export function gluedAside(text: string): Aside | null {
  if (/^\d{1,2}'\d{0,2}$/.test(text)) return 'measure';
  if (GLUED_UNIT.test(text)) return 'measure';
  return GLUED_MONEY.test(text) ? 'price' : null;
}

export const moneyBefore = (token: Token | undefined): boolean =>
  token !== undefined &&
  (SIGNS.test(token.text) || /^(?:rm|rp|nt|php|usd|us|thb|sgd|idr|vnd|eur|hk|r)$/.test(token.text));

/**
 * How many tokens from `at` are one telephone number: groups of digits with dashes, dots or spaces between, eight digits
 * or more. Groups that are all codes of ours are codes.
 */
export function phoneAt(list: readonly Token[], at: number, isCode: (text: string) => boolean): number {
  let digits = 0;
  let end = at;
  let groups = 0;
  let codes = 0;
  const plus = list[at]?.text === '+';
  for (let i = plus ? at + 1 : at; i < list.length; i += 1) {
    const token = list[i];
    if (token === undefined) break;
    if (/^\d+$/.test(token.text) && token.kind === 'word') {
      digits += token.text.length;
      groups += 1;
      if (digits > 15) return 0;
      if (isCode(token.text)) codes += 1;
      end = i + 1;
    } else if (!/^[-.()]$/.test(token.text) || i === at) break;
  }
  if (codes === groups && groups > 1) return 0;
  const first = list[plus ? at + 1 : at]?.text ?? '';
  if (groups === 1) return digits >= 7 && !isCode(first) && !/0{5,}$/.test(first) ? end - at : 0;
  return digits >= 8 && digits <= 15 && (plus || /^0/.test(first) || digits / groups >= 3) ? end - at : 0;
}
