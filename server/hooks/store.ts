import type pg from 'pg';

type Db = Pick<pg.Pool, 'query'>;

/** One part for one connection, as it is kept until its show takes it. */
export interface KeptPart {
  workspaceId: string;
  connectionId: string;
  account: string;
  /** The same when it is delivered again. */
  partId: string;
  /** JSON that the database can hold (`storable`). */
  json: string;
  receivedMs: number;
}

export const keyOf = (part: Pick<KeptPart, 'connectionId' | 'partId'>): string => `${part.connectionId} ${part.partId}`;

/**
 * Keeps the parts and answers which had not been there, as `keyOf` names them. Numbered as they were sent, written in the
 * order of their keys: two requests with the same parts in another order would otherwise wait for each other.
 */
export async function keepParts(db: Db, parts: readonly KeptPart[]): Promise<Set<string>> {
  const column = (of: (part: KeptPart) => string | number): (string | number)[] => parts.map(of);
  const { rows } = await db.query<{ connection_id: string; part_id: string }>(
    `WITH given AS MATERIALIZED (
       SELECT nextval('hook_part_id_seq') AS id, u.*
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::float8[])
              AS u(workspace_id, connection_id, account, part_id, body, received))
     INSERT INTO hook_part (id, workspace_id, connection_id, account, part_id, body, received_at)
     SELECT g.id, g.workspace_id, g.connection_id, g.account, g.part_id, g.body::jsonb, to_timestamp(g.received / 1000)
     FROM given g WHERE EXISTS (SELECT 1 FROM connection c WHERE c.id = g.connection_id AND c.workspace_id = g.workspace_id)
     ORDER BY g.connection_id, g.part_id
     ON CONFLICT (connection_id, part_id) DO NOTHING RETURNING connection_id, part_id`,
    [
      column((part) => part.workspaceId),
      column((part) => part.connectionId),
      column((part) => part.account),
      column((part) => part.partId),
      column((part) => part.json),
      column((part) => part.receivedMs),
    ],
  );
  return new Set(rows.map((row) => keyOf({ connectionId: row.connection_id, partId: row.part_id })));
}

/** How many parts nobody has taken, counted no further than `most`. */
export async function countWaiting(db: Db, workspaceId: string, connectionId: string, most: number): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM (
       SELECT 1 FROM hook_part WHERE workspace_id = $1 AND connection_id = $2 AND taken_at IS NULL LIMIT $3) AS waiting`,
    [workspaceId, connectionId, most],
  );
  return rows[0]?.count ?? 0;
}

export interface WaitingPart {
  rowId: string;
  account: string;
  partId: string;
  body: unknown;
  receivedMs: number;
}

/** The oldest parts that nobody has taken. */
export async function waitingParts(
  db: Db,
  workspaceId: string,
  connectionId: string,
  limit: number,
): Promise<WaitingPart[]> {
  const { rows } = await db.query<{
    id: string;
    account: string;
    part_id: string;
    body: unknown;
    received: number;
  }>(
    `SELECT id, account, part_id, body, (extract(epoch FROM received_at) * 1000)::float8 AS received FROM hook_part
      WHERE workspace_id = $1 AND connection_id = $2 AND taken_at IS NULL ORDER BY id LIMIT $3`,
    [workspaceId, connectionId, limit],
  );
  return rows.map((row) => ({
    rowId: row.id,
    account: row.account,
    partId: row.part_id,
    body: row.body,
    receivedMs: row.received,
  }));
}

export interface Taker {
  workspaceId: string;
  broadcastId: string;
  /** The holder's fence: where another process holds the broadcast now, what we delivered may have been refused. */
  fence: number;
}

/** False: we hold the broadcast no longer, and the parts wait for whoever does. */
export async function markTaken(db: Db, of: Taker, rowIds: readonly string[]): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE hook_part SET taken_at = clock_timestamp() WHERE workspace_id = $1 AND id = ANY($2::bigint[]) AND taken_at IS NULL
        AND EXISTS (SELECT 1 FROM broadcast b WHERE b.workspace_id = $1 AND b.id = $3 AND b.fence = $4)`,
    [of.workspaceId, rowIds, of.broadcastId, of.fence],
  );
  return (rowCount ?? 0) > 0;
}

/** When the show of a broadcast began; null when it is not there (any more). */
export async function showStartedMs(db: Db, workspaceId: string, broadcastId: string): Promise<number | null> {
  const { rows } = await db.query<{ started: number | null }>(
    `SELECT (extract(epoch FROM s.started_at) * 1000)::float8 AS started FROM broadcast b JOIN show s ON s.id = b.show_id
      WHERE b.workspace_id = $1 AND b.id = $2`,
    [workspaceId, broadcastId],
  );
  return rows[0]?.started ?? null;
}

/** So many at a time: a sweep must not hold up what comes in. */
const AT_ONCE = 5_000;

/** What was taken long enough ago that the platform sends it no more; the record's own keys know it for ever. */
export async function removeTaken(db: Db, beforeMs: number): Promise<number> {
  const { rowCount } = await db.query(
    // All workspaces: a sweep of the whole hub.
    `DELETE FROM hook_part WHERE id IN (SELECT id FROM hook_part WHERE taken_at < to_timestamp($1::float8 / 1000) LIMIT $2)`,
    [beforeMs, AT_ONCE],
  );
  return rowCount ?? 0;
}

/** What no show took in time. Answers how many of which connection were dropped. */
export async function dropStale(db: Db, beforeMs: number): Promise<Map<string, number>> {
  const { rows } = await db.query<{ connection_id: string }>(
    // All workspaces: a sweep of the whole hub.
    `DELETE FROM hook_part WHERE id IN (
       SELECT id FROM hook_part WHERE taken_at IS NULL AND received_at < to_timestamp($1::float8 / 1000) LIMIT $2) RETURNING connection_id`,
    [beforeMs, AT_ONCE],
  );
  return counted(rows);
}

/** Past the newest `most` of a connection that no show on air has: e.g. what is said under a Page's ordinary posts. */
export async function dropSurplus(db: Db, most: number): Promise<Map<string, number>> {
  const { rows } = await db.query<{ connection_id: string }>(
    // All workspaces: a sweep of the whole hub.
    `DELETE FROM hook_part WHERE id IN (
       SELECT p.id FROM (SELECT DISTINCT connection_id FROM hook_part WHERE taken_at IS NULL) c,
         LATERAL (SELECT id FROM hook_part w WHERE w.connection_id = c.connection_id AND w.taken_at IS NULL ORDER BY id DESC OFFSET $1 LIMIT $2) p
       WHERE NOT EXISTS (SELECT 1 FROM broadcast b JOIN show s ON s.id = b.show_id
                          WHERE b.connection_id = c.connection_id AND s.state = 'on_air' AND b.state <> 'ended')) RETURNING connection_id`,
    [most, AT_ONCE],
  );
  return counted(rows);
}

function counted(rows: readonly { connection_id: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(row.connection_id, (counts.get(row.connection_id) ?? 0) + 1);
  return counts;
}
