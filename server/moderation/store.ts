import type { Tx } from '../db/transaction.ts';

/** A message of a show that may be answered: where it came from and who wrote it. */
export interface MessageRow {
  seq: number;
  platform: string | null;
  broadcastId: string | null;
  connectionId: string | null;
  authorId: string | null;
  platformId: string | null;
}

export async function findMessage(
  db: Tx,
  workspaceId: string,
  showId: string,
  seq: number,
): Promise<MessageRow | null> {
  const found = await db.query<Omit<MessageRow, 'seq'>>(
    `SELECT platform, broadcast_id AS "broadcastId", connection_id AS "connectionId", author_id AS "authorId", platform_id AS "platformId"
     FROM record.event WHERE workspace_id = $1 AND show_id = $2 AND seq = $3 AND kind IN ('message', 'edit', 'gift')`,
    [workspaceId, showId, seq],
  );
  const row = found.rows[0];
  return row === undefined ? null : { seq, ...row };
}

export async function questionState(db: Tx, workspaceId: string, showId: string, seq: number): Promise<string | null> {
  const found = await db.query<{ state: string }>(
    'SELECT state FROM question WHERE workspace_id = $1 AND show_id = $2 AND seq = $3',
    [workspaceId, showId, seq],
  );
  return found.rows[0]?.state ?? null;
}

/** A claim and whether a person still has to decide it. */
export interface ClaimRow {
  id: string;
  state: string;
  held: boolean;
}

export async function findClaim(
  db: Tx,
  workspaceId: string,
  showId: string,
  claimId: string,
): Promise<ClaimRow | null> {
  const found = await db.query<ClaimRow>(
    'SELECT id, state, held FROM claim WHERE workspace_id = $1 AND show_id = $2 AND id = $3',
    [workspaceId, showId, claimId],
  );
  return found.rows[0] ?? null;
}
