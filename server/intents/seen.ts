import type { CodeEntry } from './context.ts';
import type { Lines } from './goods.ts';
import { hasRole } from './mark.ts';
import type { Mark } from './mark.ts';
import { isNegated } from './meant.ts';
import type { MeaningKind, Role } from './phrases.ts';

/** A comment taken apart, before it is judged. */
export interface Seen {
  text: string;
  folded: string;
  marks: readonly Mark[];
  goods: Lines;
  showing: CodeEntry | null;
  language: string | null;
}

export const has = (seen: Seen, kind: MeaningKind): boolean =>
  seen.marks.some((mark) => mark.kind === 'meaning' && mark.meaning.kind === kind);
export const plays = (seen: Seen, role: Role): boolean => seen.marks.some((mark) => hasRole(mark, role));

/**
 * How many words are not understood. Where one breath is an order by itself ("A12 red M pls!"), what is said in others
 * does not count ("my budget is small").
 */
export function unknown({ marks }: Seen): number {
  let all = 0;
  let beside = 0;
  let orders = false;
  let breath = { code: false, takes: false, goods: false, unknown: 0 };
  const end = () => {
    const whole = (breath.code && (breath.takes || breath.goods)) || (breath.takes && breath.goods);
    orders ||= whole;
    if (whole || breath.code) beside += breath.unknown;
    breath = { code: false, takes: false, goods: false, unknown: 0 };
  };
  for (const mark of marks) {
    if (mark.kind === 'unknown') {
      all += 1;
      breath.unknown += 1;
    } else if (mark.kind === 'stop' && mark.said !== '&' && mark.said !== '/') end();
    else if (mark.kind === 'code') breath.code = true;
    else if (mark.kind === 'option' || mark.kind === 'number') breath.goods = true;
    else if (mark.kind === 'meaning')
      breath.takes ||= mark.meaning.kind === 'claim' || mark.meaning.kind === 'wish' || hasRole(mark, 'please');
  }
  end();
  return orders ? beside : all;
}

/** Places of a kind of word that no "not" is said of. */
export const meantAt = (seen: Seen, kind: MeaningKind): number[] =>
  seen.marks.flatMap((mark, at) =>
    mark.kind === 'meaning' && mark.meaning.kind === kind && !isNegated(seen.marks, at) ? [at] : [],
  );

/** Does a question mark end the very words that name goods or take them? "mine A12, do you ship?" asks something else. */
export function asksOfGoods(seen: Seen): boolean {
  let goods = false;
  for (const mark of seen.marks) {
    if (mark.kind === 'stop' && mark.said !== '&' && mark.said !== '/') goods = false;
    else if (mark.kind === 'ask') {
      if (goods) return true;
    } else if (isGoods(mark)) goods = true;
  }
  return false;
}

/** "nak D25 hitam S, pos ke Sabah berapa?": a first breath that is an order by itself, and a question beside it that names no goods. */
export function ordersFirst({ marks }: Seen): boolean {
  const end = marks.findIndex((mark) => mark.kind === 'stop' && mark.said !== '&' && mark.said !== '/');
  if (end < 0 || marks.slice(end).some(isGoods)) return false;
  const first = marks.slice(0, end);
  const wishes = first.some((mark, at) => isWish(mark) && !isNegated(marks, at));
  const named = first.some((mark) => mark.kind === 'option' || (mark.kind === 'number' && mark.sure));
  return wishes && named && first.some((mark) => mark.kind === 'code') && first.every(isPlain);
}

const isWish = (mark: Mark): boolean =>
  mark.kind === 'meaning' && (mark.meaning.kind === 'claim' || mark.meaning.kind === 'wish');
const PLAIN = new Set<MeaningKind>(['claim', 'wish', 'filler', 'counter', 'code-mark']);
const isPlain = (mark: Mark): boolean =>
  mark.kind === 'meaning' ? PLAIN.has(mark.meaning.kind) : mark.kind !== 'unknown' && mark.kind !== 'ask';

const isGoods = (mark: Mark): boolean =>
  mark.kind === 'code' ||
  mark.kind === 'unknown-code' ||
  mark.kind === 'option' ||
  mark.kind === 'number' ||
  mark.kind === 'title' ||
  (mark.kind === 'meaning' && (mark.meaning.kind === 'claim' || mark.meaning.kind === 'wish'));

/** Verbs that make a question where they stand first; anywhere else they tell. */
const VERBS: Readonly<Record<string, ReadonlySet<string>>> = {
  en: new Set(['is', 'are', 'does', 'did', 'has', 'was', 'were', "isn't", 'isnt']),
  de: new Set(['ist', 'sind', 'hat', 'wird', 'passt']),
};
const beginsAsking = ({ folded, language }: Seen): boolean => {
  const verb = /^\S+(?= )/.exec(folded)?.[0] ?? '';
  // A short English question is often too little to know the language by.
  return VERBS[language ?? 'en']?.has(verb) === true || /^(?:is|are|does)$/.test(verb);
};

/** Is a word that asks said in the same breath as a code, or without any goods at all? */
export function asksByWords(seen: Seen): boolean {
  let asks = false;
  let code = false;
  let anyCode = false;
  let any = beginsAsking(seen);
  asks = any;
  for (const mark of seen.marks) {
    if (mark.kind === 'stop' && mark.said !== '&' && mark.said !== '/') asks = code = false;
    if (mark.kind === 'meaning' && mark.meaning.kind === 'asking') asks = any = true;
    if (mark.kind === 'code') code = anyCode = true;
    if (asks && code) return true;
  }
  return any && !anyCode;
}
