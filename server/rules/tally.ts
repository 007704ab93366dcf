import type { Effect } from './effects.ts';
import type { LogRow } from './log-row.ts';

/** What the log so far says of an author. */
export interface Counted {
  /** Messages in this show before this one. */
  messages: number;
  /** Claims made in this show, whatever became of them. */
  claims: number;
}

/**
 * The authors' records of one show, counted row by row. Only kept where a rule asks for it; it follows from the log
 * alone, so whoever has lost it counts anew.
 */
export type Tally = Map<string, Counted>;

export const UNKNOWN: Counted = { messages: 0, claims: 0 };

/** Not a message of ours, nor one of before we listened. An author whom the platform withholds is nobody's record. */
export const isCounted = (row: LogRow): boolean =>
  row.kind === 'message' && !row.history && !row.own && row.authorId !== null && row.unnamed !== true;

/** The tally after one more row and what it led to. */
export function counted(tally: Tally, row: LogRow, effects: readonly Effect[]): void {
  if (isCounted(row)) add(tally, row.authorId, 1, 0);
  for (const effect of effects) if (effect.do === 'claim' && effect.unnamed !== true) add(tally, effect.authorId, 0, 1);
}

function add(tally: Tally, authorId: string | null, messages: number, claims: number): void {
  if (authorId === null) return;
  const before = tally.get(authorId) ?? UNKNOWN;
  tally.set(authorId, { messages: before.messages + messages, claims: before.claims + claims });
}
