import type { Tx } from '../db/transaction.ts';

export interface CannedAnswerRow {
  id: string;
  shortcut: string;
  text: string;
  language: string;
}

export async function listCannedAnswers(db: Tx, workspaceId: string): Promise<CannedAnswerRow[]> {
  const found = await db.query<CannedAnswerRow>(
    'SELECT id, shortcut, text, language FROM canned_answer WHERE workspace_id = $1 ORDER BY shortcut, language LIMIT 1000',
    [workspaceId],
  );
  return found.rows;
}

/** False: the shortcut is taken in that language. */
export async function insertCannedAnswer(tx: Tx, workspaceId: string, row: CannedAnswerRow): Promise<boolean> {
  const made = await tx.query(
    'INSERT INTO canned_answer (id, workspace_id, shortcut, text, language) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
    [row.id, workspaceId, row.shortcut, row.text, row.language],
  );
  return made.rowCount === 1;
}

export async function deleteCannedAnswer(tx: Tx, workspaceId: string, id: string): Promise<boolean> {
  const gone = await tx.query('DELETE FROM canned_answer WHERE workspace_id = $1 AND id = $2', [workspaceId, id]);
  return gone.rowCount === 1;
}

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
