import { READ_CODE_POINTS } from '../intents/fold.ts';
import { readOnce } from '../intents/read-once.ts';
import { decide } from '../rules/decide.ts';
import { recorded } from '../rules/cancelling.ts';
import type { Snapshot } from '../rules/catalog.ts';
import type { Effect } from '../rules/effects.ts';
import { inWords } from '../rules/in-words.ts';
import type { KnownClaim, LogRow } from '../rules/log-row.ts';
import type { DecideState } from '../rules/state.ts';
import { counted } from '../rules/tally.ts';
import type { Tally } from '../rules/tally.ts';

/** What is read in one go, in characters: reading happens between two statements and holds up all else in the process. */
const READ_AT_ONCE = 20_000;

/** The first of these rows, at least one, that are read in one go: all of an ordinary batch, a part of a flood of long ones. */
export function readAtOnce<R extends Pick<LogRow, 'text'>>(rows: readonly R[]): readonly R[] {
  let characters = 0;
  const end = rows.findIndex((row, at) => {
    characters += Math.min(row.text.length, READ_CODE_POINTS);
    return at > 0 && characters > READ_AT_ONCE;
  });
  return end === -1 ? rows : rows.slice(0, end);
}

/** Authors who may be cancelling something: their earlier claims are read before the batch is decided. */
export function cancellers(state: Pick<DecideState, 'claimWords'>, rows: readonly LogRow[], plain: Snapshot): string[] {
  // A row that is read in the words of before or after a change in this batch: whoever may cancel by any of them is asked for.
  const snapshots = wordsIn(state.claimWords, rows).map((words) => inWords(plain, words));
  const authors = rows.flatMap((row) =>
    [row, ...(row.kind === 'staff' && row.body['action'] === 'allow' && row.of !== null ? [row.of] : [])].flatMap(
      (one) =>
        one.kind === 'message' &&
        !one.history &&
        !one.own &&
        one.authorId !== null &&
        snapshots.some((snapshot) => mayCancel(one.text, snapshot))
          ? [one.authorId]
          : [],
    ),
  );
  return [...new Set(authors)];
}

function wordsIn(before: readonly string[], rows: readonly LogRow[]): (readonly string[])[] {
  const all = [before];
  for (const row of rows)
    if (row.kind === 'staff' && row.body['action'] === 'claim-words' && Array.isArray(row.body['words']))
      all.push(row.body['words'].map(String));
  return all;
}

// What is showing does not change whether a comment is a cancel, so it need not be known yet.
const mayCancel = (text: string, snapshot: Snapshot): boolean =>
  readOnce(text, snapshot.context, null).intent === 'cancel';

/**
 * Folds `decide` over a batch. `known` is the open claims of the cancellers, `tally` the authors' records where rules ask
 * for them: both are brought along from row to row.
 */
export function foldRows(
  state: DecideState,
  rows: readonly LogRow[],
  snapshot: Snapshot,
  known: Map<string, KnownClaim[]>,
  tally?: Tally,
): [DecideState, Effect[]] {
  const effects: Effect[] = [];
  let now = state;
  for (const row of rows) {
    const [next, more] = decide(now, row, snapshot, known, tally);
    recorded(known, more);
    if (tally !== undefined) counted(tally, row, more);
    effects.push(...more);
    now = next;
  }
  return [now, effects];
}
