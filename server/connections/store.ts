import type pg from 'pg';
import type { Tx } from '../db/transaction.ts';
import { isoTime } from '../clock.ts';
import type { Health } from './health.ts';
import type { TargetRow } from './target.ts';

/** A broadcast of a show on air, with all that is needed to open it. */
export interface BroadcastRow extends TargetRow {
  broadcastId: string;
  connectionVersion: number;
  broadcast: string;
  cursor: string | null;
  liveId: string | null;
  /** It had ended on the platform while the show goes on: it may begin again under another id. */
  hasEnded: boolean;
  endedMs: number | null;
  sealed: Buffer | null;
  keyId: string | null;
  /** When this connection last showed a sign of life on this show; null when it was not live then. */
  lastSignMs: number | null;
}

interface RawRow {
  broadcast_id: string;
  workspace_id: string;
  show_id: string;
  connection_id: string;
  platform: string;
  cursor: string | null;
  live_id: string | null;
  state: string;
  ended_at: Date | null;
  show_kind: 'live' | 'rehearsal';
  version: number;
  broadcast: string;
  settings: Record<string, string>;
  endpoints: Record<string, string> | null;
  rehearsal_show_id: string | null;
  has_sealed: boolean;
  sealed: Buffer | null;
  key_id: string | null;
  last_sign_at: Date | null;
}

/** A rehearsal's row comes without what might be sealed on it: the bytes never enter the process that rehearses. */
const SELECT_BROADCAST = `
  SELECT b.id AS broadcast_id, b.workspace_id, b.show_id, b.connection_id, b.platform, b.cursor, b.live_id, b.state, b.ended_at, s.kind AS show_kind,
         c.version, c.broadcast, c.settings, c.endpoints, c.rehearsal_show_id, c.sealed IS NOT NULL AS has_sealed,
         CASE WHEN s.kind = 'live' AND c.rehearsal_show_id IS NULL THEN c.sealed END AS sealed,
         CASE WHEN s.kind = 'live' AND c.rehearsal_show_id IS NULL THEN c.key_id END AS key_id,
         CASE WHEN h.state = 'live' AND h.show_id = b.show_id THEN h.updated_at END AS last_sign_at
    FROM broadcast b
    JOIN show s ON s.id = b.show_id AND s.workspace_id = b.workspace_id
    JOIN connection c ON c.id = b.connection_id AND c.workspace_id = b.workspace_id
    LEFT JOIN connection_health h ON h.connection_id = c.id AND h.workspace_id = c.workspace_id`;

/** Every broadcast that should be open now, of all workspaces: the supervisor serves the whole hub. */
export async function broadcastsOnAir(pool: Pick<pg.Pool, 'query'>): Promise<BroadcastRow[]> {
  const { rows } = await pool.query<RawRow>(
    `${SELECT_BROADCAST} WHERE s.state = 'on_air' AND c.removed_at IS NULL ORDER BY b.workspace_id, b.id LIMIT 1000`,
  );
  return rows.map(broadcastOf);
}

/** The same, fresh, for one: its cursor has moved since. */
export async function broadcastOnAir(
  pool: Pick<pg.Pool, 'query'>,
  workspaceId: string,
  broadcastId: string,
): Promise<BroadcastRow | null> {
  const { rows } = await pool.query<RawRow>(
    `${SELECT_BROADCAST} WHERE b.workspace_id = $1 AND b.id = $2 AND s.state = 'on_air' AND c.removed_at IS NULL`,
    [workspaceId, broadcastId],
  );
  return rows[0] === undefined ? null : broadcastOf(rows[0]);
}

function broadcastOf(row: RawRow): BroadcastRow {
  return {
    broadcastId: row.broadcast_id,
    workspaceId: row.workspace_id,
    showId: row.show_id,
    connectionId: row.connection_id,
    platform: row.platform,
    cursor: row.cursor,
    liveId: row.live_id,
    hasEnded: row.state === 'ended',
    endedMs: row.ended_at?.getTime() ?? null,
    showKind: row.show_kind,
    connectionVersion: row.version,
    broadcast: row.broadcast,
    settings: row.settings,
    endpoints: row.endpoints,
    rehearsalShowId: row.rehearsal_show_id,
    hasSealed: row.has_sealed,
    sealed: row.sealed,
    keyId: row.key_id,
    lastSignMs: row.last_sign_at?.getTime() ?? null,
  };
}

export interface HealthRow extends Health {
  workspaceId: string;
  showId: string;
  connectionId: string;
  broadcastId: string;
  /** Of the holder that read it: an older one's reading is left out. */
  fence: number;
}

/** One statement for all that changed. A connection that was removed meanwhile is left out, and so is one that another process holds now. */
export async function writeHealth(tx: Tx, rows: readonly HealthRow[]): Promise<void> {
  const column = <T>(of: (row: HealthRow) => T): T[] => rows.map(of);
  const time = (ms: number | null): string | null => (ms === null ? null : isoTime(ms));
  await tx.query(
    `INSERT INTO connection_health (connection_id, workspace_id, show_id, state, code, sentence, viewers, per_minute, delay_ms, delay_p95_ms,
                                    units_left, skipped, last_event_at, retry_at)
     SELECT n.* FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::int[], $9::int[], $16::int[],
                          $10::int[], $11::bigint[], $12::timestamptz[], $13::timestamptz[])
            AS n (connection_id, workspace_id, show_id, state, code, sentence, viewers, per_minute, delay_ms, delay_p95_ms, units_left, skipped, last_event_at, retry_at)
       JOIN unnest($1::text[], $14::text[], $15::bigint[]) AS h (connection_id, broadcast_id, fence) USING (connection_id)
       JOIN connection c ON c.id = n.connection_id AND c.workspace_id = n.workspace_id
       JOIN broadcast b ON b.id = h.broadcast_id AND b.workspace_id = n.workspace_id AND b.fence = h.fence
      ORDER BY n.connection_id
     ON CONFLICT (connection_id) DO UPDATE SET
       show_id = excluded.show_id, state = excluded.state, code = excluded.code, sentence = excluded.sentence, viewers = excluded.viewers,
       per_minute = excluded.per_minute, delay_ms = excluded.delay_ms, delay_p95_ms = excluded.delay_p95_ms, units_left = excluded.units_left, skipped = excluded.skipped,
       last_event_at = coalesce(excluded.last_event_at, connection_health.last_event_at), retry_at = excluded.retry_at,
       updated_at = clock_timestamp(), version = connection_health.version + 1`,
    [
      column((r) => r.connectionId),
      column((r) => r.workspaceId),
      column((r) => r.showId),
      column((r) => r.state),
      column((r) => r.code),
      column((r) => r.sentence),
      column((r) => r.viewers),
      column((r) => r.perMinute),
      column((r) => r.delayMs),
      column((r) => r.unitsLeft),
      column((r) => r.skipped),
      column((r) => time(r.lastEventAtMs)),
      column((r) => time(r.retryAtMs)),
      column((r) => r.broadcastId),
      column((r) => r.fence),
      column((r) => r.delayP95Ms),
    ],
  );
}

/** Units spent of a connection's daily ledger in the window that began at `windowStartMs`. */
export async function unitsUsed(
  pool: Pick<pg.Pool, 'query'>,
  workspaceId: string,
  scope: string,
  windowStartMs: number,
): Promise<number> {
  const { rows } = await pool.query<{ used: number }>(
    'SELECT used FROM budget WHERE workspace_id = $1 AND scope = $2 AND window_start = $3',
    [workspaceId, scope, isoTime(windowStartMs)],
  );
  return rows[0]?.used ?? 0;
}

export async function addUnits(
  tx: Tx,
  of: { workspaceId: string; scope: string; rehearsalShowId: string | null },
  spent: { windowStartMs: number; units: number; allowed: number },
): Promise<void> {
  await tx.query(
    `INSERT INTO budget (workspace_id, scope, window_start, used, allowed, rehearsal_show_id) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (workspace_id, scope, window_start) DO UPDATE SET used = budget.used + excluded.used, allowed = excluded.allowed`,
    [of.workspaceId, of.scope, isoTime(spent.windowStartMs), spent.units, spent.allowed, of.rehearsalShowId],
  );
}

/** What a test of one connection needs; null when there is no such connection in this workspace. */
export async function connectionRow(
  pool: Pick<pg.Pool, 'query'>,
  workspaceId: string,
  connectionId: string,
): Promise<ConnectionRow | null> {
  const { rows } = await pool.query<{
    platform: string;
    broadcast: string;
    settings: Record<string, string>;
    sealed: Buffer | null;
    key_id: string | null;
  }>(
    `SELECT platform, broadcast, settings, sealed, key_id FROM connection
      WHERE workspace_id = $1 AND id = $2 AND removed_at IS NULL AND rehearsal_show_id IS NULL`,
    [workspaceId, connectionId],
  );
  const row = rows[0];
  if (row === undefined) return null;
  const { platform, broadcast, settings, sealed, key_id: keyId } = row;
  return {
    workspaceId,
    connectionId,
    platform,
    broadcast,
    settings,
    sealed: sealed && keyId ? { sealed, keyId } : null,
  };
}

export interface ConnectionRow {
  workspaceId: string;
  connectionId: string;
  platform: string;
  broadcast: string;
  settings: Record<string, string>;
  sealed: { sealed: Buffer; keyId: string } | null;
}
