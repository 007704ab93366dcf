import type { Incoming } from './incoming.ts';

/** What may become one row while it waits: it is counted, and nobody answers it. Messages never. */
const MERGED = new Set(['like', 'join', 'audience']);
const MOST_PARTS = 500;

/** Puts `next` into `waiting`, its like that has not been taken yet, and says whether that could be done. */
export function merged(waiting: Incoming | undefined, next: Incoming): boolean {
  if (waiting === undefined || !mayMerge(waiting, next)) return false;
  waiting.parts.push(...next.parts);
  if (next.kind === 'audience') waiting.body = { ...waiting.body, ...next.body };
  else if (next.kind === 'like' && next.body?.total !== undefined)
    waiting.body = { ...waiting.body, total: next.body.total };
  return true;
}

export const isMergeable = (kind: string): boolean => MERGED.has(kind);

function mayMerge(waiting: Incoming, next: Incoming): boolean {
  return (
    isMergeable(next.kind) &&
    waiting.kind === next.kind &&
    waiting.history === next.history &&
    waiting.late === next.late &&
    waiting.parts.length < MOST_PARTS
  );
}

/**
 * The row that is left when only `fresh` of its happenings were new: their likes added up, their joins counted;
 * null when all of them had been there.
 */
export function folded(row: Incoming, fresh: readonly { count: number }[]): Incoming | null {
  if (fresh.length === 0) return null;
  if (row.kind === 'like')
    return { ...row, body: { ...row.body, count: fresh.reduce((sum, part) => sum + part.count, 0) } };
  if (row.kind === 'join' && fresh.length > 1) return { ...row, body: { count: fresh.length } };
  return row;
}
