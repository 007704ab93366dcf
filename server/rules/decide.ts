import type { Snapshot } from './catalog.ts';
import type { Effect } from './effects.ts';
import { showingKey } from './hear.ts';
import { inWords } from './in-words.ts';
import { judged } from './judging.ts';
import type { LogRow, Records } from './log-row.ts';
import { edited, removed } from './marking.ts';
import { ruledEvent, ruledMessage } from './ruling.ts';
import { staffDid } from './staff.ts';
import type { DecideState } from './state.ts';
import type { Counted } from './tally.ts';

/**
 * One row of the log → what it leads to. Pure: state, row, snapshot and the authors' records are all it knows, so the
 * same log decides the same, in batches of any size.
 * @param records the open claims of the authors who may be cancelling something
 * @param tally what the authors wrote and claimed before this row; needed where the rules in force want it (`wants.tally`)
 */
export function decide(
  state: DecideState,
  row: LogRow,
  plain: Snapshot,
  records: Records,
  tally: ReadonlyMap<string, Counted> = NO_TALLY,
): [DecideState, Effect[]] {
  const snapshot = inWords(plain, state.claimWords);
  // What was said before we listened is kept, never answered and never claimed.
  if (row.history) return [state, []];
  switch (row.kind) {
    case 'staff':
      return judged(state, row, snapshot, records, tally) ?? staffDid(state, row, snapshot);
    case 'message':
      return row.own ? [state, ownMessage(row)] : ruledMessage(state, row, snapshot, records, tally);
    case 'edit':
      return [state, row.own ? [] : edited(row, snapshot, showingKey(state, snapshot))];
    case 'removal':
      return removed(state, row);
    default:
      return row.own ? [state, []] : ruledEvent(state, row, snapshot, records, tally);
  }
}

const NO_TALLY: ReadonlyMap<string, Counted> = new Map();

/** Our own words are never claims; they prove that a reply has arrived. */
function ownMessage(row: LogRow): Effect[] {
  if (row.connectionId === null || row.text === '') return [];
  return [
    { do: 'own-message', seq: row.seq, connectionId: row.connectionId, platformId: row.platformId, text: row.text },
  ];
}
