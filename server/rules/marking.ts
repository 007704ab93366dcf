import { readOnce } from '../intents/read-once.ts';
import type { Reading } from '../intents/reading.ts';
import type { Snapshot } from './catalog.ts';
import type { Effect } from './effects.ts';
import type { LogRow } from './log-row.ts';
import type { DecideState } from './state.ts';

const MOST_REMOVED = 300;

/** What was removed leaves a marker on its claim and changes nothing else; a claim that comes after its own removal gets one too. */
export function removed(state: DecideState, row: LogRow): [DecideState, Effect[]] {
  const ids = row.body['targetIds'];
  if (row.broadcastId === null || !Array.isArray(ids)) return [state, []];
  const targets = ids.map(String);
  const mark = { do: 'mark' as const, seq: row.seq, kind: 'removed' as const, broadcastId: row.broadcastId };
  if (row.body['target'] === 'author') return [state, [{ ...mark, messageIds: [], authorIds: targets }]];
  const { broadcastId } = row;
  const known = [...state.removed, ...targets.map((id) => nameOf(broadcastId, id))].slice(-MOST_REMOVED);
  return [{ ...state, removed: known }, [{ ...mark, messageIds: targets, authorIds: [] }]];
}

const nameOf = (broadcastId: string, messageId: string): string => `${broadcastId} ${messageId}`;

/** The marker of a claim whose message was removed before it arrived. */
export function lateMark(state: DecideState, row: LogRow): Effect[] {
  const { broadcastId, platformId } = row;
  if (broadcastId === null || platformId === null || !state.removed.includes(nameOf(broadcastId, platformId)))
    return [];
  return [{ do: 'mark', seq: row.seq, kind: 'removed', broadcastId, messageIds: [platformId], authorIds: [] }];
}

/**
 * An edit moves nothing. With the same lines it says nothing new; with another code or quantity, or where it now reads as
 * a claim or a cancel, or no longer does, a person decides.
 */
export function edited(row: LogRow, snapshot: Snapshot, showing: string | null): Effect[] {
  const now = readOnce(row.text, snapshot.context, showing);
  const before = row.of === null ? null : readOnce(row.of.text, snapshot.context, showing);
  if (before !== null && meaning(before) === meaning(now)) return [];
  if (!isOrder(now) && (before === null || !isOrder(before))) return [];
  const flagged: Effect = { do: 'reading', seq: row.seq, reading: { ...now, needsLook: true }, outcome: 'edited' };
  if (row.broadcastId === null || row.platformId === null) return [flagged];
  const { broadcastId, platformId, seq } = row;
  return [flagged, { do: 'mark', seq, kind: 'edited', broadcastId, messageIds: [platformId], authorIds: [] }];
}

const isOrder = (reading: Reading): boolean => reading.intent === 'claim' || reading.intent === 'cancel';
const meaning = (reading: Reading): string =>
  isOrder(reading)
    ? JSON.stringify([
        reading.intent,
        reading.lines.map((line) => [line.code, Object.entries(line.variant).sort(), line.quantity]),
      ])
    : '';
