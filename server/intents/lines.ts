import type { CodeEntry, ReadingContext } from './context.ts';
import { mistakable } from './fold.ts';
import type { Mark } from './marks.ts';
import type { ReadLine, Reason } from './reading.ts';

/** More than this in one comment is a slip or a joke. */
export const MOST = 99;
/** A bare number above this is rather a code than a quantity. */
const BARE_MOST = 20;

export interface Lines {
  lines: ReadLine[];
  problems: Reason[];
  /** Written as an amount of goods: "x2", "2 pcs", "two". */
  counted: boolean;
  optioned: boolean;
  coded: boolean;
  said: { said: string; read: string }[];
}

interface Group {
  entry: CodeEntry | null;
  options: Extract<Mark, { kind: 'option' }>[];
  numbers: Extract<Mark, { kind: 'number' }>[];
}

/** What goods a comment names: one line a product, with the seller's own option words. `showing`: the code of the product now showing. */
export function linesOf(marks: readonly Mark[], context: ReadingContext, showing: string | null): Lines {
  const problems = new Set<Reason>();
  const resolved = numericCodes(marks, showing, problems);
  for (const mark of resolved) {
    if (mark.kind === 'unknown-code')
      problems.add(
        context.near.has(mistakable(mark.said)) || isNear(mark.said, context) ? 'near-miss' : 'unknown-code',
      );
    if (mark.kind === 'odd-number') problems.add('odd-number');
  }
  const groups = merged(grouped(resolved));
  const said: Lines['said'] = [];
  const lines = groups.flatMap((group) => lineOf(group, context.codes.get(showing ?? '') ?? null, problems, said));
  return {
    lines,
    problems: [...problems],
    counted: groups.some((group) => group.numbers.some((n) => n.sure || n.word)),
    optioned: groups.some((group) => group.options.length > 0),
    coded: groups.some((group) => group.entry !== null),
    said,
  };
}

/** Which bare numbers are codes. With a code of letters in the comment, none; else a marked one, else a known one that is no likely quantity. */
function numericCodes(marks: readonly Mark[], showing: string | null, problems: Set<Reason>): Mark[] {
  const coded = marks.some((mark) => mark.kind === 'code' || (mark.kind === 'number' && mark.marked && mark.entry));
  const bare = marks.filter((mark) => mark.kind === 'number' && !mark.sure && !mark.word && !mark.marked && mark.entry);
  return marks.map((mark): Mark => {
    if (mark.kind !== 'number') return mark;
    if (mark.marked)
      return mark.entry
        ? { kind: 'code', said: mark.said, entry: mark.entry, marked: true }
        : { kind: 'unknown-code', said: mark.said, marked: true };
    if (coded || !mark.entry || mark.sure || mark.word) return mark;
    if (mark !== bare[0]) {
      if (mark.value > BARE_MOST / 2) problems.add('ambiguous-number');
      return mark;
    }
    if (mark.value <= BARE_MOST / 2 && !/^0/.test(mark.said) && showing !== null && showing !== mark.entry.key)
      problems.add('ambiguous-number');
    return { kind: 'code', said: mark.said, entry: mark.entry, marked: false };
  });
}

/** Goods named before the first code belong to it, when nothing follows the last one ("2x A12, 3x B3"); else what follows a code is its own. */
function grouped(marks: readonly Mark[]): Group[] {
  const groups: Group[] = [];
  const isGoods = (mark: Mark | undefined) => mark?.kind === 'option' || mark?.kind === 'number';
  const codes = marks.flatMap((mark, at) => (mark.kind === 'code' ? [at] : []));
  const first = codes[0];
  const last = codes.at(-1);
  const goodsBefore = first !== undefined && marks.slice(0, first).some((mark) => mark.kind === 'number');
  const goodsAfter = last !== undefined && marks.slice(last + 1).some(isGoods);
  const prefixed = codes.length > 1 && goodsBefore && !goodsAfter;
  let waiting: Group = { entry: null, options: [], numbers: [] };
  let current: Group | null = null;
  for (const mark of marks) {
    if (mark.kind === 'code') {
      current =
        prefixed || groups.length === 0
          ? { ...waiting, entry: mark.entry }
          : { entry: mark.entry, options: [], numbers: [] };
      if (prefixed || groups.length === 0) waiting = { entry: null, options: [], numbers: [] };
      groups.push(current);
      continue;
    }
    const target: Group = prefixed || current === null ? waiting : current;
    if (mark.kind === 'option') target.options.push(mark);
    if (mark.kind === 'number') target.numbers.push(mark);
  }
  if (groups.length === 0) return [waiting];
  return groups;
}

/** "CF CF A05 A05" is one claim: a repeated code without goods of its own adds nothing. */
function merged(groups: Group[]): Group[] {
  const kept: Group[] = [];
  for (const group of groups) {
    const same = kept.find((one) => one.entry?.key === group.entry?.key);
    if (!same) kept.push({ ...group });
    else if (group.options.length === 0 && group.numbers.length === 0) continue;
    else if (same.options.length === 0 && same.numbers.length === 0) Object.assign(same, group);
    else kept.push(group);
  }
  return kept;
}

function lineOf(group: Group, showing: CodeEntry | null, problems: Set<Reason>, said: Lines['said']): ReadLine[] {
  const entry = group.entry ?? showing;
  const variant: Record<string, string> = {};
  for (const option of group.options) addOption(option, entry, variant, problems, said);
  const numbers = group.numbers.filter((n) => !takeNumberOption(n, entry, variant, said));
  const quantity = quantityOf(numbers, problems, group.entry !== null);
  if (group.entry) said.push({ said: group.entry.key, read: `product ${group.entry.code}` });
  if (quantity !== null)
    said.push({ said: numbers.map((n) => n.said).join(' '), read: `quantity ${String(quantity)}` });
  return [{ code: group.entry?.code ?? null, variant, quantity }];
}

function addOption(
  option: Extract<Mark, { kind: 'option' }>,
  entry: CodeEntry | null,
  variant: Record<string, string>,
  problems: Set<Reason>,
  said: Lines['said'],
): void {
  const value =
    entry?.values.get(option.word) ?? (option.concept === null ? undefined : entry?.values.get(option.concept));
  if (value === undefined) {
    // A lone letter is often no size at all; anything longer is an option this product does not have.
    if (option.word.length > 1) problems.add('unknown-option');
    return;
  }
  const before = variant[value.axis];
  if (before !== undefined && before !== value.value) problems.add('two-options');
  variant[value.axis] = value.value;
  said.push({ said: option.said, read: `${value.axis} ${value.value}` });
}

/** A bare number that is one of the product's sizes, while no size was named yet. */
function takeNumberOption(
  mark: Extract<Mark, { kind: 'number' }>,
  entry: CodeEntry | null,
  variant: Record<string, string>,
  said: Lines['said'],
): boolean {
  if (mark.sure || mark.word) return false;
  const value = entry?.values.get(mark.said);
  if (value === undefined || variant[value.axis] !== undefined) return false;
  variant[value.axis] = value.value;
  said.push({ said: mark.said, read: `${value.axis} ${value.value}` });
  return true;
}

function quantityOf(numbers: Group['numbers'], problems: Set<Reason>, coded: boolean): number | null {
  const sure = numbers.filter((n) => n.sure);
  // "the blue one": a lone one-word beside another number is no quantity.
  const rest = numbers.filter((n) => !n.sure && !(n.word && n.value === 1 && numbers.length > 1));
  const told = sure.length > 0 ? [...sure, ...rest.filter((n) => !n.word)] : rest;
  const values = [...new Set(told.map((n) => n.value))];
  if (values.length > 1) problems.add('two-quantities');
  const value = values[0] ?? numbers[0]?.value ?? null;
  if (value === null) return null;
  if (value > MOST || value < 1) problems.add('absurd-quantity');
  else if (sure.length === 0 && value > BARE_MOST) problems.add(coded ? 'absurd-quantity' : 'unknown-code');
  return value;
}

/** One slip away from a code of ours: a letter or digit wrong, missing, too many, or two changed round. */
export function isNear(said: string, context: ReadingContext): boolean {
  if (said.length < 3) return false;
  for (const key of context.codes.keys()) if (key.length >= 3 && slips(said, key) === 1) return true;
  return false;
}

function slips(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 1) return 2;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const [restA, restB] = [a.slice(at), b.slice(at)];
  if (restA === restB) return 0;
  const swapped =
    restA.length > 1 && restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
  if (swapped || restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1)) return 1;
  return 2;
}
