import type { Tx } from '../db/transaction.ts';

/** The tray of messages that may be claims: open until a person chooses a reading, or none. */
export async function insertDoubts(
  tx: Tx,
  workspaceId: string,
  showId: string,
  seqs: readonly number[],
  note: string | null = null,
): Promise<void> {
  if (seqs.length === 0) return;
  await tx.query(
    `INSERT INTO doubt (show_id, seq, workspace_id, waiting_since, note) SELECT $2, u.seq, $1, clock_timestamp(), $4 FROM unnest($3::bigint[]) AS u(seq)
     ON CONFLICT (show_id, seq) DO UPDATE SET state = 'open', waiting_since = clock_timestamp(), note = EXCLUDED.note, closed_by = NULL, closed_by_name = NULL, closed_at = NULL,
       version = doubt.version + 1 WHERE $4::text IS NOT NULL`,
    [workspaceId, showId, seqs, note],
  );
}

export interface DoubtRow {
  state: 'open' | 'resolved' | 'dismissed';
  closedBy: string | null;
  closedByName: string | null;
  choices: { code: string | null; variant: Record<string, string>; quantity: number | null; bare?: true }[][];
}

/** Locked: of two people who choose at the same time the second finds what the first did. Null: no doubt about it is known. */
export async function lockDoubt(tx: Tx, workspaceId: string, showId: string, seq: number): Promise<DoubtRow | null> {
  const { rows } = await tx.query<Omit<DoubtRow, 'choices'>>(
    `SELECT d.state, d.closed_by AS "closedBy", d.closed_by_name AS "closedByName" FROM doubt d
     WHERE d.workspace_id = $1 AND d.show_id = $2 AND d.seq = $3 FOR UPDATE`,
    [workspaceId, showId, seq],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const read = await tx.query<{ choices: DoubtRow['choices'] | null }>(
    `SELECT r.choices FROM record.reading r WHERE r.show_id = $2 AND r.workspace_id = $1 AND r.seq = $3`,
    [workspaceId, showId, seq],
  );
  return { ...row, choices: read.rows[0]?.choices ?? [] };
}

export async function closeDoubt(
  tx: Tx,
  workspaceId: string,
  showId: string,
  seq: number,
  closed: { state: 'resolved' | 'dismissed'; by: string | null; byName: string | null },
): Promise<boolean> {
  const done = await tx.query(
    `UPDATE doubt SET state = $4, closed_by = $5, closed_by_name = $6, closed_at = clock_timestamp(), version = version + 1
     WHERE workspace_id = $1 AND show_id = $2 AND seq = $3 AND state = 'open'`,
    [workspaceId, showId, seq, closed.state, closed.by, closed.byName],
  );
  return done.rowCount === 1;
}

export async function reopenDoubt(tx: Tx, workspaceId: string, showId: string, seq: number): Promise<void> {
  await tx.query(
    `UPDATE doubt SET state = 'open', closed_by = NULL, closed_by_name = NULL, closed_at = NULL, version = version + 1
     WHERE workspace_id = $1 AND show_id = $2 AND seq = $3`,
    [workspaceId, showId, seq],
  );
}

/** The ids of the claims that the row which resolved it last makes, whether it has been decided yet or not. */
export async function claimsOfResolution(tx: Tx, workspaceId: string, showId: string, seq: number): Promise<string[]> {
  const { rows } = await tx.query<{ seq: string; lines: number }>(
    `SELECT e.seq, CASE jsonb_typeof(e.body->'lines') WHEN 'array' THEN jsonb_array_length(e.body->'lines') ELSE 0 END AS lines FROM record.event e
     WHERE e.workspace_id = $1 AND e.show_id = $2 AND e.kind = 'staff' AND e.seq > $3
       AND e.body->>'action' = 'resolve-reading' AND (e.body->>'ofSeq')::bigint = $3 ORDER BY e.seq DESC LIMIT 1`,
    [workspaceId, showId, seq],
  );
  const [row] = rows;
  return row === undefined ? [] : Array.from({ length: row.lines }, (_, n) => `${showId}.${row.seq}.${String(n)}`);
}
