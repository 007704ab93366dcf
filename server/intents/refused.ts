import { hasRole } from './mark.ts';
import type { Mark } from './mark.ts';
import { isNegated } from './meant.ts';
import { has, meantAt, plays } from './seen.ts';
import type { Seen } from './seen.ts';

/**
 * "Ich will das nicht", "A12 isn't for me", "em không lấy A12 đâu": who says no to all that is named wants nothing.
 * It is no question either, whatever particle ends it.
 */
export function refuses(seen: Seen): boolean {
  const { marks, goods } = seen;
  if (!has(seen, 'negation') && !plays(seen, 'untake')) return false;
  if (marks.some((mark) => mark.kind === 'ask') || has(seen, 'or') || has(seen, 'hedge')) return false;
  if (meantAt(seen, 'claim').length > 0 || meantAt(seen, 'wish').some((at) => !isWeak(marks[at]))) return false;
  if (has(seen, 'topic') && !plays(seen, 'untake')) return false;
  if (goods.problems.some((one) => one === 'near-miss' || one === 'unknown-code')) return false;
  const says = breaths(marks);
  const denied = says.map(isDenied);
  const coded = says.map((breath) => breath.some((mark) => mark.kind === 'code'));
  // "No, A12 red M": goods in a breath of their own are asked for.
  if (!denied.some(Boolean) || coded.some((one, at) => one && !denied[at])) return false;
  return !goods.coded ? !goods.optioned && !goods.counted : true;
}

/** "ich", "yo", "em": who speaks wants nothing by that. */
const isWeak = (mark: Mark | undefined): boolean =>
  mark !== undefined && mark.said.length <= 4 && !/[^\x00-\x7f]/.test(mark.said);

function breaths(marks: readonly Mark[]): Mark[][] {
  const all: Mark[][] = [[]];
  for (const mark of marks) {
    if (mark.kind === 'stop') all.push([]);
    else all.at(-1)?.push(mark);
  }
  return all.filter((breath) => breath.length > 0);
}

function isDenied(breath: readonly Mark[]): boolean {
  if (breath.some((mark) => hasRole(mark, 'untake'))) return true;
  const takes = breath.some(
    (mark, at) =>
      mark.kind === 'meaning' &&
      (mark.meaning.kind === 'claim' || mark.meaning.kind === 'wish') &&
      isNegated(breath, at),
  );
  // "ไม่มี K7 แล้วเหรอ": a "not" of something else beside a word that asks.
  if (takes || breath.some((mark) => mark.kind === 'meaning' && mark.meaning.kind === 'asking')) return takes;
  const no = breath.findIndex((mark) => mark.kind === 'meaning' && mark.meaning.kind === 'negation');
  // "có bảo hành ko": a "not" at the end asks in some languages.
  if (no < 0 || (hasRole(breath[no], 'tag') && !breath.slice(no + 1).some((mark) => !isPolite(mark)))) return false;
  // "A12 not bad", "tak perlu A12"; "A12 no red" and "x2 no x3" choose.
  const after = breath.slice(no + 1).filter(isGoods);
  if (breath.slice(0, no).some((mark) => mark.kind === 'code')) return after.length === 0 && !breath.some(isChosen);
  return after.every((mark) => mark.kind === 'code') && breath.length > 1;
}

const isPolite = (mark: Mark): boolean => mark.kind === 'meaning' && mark.meaning.kind === 'filler';
const isChosen = (mark: Mark): boolean =>
  mark.kind === 'option' || (mark.kind === 'number' && (mark.sure || mark.word));
const isGoods = (mark: Mark): boolean =>
  mark.kind === 'code' || mark.kind === 'number' || mark.kind === 'option' || mark.kind === 'unknown-code';

/** A "not" before the words that take, with others between: "don't think I'll take A12". A contrast ("not A21") is none. */
export function deniedBefore(seen: Seen): boolean {
  const { marks } = seen;
  if (!has(seen, 'negation')) return false;
  return meantAt(seen, 'claim').some((at) => {
    const from = marks.slice(0, at).findLastIndex((mark) => mark.kind === 'stop' || mark.kind === 'ask') + 1;
    return marks.slice(from, at).some((mark, i) => {
      if (mark.kind !== 'meaning' || mark.meaning.kind !== 'negation' || hasRole(mark, 'except')) return false;
      const next = marks[from + i + 1];
      return next !== undefined && !isGoods(next);
    });
  });
}
