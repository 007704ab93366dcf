import { readOnce } from '../intents/read-once.ts';
import { decide } from '../rules/decide.ts';
import { recorded } from '../rules/cancelling.ts';
import type { Snapshot } from '../rules/catalog.ts';
import type { Effect } from '../rules/effects.ts';
import type { KnownClaim, LogRow } from '../rules/log-row.ts';
import type { DecideState } from '../rules/state.ts';

/** Authors who may be cancelling something: their earlier claims are read before the batch is decided. */
export function cancellers(rows: readonly LogRow[], snapshot: Snapshot): string[] {
  const authors = rows.flatMap((row) =>
    row.kind === 'message' && !row.history && !row.own && row.authorId !== null && mayCancel(row.text, snapshot)
      ? [row.authorId]
      : [],
  );
  return [...new Set(authors)];
}

// What is showing does not change whether a comment is a cancel, so it need not be known yet.
const mayCancel = (text: string, snapshot: Snapshot): boolean =>
  readOnce(text, snapshot.context, null).intent === 'cancel';

/** Folds `decide` over a batch. `known` is the open claims of the cancellers, and is brought along from row to row. */
export function foldRows(
  state: DecideState,
  rows: readonly LogRow[],
  snapshot: Snapshot,
  known: Map<string, KnownClaim[]>,
): [DecideState, Effect[]] {
  const effects: Effect[] = [];
  let now = state;
  for (const row of rows) {
    const [next, more] = decide(now, row, snapshot, known);
    recorded(known, more);
    effects.push(...more);
    now = next;
  }
  return [now, effects];
}
