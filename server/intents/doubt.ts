import { hasRole } from './mark.ts';
import type { Mark } from './mark.ts';
import type { Reason } from './reading.ts';
import { deniedBefore } from './refused.ts';
import { has, meantAt, plays } from './seen.ts';
import type { Seen } from './seen.ts';

/**
 * Why this claim is not taken at its word, 'nothing' where it is no claim at all, null where nothing speaks against it.
 * @param wants a claim word is said and meant
 * @param wish a claim word or a wish is
 * @param others how many words are not understood
 */
export function doubtOf(seen: Seen, wants: boolean, wish: boolean, others: number): Reason | 'nothing' | null {
  const { goods } = seen;
  const unknownCode = goods.problems.some((one) => one === 'unknown-code' || one === 'near-miss');
  const named = goods.coded || goods.counted || goods.optioned || unknownCode;
  if (plays(seen, 'owned') && !wants) return 'nothing';
  if (isOfThePast(seen)) return 'nothing';
  if (!wish && !goods.coded) {
    if (others > (unknownCode ? 1 : 0) || plays(seen, 'elsewhere') || has(seen, 'hedge')) return 'nothing';
    if (goods.problems.some((one) => one !== 'near-miss' && one !== 'unknown-code') && !unknownCode) return 'nothing';
    return unknownCode ? (goods.problems[0] ?? null) : null;
  }
  if (!wants && !named) return bareWish(seen, others);
  // 'she said "mine A12"': somebody else's words.
  if (plays(seen, 'elsewhere') && /["“”«»「」『』]/.test(seen.folded)) return 'nothing';
  if (wants && !named && (others > 2 || plays(seen, 'elsewhere') || isHedged(seen, wants))) return 'nothing';
  if (
    !wish &&
    ((has(seen, 'praise') && !goods.counted) || (plays(seen, 'elsewhere') && !goods.counted && !goods.optioned))
  )
    return 'nothing';
  if (plays(seen, 'unreal')) return 'nothing';
  if (isHedged(seen, wants)) return isOffer(seen, wish) ? 'hedged' : 'nothing';
  const [first] = goods.problems;
  if (first !== undefined) return first;
  if (!goods.coded && seen.marks.some((mark) => mark.kind === 'code')) return 'negated';
  if (isDenied(seen, wants)) return 'negated';
  if (wants && deniedBefore(seen)) return 'negated';
  if (plays(seen, 'all')) return 'unclear';
  if (plays(seen, 'elsewhere')) return 'unclear';
  return tooManyWords(seen, wants, wish, others);
}

/** "PM me A12, I'll take it": a word that only asks to be written to does not weaken a claim. */
const isHedged = (seen: Seen, wants: boolean): boolean =>
  isConditional(seen) ||
  seen.marks.some(
    (mark) => mark.kind === 'meaning' && mark.meaning.kind === 'hedge' && !(wants && mark.said.startsWith('pm ')),
  );

/** "Si hay en negro", "黒があれば": said of something; "A12 rojo M si hay" only asks for what is still there. */
const isConditional = ({ marks }: Seen): boolean =>
  marks.some((mark, at) => {
    if (!hasRole(mark, 'condition')) return false;
    const told = marks.filter((one, i) => i === at || !isSmall(one));
    const here = told.indexOf(mark);
    return isTold(
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Hangul}]/u.test(mark.said) ? told[here - 1] : told[here + 1],
    );
  });
const isSmall = (mark: Mark): boolean =>
  mark.kind === 'meaning' && (mark.meaning.kind === 'filler' || mark.meaning.kind === 'small');
const isTold = (mark: Mark | undefined): boolean =>
  mark?.kind === 'option' || mark?.kind === 'unknown' || (mark?.kind === 'meaning' && mark.meaning.kind === 'topic');

/** "If you have it in black I'll take it": wanted on a condition that the seller may fulfil. */
const isOffer = ({ goods, showing }: Seen, wish: boolean): boolean =>
  goods.coded ? wish || goods.counted || goods.optioned : wish && goods.optioned && showing !== null;

/** "I want it": taken where nothing else is said. */
function bareWish(seen: Seen, others: number): Reason | 'nothing' | null {
  const [at] = meantAt(seen, 'wish');
  const mark = seen.marks[at ?? -1];
  if (
    others > 0 ||
    mark?.kind !== 'meaning' ||
    !seen.showing ||
    has(seen, 'negation') ||
    has(seen, 'praise') ||
    has(seen, 'hedge') ||
    plays(seen, 'elsewhere')
  )
    return 'nothing';
  if (seen.goods.problems[0] !== undefined) return seen.goods.problems[0];
  const clear = / |[^\x00-\x7f]/.test(mark.said) || (mark.said.length >= 4 && mark.meaning.language !== 'en');
  return clear || ALONE.has(mark.said) ? null : 'unclear';
}

const ALONE = new Set(['want', 'need', 'gimme']);

/** "上周买了A12", "ich habe A12 letzte Woche gekauft": what was taken then is not taken now. */
const isOfThePast = (seen: Seen): boolean =>
  (plays(seen, 'past') || (plays(seen, 'owned') && meantAt(seen, 'claim').length > 0)) &&
  meantAt(seen, 'claim').every((at) => hasRole(seen.marks[at], 'bought'));

/** A "not" that is not said of something already left out. */
function isDenied(seen: Seen, wants: boolean): boolean {
  if (!has(seen, 'negation')) return false;
  if (wants) return false;
  return !seen.goods.coded || meantAt(seen, 'wish').length === 0
    ? !seen.marks.some((mark) => mark.kind === 'code') || !hasTakenBack(seen)
    : false;
}

/** "not A12, A21": the "not" has done its work. */
function hasTakenBack(seen: Seen): boolean {
  const named = new Set(seen.marks.flatMap((mark) => (mark.kind === 'code' ? [mark.entry.code] : [])));
  const meant = new Set(seen.goods.lines.map((line) => line.code));
  return [...named].some((code) => !meant.has(code)) || seen.goods.counted;
}

function tooManyWords(seen: Seen, wants: boolean, wish: boolean, others: number): Reason | 'nothing' | null {
  const { goods } = seen;
  if (goods.coded) {
    if (wants) return others > 5 ? 'unclear' : null;
    if (wish) return others > 2 ? 'unclear' : null;
    if (others === 0 || (others === 1 && (goods.counted || goods.optioned))) return null;
    return others > 3 ? 'nothing' : 'unclear';
  }
  if (seen.showing === null) return 'nothing-showing';
  // "Gotta have this in purple 2XL, mine": one word not understood does not weaken what names its option.
  return others > (wants && goods.optioned && goods.lines.length === 1 ? 1 : 0) ? 'unclear' : null;
}
