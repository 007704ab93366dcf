import type { CodeEntry, OptionValue, ReadingContext } from './context.ts';
import type { Mark, NumberMark, OptionMark } from './mark.ts';
import type { ReadLine, Reason } from './reading.ts';

/** A code, a number or an option that is meant, in its order. */
export interface Bit {
  mark: Extract<Mark, { kind: 'code' }> | NumberMark | OptionMark;
  said: string;
  /** A comma or an "and" stands between it and the one before. */
  parted: boolean;
  /** Stands in the place of what went before ("no x3", "sorry L"). */
  corrects: boolean;
}

export interface Lines {
  lines: ReadLine[];
  problems: Reason[];
  /** Other readings of the same goods, where there is a doubt. */
  others: ReadLine[][];
  /** The whole comment read with each code that an unknown one may stand for, the best fitting first. */
  guessed?: ReadLine[][];
  doubted: string | null;
  /** Written as an amount of goods: "x2", "2 pcs", "two". */
  counted: boolean;
  optioned: boolean;
  coded: boolean;
  said: { said: string; read: string }[];
  /** Bare numbers that turned out to be codes, each with the code it is. */
  numbered: ReadonlyMap<Mark, Mark>;
}

/** What is found out on the way. */
export interface Found {
  context: ReadingContext;
  showing: CodeEntry | null;
  problems: Set<Reason>;
  others: ReadLine[][];
  doubted: string | null;
  said: Lines['said'];
  numbered: Map<Mark, Mark>;
}

export interface Group {
  entry: CodeEntry | null;
  bits: Bit[];
  /** How many of the bits stand before the code. */
  lead: number;
}

export interface Item {
  variant: Record<string, string>;
  numbers: NumberMark[];
}

/** Which of the product's values an option word means: one, several it could be, or none. */
export function valuesOf(option: OptionMark, entry: CodeEntry | null): readonly OptionValue[] {
  if (entry === null) return [];
  const exact =
    entry.values.get(option.word) ?? (option.concept === null ? undefined : entry.values.get(option.concept));
  if (exact !== undefined) return [exact];
  const joined = entry.values.get(option.word.replace(/[\s-]+/g, ''));
  if (joined !== undefined) return [joined];
  return entry.parts.get(option.word) ?? (option.concept === null ? undefined : entry.parts.get(option.concept)) ?? [];
}
