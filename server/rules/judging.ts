import { readMessage } from './hear.ts';
import type { Snapshot } from './catalog.ts';
import type { Effect } from './effects.ts';
import type { LogRow, Records } from './log-row.ts';
import { judgedOnce, switchedTo } from './rules-state.ts';
import { ruledMessage } from './ruling.ts';
import type { Tallied } from './ruling.ts';
import type { DecideState } from './state.ts';

/**
 * What a person of the team did about the rules: another version from here on; a held message allowed or denied; a
 * notice taken down. null: it was something else.
 *
 *   rules { version } · allow, deny { ofSeq } · close-notice { noticeId, dismissed? }
 */
export function judged(
  state: DecideState,
  row: LogRow,
  snapshot: Snapshot,
  records: Records,
  tally: Tallied,
): [DecideState, Effect[]] | null {
  const by = typeof row.body['by'] === 'string' ? row.body['by'] : 'member';
  switch (row.body['action']) {
    case 'rules':
      return [switched(state, row, snapshot), []];
    case 'allow':
      return allowed(state, row, snapshot, records, tally, by);
    case 'deny':
      return denied(state, row, snapshot, by);
    case 'close-notice':
      return [state, closed(row, by)];
    default:
      return null;
  }
}

function switched(state: DecideState, row: LogRow, snapshot: Snapshot): DecideState {
  const version = row.body['version'];
  return typeof version === 'number' ? { ...state, rules: switchedTo(state.rules, snapshot.rules, version) } : state;
}

/** The message is decided anew, as if it came now with its own time: its claim keeps its rank. A second word about it is nothing. */
function allowed(
  before: DecideState,
  row: LogRow,
  snapshot: Snapshot,
  records: Records,
  tally: Tallied,
  by: string,
): [DecideState, Effect[]] {
  const message = judgedMessage(before, row);
  if (message === null) return [before, []];
  const state = { ...before, rules: judgedOnce(before.rules, message.seq) };
  const [next, effects] = ruledMessage(state, message, snapshot, records, tally, true);
  return [next, [closing(snapshot, message, 'done', by), ...effects.map(again)]];
}

function denied(before: DecideState, row: LogRow, snapshot: Snapshot, by: string): [DecideState, Effect[]] {
  const message = judgedMessage(before, row);
  if (message === null) return [before, []];
  const state = { ...before, rules: judgedOnce(before.rules, message.seq) };
  const reading = { ...readMessage(before, message, snapshot), needsLook: false };
  return [
    state,
    [
      closing(snapshot, message, 'dismissed', by),
      { do: 'reading', seq: message.seq, reading, outcome: 'denied', ruled: null, again: true },
    ],
  ];
}

function judgedMessage(state: DecideState, row: LogRow): LogRow | null {
  if (row.of === null || row.of.kind !== 'message' || state.rules.judged.includes(row.of.seq)) return null;
  return { ...row.of, of: null };
}

const heldId = (snapshot: Snapshot, seq: number): string => `${snapshot.show.id}.${String(seq)}.held`;
const closing = (snapshot: Snapshot, message: LogRow, state: 'done' | 'dismissed', closedBy: string): Effect => ({
  do: 'close-notice',
  id: heldId(snapshot, message.seq),
  state,
  closedBy,
});
const again = (effect: Effect): Effect => (effect.do === 'reading' ? { ...effect, again: true } : effect);

function closed(row: LogRow, closedBy: string): Effect[] {
  const id = row.body['noticeId'];
  if (typeof id !== 'string') return [];
  return [{ do: 'close-notice', id, state: row.body['dismissed'] === true ? 'dismissed' : 'done', closedBy }];
}
