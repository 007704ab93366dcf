import type { Tx } from '../db/transaction.ts';

/** What a rule put before the team or on the overlay. */
export interface NewNotice {
  id: string;
  seq: number;
  kind: 'alert' | 'held' | 'featured';
  sentence: string;
  ruleId: string | null;
}

export async function insertNotices(
  tx: Tx,
  workspaceId: string,
  showId: string,
  notices: readonly NewNotice[],
): Promise<void> {
  if (notices.length === 0) return;
  await tx.query(
    `INSERT INTO notice (id, workspace_id, show_id, seq, kind, sentence, rule_id)
     SELECT u.id, $1, $2, u.seq, u.kind, u.sentence, u.rule_id
     FROM unnest($3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[]) AS u(id, seq, kind, sentence, rule_id)
     ON CONFLICT (id) DO NOTHING`,
    [
      workspaceId,
      showId,
      notices.map((one) => one.id),
      notices.map((one) => one.seq),
      notices.map((one) => one.kind),
      notices.map((one) => one.sentence),
      notices.map((one) => one.ruleId),
    ],
  );
}

/** Takes open notices down. Returns the ids of those that were open. */
export async function closeNotices(
  tx: Tx,
  workspaceId: string,
  showId: string,
  closed: readonly { id: string; state: 'done' | 'dismissed'; closedBy: string }[],
): Promise<string[]> {
  const gone: string[] = [];
  for (const one of closed) {
    const { rows } = await tx.query<{ id: string }>(
      `UPDATE notice SET state = $4, closed_by = $5, closed_at = clock_timestamp(), version = version + 1
       WHERE id = $3 AND workspace_id = $1 AND show_id = $2 AND state = 'open' RETURNING id`,
      [workspaceId, showId, one.id, one.state, one.closedBy],
    );
    gone.push(...rows.map((row) => row.id));
  }
  return gone;
}

/** A notice of this show that is open; null: there is none. */
export async function findOpenNotice(
  db: Tx,
  workspaceId: string,
  showId: string,
  id: string,
): Promise<{ seq: number; kind: NewNotice['kind'] } | null> {
  const { rows } = await db.query<{ seq: string; kind: NewNotice['kind'] }>(
    `SELECT seq, kind FROM notice WHERE id = $3 AND workspace_id = $1 AND show_id = $2 AND state = 'open' FOR UPDATE`,
    [workspaceId, showId, id],
  );
  const row = rows[0];
  return row === undefined ? null : { seq: Number(row.seq), kind: row.kind };
}
