import { isoTime } from '../clock.ts';
import type { Tx } from '../db/transaction.ts';
import { missedSince } from './gaps.ts';

/** A broadcast in the name of one holder; what an older one writes is refused by its fence. */
export interface HeldBroadcast {
  workspaceId: string;
  showId: string;
  connectionId: string;
  broadcastId: string;
  fence: number;
}

/** The broadcast is no longer ours to write: another process holds it, or the show is over. */
export class NotOurs extends Error {
  constructor() {
    super('this broadcast is held by another process, or its show is over');
    this.name = 'NotOurs';
  }
}

export interface OpenedLive {
  liveId: string;
  address: string;
  title: string | null;
  /** It goes on under another live id: the old cursor is worth nothing there. */
  isNew: boolean;
  endedMs: number | null;
  resumed: boolean;
}

/** What is to be repaired after an opening; null when nothing was missed. */
export interface Opened {
  gapId: string;
  sinceMs: number;
  isNewLive: boolean;
}

/**
 * The broadcast is open: what the platform calls it, and the end of the gap before it. A broadcast that goes on under
 * another live id is the same broadcast of ours, and a gap of its own reason says so in the timeline.
 */
export async function broadcastOpened(
  tx: Tx,
  of: HeldBroadcast,
  live: OpenedLive,
  nowMs: number,
): Promise<{ gaps: string[]; repair: Opened | null }> {
  const { rowCount } = await tx.query(
    `UPDATE broadcast b SET state = 'live', live_id = $4, address = $5, title = $6, started_at = coalesce(b.started_at, clock_timestamp()),
            ended_at = NULL, cursor = CASE WHEN $7 THEN NULL ELSE b.cursor END
       FROM show s WHERE b.workspace_id = $1 AND b.id = $2 AND b.fence = $3 AND s.id = b.show_id AND s.state = 'on_air'`,
    [of.workspaceId, of.broadcastId, of.fence, live.liveId, live.address, live.title, live.isNew],
  );
  if (rowCount === 0) throw new NotOurs();
  const closed = await closeGaps(tx, of, nowMs, live.resumed, live.isNew ? 'restart' : null);
  if (closed.length === 0 && live.isNew) closed.push(await writeRestart(tx, of, live.endedMs ?? nowMs, nowMs));
  const [first] = closed;
  const sinceMs = Math.min(...closed.map((gap) => gap.startedMs));
  return {
    gaps: closed.map((gap) => gap.id),
    repair: first === undefined ? null : { gapId: first.id, sinceMs: missedSince(sinceMs), isNewLive: live.isNew },
  };
}

/** Over on the platform. Answers the gaps that end with it. */
export async function broadcastEnded(tx: Tx, of: HeldBroadcast, nowMs: number): Promise<string[]> {
  const { rowCount } = await tx.query(
    `UPDATE broadcast SET state = 'ended', ended_at = coalesce(ended_at, clock_timestamp()) WHERE workspace_id = $1 AND id = $2 AND fence = $3`,
    [of.workspaceId, of.broadcastId, of.fence],
  );
  if (rowCount === 0) throw new NotOurs();
  return (await closeGaps(tx, of, nowMs, false, null)).map((gap) => gap.id);
}

/** Writes that a gap began, unless one of this broadcast is open already. Answers the id of the new gap. */
export async function openGap(
  tx: Tx,
  of: HeldBroadcast,
  gap: { reason: string; startedAtMs: number },
): Promise<string | null> {
  const id = gapId(of, gap.startedAtMs);
  const { rowCount } = await tx.query(
    `INSERT INTO gap (id, workspace_id, show_id, connection_id, broadcast_id, reason, after_seq, started_at)
     SELECT $1, $2, $3, $4, $5, $6, coalesce((SELECT last_seq FROM show_counter WHERE show_id = $3 AND workspace_id = $2), 0), $7
      WHERE NOT EXISTS (SELECT 1 FROM gap WHERE workspace_id = $2 AND show_id = $3 AND broadcast_id = $5 AND ended_at IS NULL)
        AND EXISTS (SELECT 1 FROM broadcast b WHERE b.workspace_id = $2 AND b.id = $5 AND b.fence = $8)
     ON CONFLICT (id) DO NOTHING`,
    [
      ...[id, of.workspaceId, of.showId, of.connectionId, of.broadcastId],
      ...[gap.reason, isoTime(gap.startedAtMs), of.fence],
    ],
  );
  return rowCount === 1 ? id : null;
}

const gapId = (of: HeldBroadcast, startedMs: number): string => `${of.broadcastId}.gap.${startedMs}`;

interface ClosedGap {
  id: string;
  startedMs: number;
}

/** Where the platform let us read on, what is found of the gap is counted from nothing; elsewhere nothing may be found. */
async function closeGaps(
  tx: Tx,
  of: HeldBroadcast,
  endedAtMs: number,
  resumed: boolean,
  reason: string | null,
): Promise<ClosedGap[]> {
  const { rows } = await tx.query<{ id: string; started: number }>(
    `UPDATE gap SET ended_at = greatest($4, started_at), resumed = $5, repaired = CASE WHEN $5 THEN coalesce(repaired, 0) ELSE repaired END,
            reason = coalesce($6, reason), version = version + 1
      WHERE workspace_id = $1 AND show_id = $2 AND broadcast_id = $3 AND ended_at IS NULL
      RETURNING id, (extract(epoch FROM started_at) * 1000)::float8 AS started`,
    [of.workspaceId, of.showId, of.broadcastId, isoTime(endedAtMs), resumed, reason],
  );
  return rows
    .map((row) => ({ id: row.id, startedMs: Math.round(row.started) }))
    .sort((a, b) => a.startedMs - b.startedMs);
}

/** From the end of the one live to the beginning of the next. */
async function writeRestart(tx: Tx, of: HeldBroadcast, startedMs: number, nowMs: number): Promise<ClosedGap> {
  const id = gapId(of, startedMs);
  await tx.query(
    `INSERT INTO gap (id, workspace_id, show_id, connection_id, broadcast_id, reason, after_seq, started_at, ended_at)
     VALUES ($1, $2, $3, $4, $5, 'restart', coalesce((SELECT last_seq FROM show_counter WHERE show_id = $3 AND workspace_id = $2), 0), $6, $7)
     ON CONFLICT (id) DO UPDATE SET reason = 'restart', version = gap.version + 1`,
    [
      ...[id, of.workspaceId, of.showId, of.connectionId, of.broadcastId],
      ...[isoTime(startedMs), isoTime(Math.max(startedMs, nowMs))],
    ],
  );
  return { id, startedMs };
}
