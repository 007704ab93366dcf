import type { Reading } from '../intents/reading.ts';
import type { Snapshot } from './catalog.ts';
import { claiming } from './claiming.ts';
import type { ClaimEnding, Effect } from './effects.ts';
import type { LogRow } from './log-row.ts';
import type { Ban, DecideState } from './state.ts';

const MOST_BANS = 500;
const REFUSED: ClaimEnding = { state: 'refused', reason: 'its author is banned' };

/** The ban that stands for this message: this show's own word first, else what earlier shows left. null: none. */
export function banOf(state: DecideState, row: LogRow): Ban | null {
  const ban = (row.authorId === null ? undefined : state.bans[row.authorId]) ?? row.banned;
  if (ban === null || ban.lifted === true) return null;
  if (row.spokenAtMs < ban.sinceMs) return null;
  return ban.untilMs === null || row.spokenAtMs < ban.untilMs ? ban : null;
}

/**
 * A banned author's message is flagged, its claims are refused with the reason, nothing is answered; and the platform is
 * told of the ban the first time they speak on a broadcast that has not heard of it: one of a later show, or of another
 * connection.
 */
export function fromBanned(
  state: DecideState,
  row: LogRow,
  reading: Reading,
  ban: Ban,
  snapshot: Snapshot,
): [DecideState, Effect[]] {
  const claims =
    reading.intent === 'claim' && !reading.needsLook ? claiming(state, row, reading, snapshot, REFUSED) : null;
  const [next, again] = appliedAgain(state, row, ban, snapshot);
  const flagged: Effect = { do: 'reading', seq: row.seq, reading: { ...reading, needsLook: false }, outcome: 'banned' };
  return [next, [flagged, ...(claims?.effects.filter((effect) => effect.do === 'claim') ?? []), ...again]];
}

function appliedAgain(state: DecideState, row: LogRow, ban: Ban, snapshot: Snapshot): [DecideState, Effect[]] {
  const { authorId, broadcastId, connectionId } = row;
  if (authorId === null || broadcastId === null || connectionId === null || ban.on.includes(broadcastId))
    return [state, []];
  const again: Effect = {
    do: 'moderate',
    seq: row.seq,
    id: `${snapshot.show.id}.${String(row.seq)}.ban`,
    kind: ban.untilMs === null ? 'ban' : 'timeout',
    ofSeq: row.seq,
    authorId,
    forSeconds: ban.untilMs === null ? null : Math.max(1, Math.round((ban.untilMs - row.spokenAtMs) / 1000)),
    reason: ban.reason,
    madeBy: 'rule',
    atMs: row.spokenAtMs,
    place: { connectionId, broadcastId, messageId: row.platformId },
  };
  return [banned(state, authorId, { ...ban, on: [...ban.on, broadcastId] }), [again]];
}

/** The state in which this author is banned, or no longer. Bounded: the oldest are forgotten, and the table still knows them. */
export function banned(state: DecideState, authorId: string, ban: Ban): DecideState {
  const entries = Object.entries({ ...state.bans, [authorId]: ban });
  const kept =
    entries.length <= MOST_BANS ? entries : entries.sort((a, b) => b[1].sinceMs - a[1].sinceMs).slice(0, MOST_BANS);
  return { ...state, bans: Object.fromEntries(kept) };
}
