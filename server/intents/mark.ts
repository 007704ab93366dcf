import type { Aliases, CodeEntry, ReadingContext } from './context.ts';
import type { Chosen } from './meanings.ts';
import type { Meaning, Role } from './phrases.ts';
import type { Token } from './tokens.ts';
import type { Aside } from './units.ts';

/** What one stretch of a comment was understood as. `said` is the stretch as folded. */
export type Mark =
  | CodeMark
  | { kind: 'unknown-code'; said: string; marked: boolean; near: readonly CodeEntry[] }
  | NumberMark
  | OptionMark
  /** Words of titles: the products they fit. */
  | { kind: 'title'; said: string; entries: readonly CodeEntry[]; head: boolean }
  | { kind: 'odd-number'; said: string }
  | { kind: 'aside'; said: string; what: Aside }
  | { kind: 'url' | 'ask' | 'stop'; said: string }
  | { kind: 'meaning'; said: string; meaning: Meaning; roles: readonly Role[] }
  | { kind: 'unknown'; said: string };

export interface CodeMark {
  kind: 'code';
  said: string;
  entry: CodeEntry;
  marked: boolean;
  how: 'written' | 'title' | 'decided';
  /** The code is a word for these colours or sizes too ("ROSE"). */
  colours?: readonly string[];
}

export interface NumberMark {
  kind: 'number';
  said: string;
  value: number;
  /** Written as a quantity ("x2", "2 pcs", "+1"), not merely a number. */
  sure: boolean;
  word: boolean;
  /** The product of which it may be the code. */
  entry: CodeEntry | null;
  /** A word before or after it says that it is a code. */
  marked: boolean;
  /** A word before it says that it is a size. */
  size: boolean;
  /** The word that says that it is a code stands after it ('8号'): of a product with a code of letters it is a size. */
  after?: boolean;
}

export interface OptionMark {
  kind: 'option';
  said: string;
  word: string;
  concept: string | null;
  /** A material or a pattern: describes, where the product has no such option. */
  describes: boolean;
  /** The letter or word is a code of ours too. */
  entry: CodeEntry | null;
}

export interface Marked {
  marks: Mark[];
  language: string | null;
}

/** All that a step needs to know of the comment it stands in. */
export interface Stretch {
  list: readonly Token[];
  context: ReadingContext;
  aliases: Aliases;
  language: string | null;
  phrases: readonly (Chosen | null)[];
}

export interface Step {
  mark: Mark | null;
  length: number;
}

export const hasRole = (mark: Mark | undefined, role: Role | 'code-mark'): boolean =>
  mark?.kind === 'meaning' && (role === 'code-mark' ? mark.meaning.kind === 'code-mark' : mark.roles.includes(role));

/** A stretch as it stood, one space where there was any. */
export const textOf = (list: readonly Token[], at: number, length: number): string => {
  if (length === 1) return list[at]?.text ?? '';
  let text = '';
  for (let i = at; i < at + length; i += 1) text += (i > at && !list[i]?.joined ? ' ' : '') + (list[i]?.text ?? '');
  return text;
};
