import type { CodeEntry, ReadingContext } from './context.ts';
import type { Found, Group, Item, Lines } from './goods.ts';
import { itemsOf } from './items.ts';
import { hasRole } from './mark.ts';
import type { Mark, NumberMark } from './mark.ts';
import { meant } from './meant.ts';
import { misspelt } from './misspelt.ts';
import type { Bit } from './goods.ts';
import type { ReadLine } from './reading.ts';

/** More than this in one comment is a slip or a joke. */
export const MOST = 50;
/** A bare number above this is rather a code than a quantity. */
const BARE_MOST = 20;

/** What goods a comment names: a line a product and variant, with the seller's own option words. `showing`: the code of the product now showing. */
export function linesOf(marks: readonly Mark[], context: ReadingContext, showing: string | null): Lines {
  const found: Found = {
    context,
    showing: context.codes.get(showing ?? '') ?? null,
    problems: new Set(),
    others: [],
    doubted: null,
    said: [],
    numbered: new Map(),
  };
  const { bits, each } = meant(marks, found);
  codeOrColour(bits, found);
  const groups = merged(grouped(bits));
  if (each === null) bothOf(marks, groups, found);
  const items = groups.map((group) => ({ group, items: itemsOf(group, found) }));
  const lines = items.flatMap(({ group, items: own }) => own.map((item) => lineOf(group, item, found)));
  if (each !== null) for (const line of lines) line.quantity = each.value;
  else inOne(lines, found);
  misspelt(marks, groups, lines, found);
  return {
    lines,
    problems: [...found.problems],
    others: found.others,
    doubted: found.doubted,
    counted: each !== null || bits.some((bit) => bit.mark.kind === 'number' && (bit.mark.sure || bit.mark.word)),
    optioned:
      lines.some((line) => Object.keys(line.variant).length > 0) ||
      bits.some((bit) => bit.mark.kind === 'option' && !bit.mark.describes),
    coded: groups.some((group) => group.entry !== null),
    said: found.said,
    numbered: found.numbered,
  };
}

/** What the comment would say were its unknown code one of these: the code whose options fit goes first. */
export function guessedLines(marks: readonly Mark[], context: ReadingContext, showing: string | null): ReadLine[][] {
  const unknown = marks.filter((mark) => mark.kind === 'unknown-code');
  const [only] = unknown;
  if (only?.kind !== 'unknown-code' || unknown.length > 1) return [];
  const near = only.near.length > 0 ? only.near : shortNear(only.said, context);
  const read = near.slice(0, 6).map((entry) => {
    const code: Mark = { kind: 'code', said: only.said, entry, marked: true, how: 'written' };
    return linesOf(
      marks.map((mark) => (mark === only ? code : mark)),
      context,
      showing,
    );
  });
  const told = ({ lines }: Lines) => lines.reduce((all, line) => all + Object.keys(line.variant).length, 0);
  return read.toSorted((a, b) => a.problems.length - b.problems.length || told(b) - told(a)).map(({ lines }) => lines);
}

/** 'K4' where there is a K3: codes of two are too short for a near miss, but a person may be offered them. */
function shortNear(said: string, context: ReadingContext): CodeEntry[] {
  if (!/^[a-z]\d$/.test(said)) return [];
  const found: CodeEntry[] = [];
  for (let digit = 0; digit <= 9; digit += 1) {
    const entry = context.codes.get(`${said.slice(0, 1)}${String(digit)}`);
    if (entry !== undefined) found.push(entry);
  }
  return found;
}

/** "rose M": the product ROSE, or what is showing in that colour? */
function codeOrColour(bits: readonly Bit[], found: Found): void {
  const { showing } = found;
  const codes = bits.flatMap(({ mark }) => (mark.kind === 'code' ? [mark] : []));
  const [only] = codes;
  if (only?.colours === undefined || only.marked || codes.length > 1 || showing === null || only.entry === showing)
    return;
  const value = only.colours.map((one) => showing.values.get(one)).find((one) => one !== undefined);
  if (value === undefined) return;
  found.problems.add('code-or-size');
  found.others.push([{ code: showing.code, variant: { [value.axis]: value.value }, quantity: 1 }]);
}

/** "A12 and A21, both M"; "I'll take both", and nobody knows of what. */
function bothOf(marks: readonly Mark[], groups: readonly Group[], found: Found): void {
  const at = marks.findIndex((mark) => hasRole(mark, 'each'));
  if (at < 0) return;
  if (groups.every((group) => group.entry === null && group.bits.length === 0)) found.problems.add('two-options');
  const option = marks[at + 1];
  const last = groups.at(-1)?.bits.at(-1);
  if (option?.kind !== 'option' || groups.length < 2 || last?.mark !== option) return;
  for (const group of groups.slice(0, -1)) group.bits.push(last);
}

/** The same line twice is one line; two amounts of one and the same are a doubt. */
function inOne(lines: ReadLine[], found: Found): void {
  const seen = new Map<string, ReadLine>();
  for (const line of [...lines]) {
    const key = JSON.stringify([line.code, Object.entries(line.variant).sort()]);
    const before = seen.get(key);
    if (before === undefined) {
      seen.set(key, line);
      continue;
    }
    if ((before.quantity ?? 1) !== (line.quantity ?? 1)) {
      found.problems.add('two-quantities');
      found.others.push([line]);
    }
    lines.splice(lines.indexOf(line), 1);
  }
}

/**
 * Which code a number or an option belongs to: what follows a code is its own ("A12 red 2"), unless amounts stand before
 * their codes ("2 A12 red and 1 A15").
 */
function grouped(bits: readonly Bit[]): Group[] {
  const groups: Group[] = [];
  let run: Bit[] = [];
  let prefixed = false;
  for (const bit of bits) {
    if (bit.mark.kind !== 'code') {
      run.push(bit);
      continue;
    }
    const before = groups.at(-1);
    if (before === undefined) {
      prefixed = run.length > 0;
      groups.push({ entry: bit.mark.entry, bits: run, lead: run.length });
    } else {
      const from = prefixed ? leadFrom(run, bit) : afterParting(run, bit);
      before.bits.push(...run.slice(0, from));
      groups.push({ entry: bit.mark.entry, bits: run.slice(from), lead: run.length - from });
    }
    run = [];
  }
  const last = groups.at(-1);
  if (last === undefined) return [{ entry: null, bits: run, lead: 0 }];
  last.bits.push(...run);
  return groups;
}

/** "SUN and 2 J1": an amount parted from the code before it and not from the one after it. */
function afterParting(run: readonly Bit[], code: Bit): number {
  const at = code.parted ? -1 : run.findLastIndex((bit) => bit.parted);
  return at >= 0 && run[at]?.mark.kind === 'number' ? at : run.length;
}

/** Where in what stands between two codes the goods of the second begin. */
function leadFrom(run: readonly Bit[], code: Bit): number {
  if (code.parted) return run.length;
  const parted = run.findLastIndex((bit) => bit.parted);
  if (parted >= 0) return parted;
  const number = run.findLastIndex((bit) => bit.mark.kind === 'number');
  return number >= 0 ? number : 0;
}

/** "CF CF A05 A05" is one claim: a repeated code without goods of its own adds nothing. */
function merged(groups: Group[]): Group[] {
  const kept: Group[] = [];
  for (const group of groups) {
    const same = kept.find((one) => one.entry?.key === group.entry?.key);
    if (!same) kept.push({ ...group });
    else if (group.bits.length === 0) continue;
    else if (same.bits.length === 0) Object.assign(same, { bits: group.bits, lead: group.lead });
    else kept.push(group);
  }
  return kept;
}

function lineOf(group: Group, item: Item, found: Found): ReadLine {
  const quantity = quantityOf(item.numbers, found, group.entry);
  if (quantity !== null)
    found.said.push({ said: item.numbers.map((n) => n.said).join(' '), read: `quantity ${String(quantity)}` });
  return { code: group.entry?.code ?? null, variant: item.variant, quantity };
}

function quantityOf(numbers: readonly NumberMark[], found: Found, entry: CodeEntry | null): number | null {
  const sure = numbers.filter((n) => n.sure);
  // "the blue one": a lone one-word beside another number is no quantity.
  const rest = numbers.filter((n) => !n.sure && !(n.word && n.value === 1 && numbers.length > 1));
  const told = sure.length > 0 ? [...sure, ...rest.filter((n) => !n.word)] : rest;
  const values = [...new Set(told.map((n) => n.value))];
  if (values.length > 1) {
    found.problems.add('two-quantities');
    for (const value of values.slice(1))
      found.others.push([{ code: entry?.code ?? null, variant: {}, quantity: value }]);
  }
  const value = values[0] ?? numbers[0]?.value ?? null;
  if (value === null) return null;
  if (value > MOST || value < 1) found.problems.add('absurd-quantity');
  else if (sure.length === 0 && value > BARE_MOST)
    found.problems.add(entry === null ? 'unknown-code' : 'absurd-quantity');
  return value;
}
