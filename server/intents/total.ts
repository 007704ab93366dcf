import type { CodeEntry, OptionValue } from './context.ts';
import { valuesOf } from './goods.ts';
import type { Bit, Found, Group } from './goods.ts';
import type { NumberMark } from './mark.ts';

/**
 * "Two W33, one red one black": the first number counts all that follows and is no amount of a variant. Where it does
 * not add up, a person decides.
 */
export function withoutTotal(group: Group, found: Found): readonly Bit[] {
  const [first, ...rest] = group.bits;
  if (first?.mark.kind !== 'number' || first.mark.size || first.mark.value < 2) return group.bits;
  const total = first.mark.value;
  const entry = group.entry ?? found.showing;
  const names = (bit: Bit | undefined) => bit?.mark.kind === 'option' && valuesOf(bit.mark, entry).length === 1;
  const variants = varied(rest, group, found);
  const numbers = rest.flatMap((bit) =>
    bit.mark.kind === 'number' && sizeOf(bit.mark, entry) === undefined ? [bit.mark.value] : [],
  );
  if (variants < 2 && numbers.length === 0) return group.bits;
  const sum = numbers.reduce((all, one) => all + one, 0);
  if (numbers.length === 0) {
    // "2 red and black" may be two red ones: only a number that stands apart from the colours counts them all.
    if (total === variants && (group.lead === 1 || rest[0]?.parted === true || first.mark.sure)) return rest;
    found.problems.add('two-quantities');
    return group.bits;
  }
  if (variants >= 2 && numbers.length === variants && sum === total) return rest;
  // "two W33 one red"
  if (group.lead > 0 && rest.some((bit, at) => bit.mark.kind === 'number' && bit.mark.word && at < 1 && names(rest[1])))
    found.problems.add('two-quantities');
  return group.bits;
}

/** "37 and 38" of shoes are sizes. */
function sizeOf(mark: NumberMark, entry: CodeEntry | null): OptionValue | undefined {
  if (mark.sure || mark.word) return undefined;
  const parts = entry?.parts.get(mark.said) ?? [];
  return entry?.values.get(mark.said) ?? (parts.length === 1 ? parts[0] : undefined);
}

/** How many values of one axis are named. */
function varied(bits: readonly Bit[], group: Group, found: Found): number {
  const entry = group.entry ?? found.showing;
  const axes = new Map<string, Set<string>>();
  for (const { mark } of bits) {
    const [value, second] =
      mark.kind === 'option' ? valuesOf(mark, entry) : mark.kind === 'number' ? [sizeOf(mark, entry)] : [];
    if (value === undefined || second !== undefined) continue;
    const of = axes.get(value.axis) ?? new Set<string>();
    axes.set(value.axis, of.add(value.value));
  }
  return Math.max(0, ...[...axes.values()].map((of) => of.size));
}
