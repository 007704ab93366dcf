import type { Tx } from '../db/transaction.ts';

/** A message of a show that may be answered: where it came from and who wrote it. */
export interface MessageRow {
  seq: number;
  platform: string | null;
  broadcastId: string | null;
  connectionId: string | null;
  authorId: string | null;
  platformId: string | null;
  /** Who takes the money where it was written. */
  checkout: 'own' | 'platform';
}

export async function findMessage(
  db: Tx,
  workspaceId: string,
  showId: string,
  seq: number,
): Promise<MessageRow | null> {
  const found = await db.query<Omit<MessageRow, 'seq'>>(
    `SELECT e.platform, e.broadcast_id AS "broadcastId", e.connection_id AS "connectionId", e.author_id AS "authorId", e.platform_id AS "platformId",
       COALESCE((SELECT c.checkout FROM connection c WHERE c.id = e.connection_id AND c.workspace_id = $1), 'own') AS checkout
     FROM record.event e WHERE e.workspace_id = $1 AND e.show_id = $2 AND e.seq = $3 AND e.kind IN ('message', 'edit', 'gift')`,
    [workspaceId, showId, seq],
  );
  const row = found.rows[0];
  return row === undefined ? null : { seq, ...row };
}

/** An author as an order about them needs it; `isNamed`: the platform says who it is; `isOwn`: it is our own account. */
export async function findAuthor(
  db: Tx,
  workspaceId: string,
  authorId: string,
): Promise<{ platform: string; isNamed: boolean; isOwn: boolean } | null> {
  const found = await db.query<{ platform: string; isNamed: boolean; isOwn: boolean }>(
    `SELECT platform, author_key IS NOT NULL AS "isNamed", 'owner' = ANY(badges) AS "isOwn" FROM author WHERE workspace_id = $1 AND id = $2`,
    [workspaceId, authorId],
  );
  return found.rows[0] ?? null;
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
