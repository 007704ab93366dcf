import type { CodeEntry, OptionValue } from './context.ts';
import { valuesOf } from './goods.ts';
import type { Bit, Found, Group, Item } from './goods.ts';
import type { NumberMark, OptionMark } from './mark.ts';
import { withoutTotal } from './total.ts';

/** "A12 M and L", "2 red, 1 black": the variants of one product that a comment names, each with its number. */
export function itemsOf(group: Group, found: Found): Item[] {
  const entry = group.entry ?? found.showing;
  const bits = withoutTotal(group, found);
  const items: (Item & { parted: boolean })[] = [];
  let current = fresh(false);
  const next = (parted: boolean) => {
    items.push(current);
    current = fresh(parted);
  };
  let loose = false;
  for (const [at, bit] of bits.entries()) {
    const option = bit.mark.kind === 'code' ? null : optionOf(bit, entry, current, found);
    if (option !== null) {
      if (option === 'none') continue;
      const before = current.variant[option.axis];
      if (bit.corrects && before !== undefined) current.variant[option.axis] = option.value;
      else if (before !== undefined && before !== option.value) {
        if (!bit.parted && current.numbers.length === 0) loose = true;
        next(bit.parted);
        current.variant[option.axis] = option.value;
      } else current.variant[option.axis] = option.value;
      continue;
    }
    if (bit.mark.kind !== 'number') continue;
    if (bit.corrects) current.numbers = [bit.mark];
    else if (
      current.numbers.length > 0 &&
      Object.keys(current.variant).length > 0 &&
      (!same(current.numbers, bit.mark) || begins(bits[at + 1], entry, current))
    ) {
      next(bit.parted);
      current.numbers.push(bit.mark);
    } else current.numbers.push(bit.mark);
  }
  items.push(current);
  return settled(items, loose, group, found);
}

/** "2 grey 2 brown": the second 2 belongs to the colour after it. */
function begins(next: Bit | undefined, entry: CodeEntry | null, item: Item): boolean {
  const [value, second] = next?.mark.kind === 'option' ? valuesOf(next.mark, entry) : [];
  const taken = value === undefined || second !== undefined ? undefined : item.variant[value.axis];
  return taken !== undefined && taken !== value?.value;
}

const fresh = (parted: boolean) => ({ variant: {} as Record<string, string>, numbers: [] as NumberMark[], parted });
const same = (numbers: readonly NumberMark[], mark: NumberMark) => numbers.some((one) => one.value === mark.value);

function settled(items: (Item & { parted: boolean })[], loose: boolean, group: Group, found: Found): Item[] {
  const [first, last] = [items[0], items.at(-1)];
  if (first === undefined || last === undefined || items.length === 1) return items;
  // "A12 M 2 3": a second number with no option of its own is no second variant.
  if (Object.keys(last.variant).length === 0) {
    items.at(-2)?.numbers.push(...last.numbers);
    items.pop();
    return settled(items, loose, group, found);
  }
  if (loose) {
    found.problems.add('two-options');
    for (const item of items.slice(1))
      found.others.push([
        {
          code: group.entry?.code ?? null,
          variant: { ...first.variant, ...item.variant },
          quantity: first.numbers[0]?.value ?? 1,
        },
      ]);
    return [first];
  }
  return items.map((item) => ({ numbers: item.numbers, variant: { ...shared(item, first, last), ...item.variant } }));
}

/** "red M and L" are both red; "red and black M" are both M. */
function shared(item: Item, first: Item, last: Item): Record<string, string> {
  const size = (one: Item) => Object.keys(one.variant).length;
  const whole = size(first) >= size(last) ? first : last;
  return size(item) < size(whole) ? whole.variant : {};
}

/** What a bit says of the variant; null: it is no option but a number, 'none': an option that says nothing. */
function optionOf(bit: Bit, entry: CodeEntry | null, item: Item, found: Found): OptionValue | 'none' | null {
  if (bit.mark.kind === 'option') return namedOption(bit.mark, entry, found);
  return bit.mark.kind === 'number' ? numberOption(bit, bit.mark, entry, item, found) : null;
}

/** "para mi niña", "free size": says for whom, where the product has no such option. */
const WHOM = new Set(['one size', 'kids', 'adult', 'girls', 'boys', 'baby', 'women', 'men']);

function namedOption(option: OptionMark, entry: CodeEntry | null, found: Found): OptionValue | 'none' {
  if (entry === null) return 'none';
  const [value, second] = valuesOf(option, entry);
  if (value !== undefined && second === undefined) return tell(option.said, value, found);
  // A lone letter is often no size at all, "free size" and a material only describe.
  if (value === undefined && (option.describes || /^[a-z]$/.test(option.word) || WHOM.has(option.concept ?? '')))
    return 'none';
  found.problems.add('unknown-option');
  found.said.push({ said: option.said, read: `no option of ${entry.code}` });
  for (const one of [value, second])
    if (one !== undefined) found.others.push([{ code: entry.code, variant: { [one.axis]: one.value }, quantity: 1 }]);
  return 'none';
}

/** A number that is one of the product's sizes, while no size was named yet or where the word "size" stands before it. */
function numberOption(
  bit: Bit,
  mark: NumberMark,
  entry: CodeEntry | null,
  item: Item,
  found: Found,
): OptionValue | 'none' | null {
  if (mark.sure || mark.word) return null;
  const parts = entry?.parts.get(mark.said) ?? [];
  const value = entry?.values.get(mark.said) ?? (parts.length === 1 ? parts[0] : undefined);
  if (value === undefined) {
    if (!mark.size) return null;
    if (entry !== null && (entry.axes.length > 0 || mark.after === true)) found.problems.add('unknown-option');
    return 'none';
  }
  if (mark.size) return tell(mark.said, value, found);
  const taken = item.variant[value.axis] !== undefined;
  // "4-5 yrs" for a size "4-5 years": both numbers are the size's.
  if (item.variant[value.axis] === value.value && /\d\D+\d/.test(value.value)) return 'none';
  if (taken && !bit.parted && !bit.corrects) return null;
  if (mark.value <= 3) found.problems.add('ambiguous-number');
  return tell(mark.said, value, found);
}

function tell(said: string, value: OptionValue, found: Found): OptionValue {
  found.said.push({ said, read: `${value.axis} ${value.value}` });
  return value;
}
