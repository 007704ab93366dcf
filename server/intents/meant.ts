import type { CodeEntry } from './context.ts';
import { valuesOf } from './goods.ts';
import type { Bit, Found } from './goods.ts';
import { hasRole } from './mark.ts';
import type { Mark, NumberMark } from './mark.ts';
import { measured } from './measured.ts';
import { numericCodes } from './numeric-codes.ts';
import { unknownShade } from './shade.ts';

/** What is named and meant: without what a "not" takes back or a correction replaces. */
export function meant(all: readonly Mark[], found: Found): { bits: Bit[]; each: NumberMark | null } {
  const named = sizeOrCode(titled(all, found), found);
  const marks = measured(numericCodes(named, found), found);
  named.forEach((mark, at) => {
    const read = marks[at];
    if (mark.kind === 'number' && read?.kind === 'code') found.numbered.set(mark, read);
  });
  unknownShade(marks, found);
  const gone = new Set<number>();
  takeBack(marks, gone, found);
  const bits: Bit[] = [];
  let parted = false;
  let corrects = false;
  marks.forEach((mark, at) => {
    if (gone.has(at)) return;
    if (mark.kind === 'stop' || hasRole(mark, 'and')) parted = true;
    if (hasRole(mark, 'correction') || isInterjection(mark)) corrects = bits.length > 0;
    if (mark.kind === 'unknown-code' && !isCorrected(marks, at)) doubtCode(mark, found);
    if (mark.kind === 'odd-number') found.problems.add('odd-number');
    if (mark.kind !== 'code' && mark.kind !== 'number' && mark.kind !== 'option') return;
    if (mark.kind === 'number' && isAside(marks, at, mark, found)) return;
    if (corrects && mark.kind === 'code') replace(bits, mark.entry, found);
    bits.push({ mark, said: mark.said, parted: parted && bits.length > 0, corrects: corrects && bits.length > 0 });
    parted = false;
    corrects = false;
  });
  return { bits, ...eachOf(marks, bits) };
}

/** A bare number after words that speak of something else ("ship to 12 Baker Street"). */
function isAside(marks: readonly Mark[], at: number, mark: NumberMark, found: Found): boolean {
  if (mark.sure || mark.word || mark.size || mark.marked) return false;
  const before = marks[at - 1];
  if (before?.kind === 'meaning' && before.meaning.kind === 'topic') return true;
  // "got it for 15": a price, as it seems.
  if (before?.kind === 'meaning' && FOR.has(before.said) && mark.value > FEW) {
    found.problems.add('odd-number');
    return true;
  }
  if (before?.kind === 'unknown') found.problems.add('odd-number');
  return false;
}

const FOR = new Set(['for', 'por', 'für', 'fur', 'pour', 'seharga', 'giá', 'gia']);
/** A bare number up to this is rather an amount than a price. */
const FEW = 3;

const NO = new Set([
  'no',
  'nope',
  'nah',
  'non',
  'nein',
  'nee',
  'não',
  'nao',
  'không',
  'gak',
  'di',
  'hindi',
  'アニ',
  '아니',
  '아니요',
  'いや',
  'いえ',
  'لا',
  'ไม่',
  '不',
]);

/** "x2 no x3": the word alone, not a "not" that belongs to what follows. */
const isInterjection = (mark: Mark): boolean =>
  mark.kind === 'meaning' && mark.meaning.kind === 'negation' && NO.has(mark.said);

/** "A12 sorry A21": the first is not meant, where nothing was said of it. */
function replace(bits: Bit[], entry: CodeEntry, found: Found): void {
  const last = bits.at(-1);
  if (last?.mark.kind === 'code') {
    if (last.mark.entry !== entry) bits.pop();
  } else if (bits.some((bit) => bit.mark.kind === 'code')) found.problems.add('two-products');
}

/** "one each": the number counts for all. */
function eachOf(marks: readonly Mark[], bits: Bit[]): { each: NumberMark | null } {
  const at = marks.findIndex((mark) => hasRole(mark, 'each'));
  const numbers = bits.filter((bit) => bit.mark.kind === 'number');
  const [only] = numbers;
  if (at < 0 || only?.mark.kind !== 'number' || bits.length < 3) return { each: null };
  const values = new Set(numbers.map((bit) => bit.mark.kind === 'number' && bit.mark.value));
  if (values.size > 1) return { each: null };
  const { mark } = only;
  const parted = bits
    .filter((bit) => bit.mark.kind !== 'number')
    .map((bit, i) => ({ ...bit, parted: bit.parted || i > 0 }));
  bits.splice(0, bits.length, ...parted);
  return { each: mark };
}

function doubtCode(mark: Extract<Mark, { kind: 'unknown-code' }>, found: Found): void {
  found.problems.add(mark.near.length > 0 ? 'near-miss' : 'unknown-code');
  found.doubted ??= mark.said;
  for (const entry of mark.near.slice(0, 2)) found.others.push([{ code: entry.code, variant: {}, quantity: null }]);
}

/** "AI2 wait A12": the slip was seen by its author. */
const isCorrected = (marks: readonly Mark[], at: number): boolean => {
  const next = marks.slice(at + 1).findIndex((mark) => mark.kind === 'code');
  return next >= 0 && marks.slice(at + 1, at + 1 + next).some((mark) => hasRole(mark, 'correction'));
};

const isNegation = (mark: Mark | undefined): boolean => mark?.kind === 'meaning' && mark.meaning.kind === 'negation';
const isGoods = (mark: Mark | undefined): boolean =>
  mark?.kind === 'code' || mark?.kind === 'number' || mark?.kind === 'option' || mark?.kind === 'unknown-code';
const SKIPPED = new Set(['filler', 'small', 'wish', 'claim', 'code-mark', 'asking']);

/** Is a "not" said of the mark at `at`: up to three small words before it, or after it at the end of the same breath. */
export const isNegated = (marks: readonly Mark[], at: number): boolean =>
  isNegatedBefore(marks, at) || isNegatedAfter(marks, at);

/** "ich nehme A12 nicht", "quero não", "購入しません": the "not" ends the breath of the words that take. */
function isNegatedAfter(marks: readonly Mark[], at: number): boolean {
  const mark = marks[at];
  if (mark?.kind !== 'meaning' || (mark.meaning.kind !== 'claim' && mark.meaning.kind !== 'wish')) return false;
  let denied = false;
  for (let i = at + 1; i < marks.length; i += 1) {
    const next = marks[i];
    if (next === undefined || next.kind === 'stop') break;
    if (next.kind === 'ask') return false;
    if (isNegation(next) && !isAfter(marks, i)) denied = !hasRole(next, 'tag') || denied;
    else if (denied && !(next.kind === 'meaning' && TRAILS.has(next.meaning.kind))) return false;
  }
  return denied;
}

const TRAILS = new Set(['filler', 'small', 'wish', 'claim', 'praise', 'hedge', 'counter']);

function isNegatedBefore(marks: readonly Mark[], at: number): boolean {
  for (let i = at - 1, words = 0; i >= 0 && words < 3; i -= 1) {
    const mark = marks[i];
    if (isNegation(mark)) return !isAfter(marks, i);
    if (mark?.kind !== 'meaning' || !SKIPPED.has(mark.meaning.kind)) return false;
    words += 1;
  }
  return false;
}

/** "A12じゃなくて", "A12 말고", "A12不要": said of what stands before it. */
function isAfter(marks: readonly Mark[], at: number): boolean {
  if (!hasRole(marks[at], 'except')) return false;
  const before = marks.slice(0, at).findLastIndex((mark) => mark.kind !== 'meaning' || mark.meaning.kind !== 'filler');
  return isGoods(marks[before]);
}

function takeBack(marks: readonly Mark[], gone: Set<number>, found: Found): void {
  marks.forEach((mark, at) => {
    if (hasRole(mark, 'except') && isAfter(marks, at)) {
      gone.add(at);
      for (let i = at - 1; i >= 0 && marks[i]?.kind !== 'stop' && !hasRole(marks[i], 'and'); i -= 1)
        if (isGoods(marks[i])) gone.add(i);
    }
    const first = marks[at - 1];
    if (
      mark.kind === 'code' &&
      isNegated(marks, at) &&
      !(isInterjection(first ?? mark) && marks.slice(0, at).some(isGoods))
    )
      for (let i = at; i < marks.length && (i === at || !ends(marks[i])); i += 1) if (isGoods(marks[i])) gone.add(i);
    if (mark.kind === 'option' && isNegation(first) && !gone.has(at)) {
      gone.add(at);
      // "red no black" may be a choice or a change of mind.
      if (isInterjection(first ?? mark) || !marks.some((one, i) => one.kind === 'option' && i !== at && !gone.has(i)))
        found.problems.add('negated');
    }
  });
}

const ends = (mark: Mark | undefined): boolean =>
  mark?.kind === 'stop' ||
  mark?.kind === 'code' ||
  isNegation(mark) ||
  (mark?.kind === 'meaning' &&
    (mark.meaning.kind === 'claim' ||
      mark.meaning.kind === 'wish' ||
      hasRole(mark, 'and') ||
      hasRole(mark, 'correction')));

/** 'S' the code and 'S' the size: beside another code it is the size; alone it is in doubt where the product showing has it. */
function sizeOrCode(marks: readonly Mark[], found: Found): Mark[] {
  const sized = marks.some(
    (mark) => mark.kind === 'option' && mark.entry === null && valuesOf(mark, found.showing).length === 1,
  );
  if (sized || marks.some((mark) => mark.kind === 'code')) return [...marks];
  return marks.map((mark): Mark => {
    if (mark.kind !== 'option' || mark.entry === null || mark.entry === found.showing) return mark;
    if (valuesOf(mark, found.showing).length === 0)
      return { kind: 'code', said: mark.said, entry: mark.entry, marked: false, how: 'written' };
    found.problems.add('code-or-size');
    found.others.push([{ code: mark.entry.code, variant: {}, quantity: null }]);
    return mark;
  });
}

/** Words of titles become the one product they fit, or a doubt; beside a code they only repeat it. */
function titled(marks: readonly Mark[], found: Found): Mark[] {
  const named = marks.flatMap((mark) => (mark.kind === 'title' ? [mark] : []));
  if (named.length === 0) return [...marks];
  const coded = marks.flatMap((mark) => (mark.kind === 'code' ? [mark.entry] : []));
  const heads = named.filter((one) => one.head);
  const fits =
    named.reduce<CodeEntry[] | null>(
      (all, one) => (all === null ? [...one.entries] : all.filter((entry) => one.entries.includes(entry))),
      null,
    ) ?? [];
  const without = marks.filter((mark) => mark.kind !== 'title');
  const firstAt = marks.findIndex((mark) => mark.kind === 'title');
  const said = named.map((one) => one.said).join(' ');
  const byNumber = marks.some(
    (mark) => mark.kind === 'number' && (mark.marked || (mark.entry !== null && fits.includes(mark.entry))),
  );
  if (coded.length > 0 || byNumber) {
    const numbered = marks.flatMap((mark) => (mark.kind === 'number' && mark.entry !== null ? [mark.entry] : []));
    const codes = [...coded, ...numbered];
    // "mine A12 the mug", and A12 is a dress.
    if (
      heads.some((one) => one.entries.length > 0 && !one.entries.some((entry) => codes.includes(entry))) &&
      coded.length > 0
    )
      found.problems.add('other-product');
    return without;
  }
  const showing = found.showing;
  if (showing !== null && fits.includes(showing)) return without;
  const strong = heads.length > 0 || named.length > 1;
  const [only, second] = fits;
  if (strong && only !== undefined && second === undefined)
    return marks.flatMap((mark, at): Mark[] =>
      mark.kind !== 'title'
        ? [mark]
        : at === firstAt
          ? [{ kind: 'code', said, entry: only, marked: true, how: 'title' }]
          : [],
    );
  found.problems.add('other-product');
  // Which of several dresses one author meant says nothing about the next one's "the dress": no word is in doubt.
  for (const entry of (fits.length > 0 ? fits : named.flatMap((one) => one.entries)).slice(0, 2))
    found.others.push([{ code: entry.code, variant: {}, quantity: null }]);
  return without;
}
