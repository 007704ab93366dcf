import type { Tx } from '../db/transaction.ts';

/** A product that was shown for the first time in this show. */
export interface FirstShown {
  atMs: number;
  code: string;
  title: string;
}

/** The newest of them, the newest first. */
export async function firstShowings(tx: Tx, workspaceId: string, showId: string, most: number): Promise<FirstShown[]> {
  const { rows } = await tx.query<FirstShown>(
    `SELECT f.at AS "atMs", p.code, p.title FROM (
       SELECT e.body->>'productId' AS id, min(extract(epoch FROM e.spoken_at) * 1000)::float8 AS at FROM record.event e
       WHERE e.workspace_id = $1 AND e.show_id = $2 AND e.kind = 'staff' AND e.body->>'action' = 'show-product' AND e.body->>'productId' IS NOT NULL
       GROUP BY 1) f JOIN product p ON p.id = f.id AND p.workspace_id = $1 ORDER BY f.at DESC LIMIT $3`,
    [workspaceId, showId, most],
  );
  return rows;
}

export interface Written {
  connectionId: string;
  atMs: number;
  text: string;
}

/** What viewers wrote in that time, at most 1,000 of it, in its order. */
export async function writtenBetween(
  tx: Tx,
  workspaceId: string,
  showId: string,
  fromMs: number,
  toMs: number,
): Promise<Written[]> {
  const { rows } = await tx.query<Written>(
    `SELECT e.connection_id AS "connectionId", (extract(epoch FROM e.spoken_at) * 1000)::float8 AS "atMs", t.text
     FROM record.event e JOIN record.event_text t ON t.show_id = e.show_id AND t.workspace_id = e.workspace_id AND t.seq = e.seq AND t.day = e.day
     WHERE e.workspace_id = $1 AND e.show_id = $2 AND e.kind = 'message' AND NOT e.history AND NOT e.late AND t.text IS NOT NULL
       AND e.spoken_at >= to_timestamp($3::double precision / 1000) AND e.spoken_at < to_timestamp($4::double precision / 1000)
     ORDER BY e.spoken_at LIMIT 1000`,
    [workspaceId, showId, fromMs, toMs],
  );
  return rows;
}

export async function connectionsOf(tx: Tx, workspaceId: string, showId: string): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    'SELECT b.connection_id AS id FROM broadcast b WHERE b.workspace_id = $1 AND b.show_id = $2 ORDER BY 1',
    [workspaceId, showId],
  );
  return rows.map((row) => row.id);
}
