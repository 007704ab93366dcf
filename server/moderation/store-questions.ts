import type { Tx } from '../db/transaction.ts';

/** The tray of questions as deciding fills it and the send lane reopens it. */
export interface NewQuestion {
  seq: number;
  topic: string;
  productId: string | null;
  spokenAtMs: number;
  /** Who answered it already: 'rule'; null leaves it open. */
  closedBy: string | null;
  outboxId: string | null;
  /** A member's id. */
  assignedTo?: string;
}

/** One that is closed by an answer to all askers which never got out meanwhile is open all the same. */
export async function insertQuestions(
  tx: Tx,
  workspaceId: string,
  showId: string,
  questions: readonly NewQuestion[],
): Promise<void> {
  if (questions.length === 0) return;
  const column = <K extends keyof NewQuestion>(key: K) => questions.map((question) => question[key] ?? null);
  await tx.query(
    `INSERT INTO question (show_id, seq, workspace_id, topic, product_id, state, waiting_since, outbox_id, closed_by, closed_at, assigned_to)
     SELECT $2, u.seq, $1, u.topic, u.product_id, CASE WHEN u.closed_by IS NULL OR u.lost THEN 'open' ELSE 'answered' END, to_timestamp(u.spoken_ms / 1000.0),
       u.outbox_id, CASE WHEN u.lost THEN NULL ELSE u.closed_by END, CASE WHEN u.closed_by IS NULL OR u.lost THEN NULL ELSE clock_timestamp() END, u.assigned_to
     FROM (SELECT w.*, EXISTS (SELECT FROM outbox o WHERE o.id = w.outbox_id AND o.workspace_id = $1
         AND o.state IN ('failed', 'expired', 'unreachable', 'withheld', 'superseded')) AS lost
       FROM unnest($3::bigint[], $4::text[], $5::text[], $6::double precision[], $7::text[], $8::text[], $9::text[])
         AS w(seq, topic, product_id, spoken_ms, closed_by, outbox_id, assigned_to)) u
     ON CONFLICT (show_id, seq) DO NOTHING`,
    [
      workspaceId,
      showId,
      column('seq'),
      column('topic'),
      column('productId'),
      column('spokenAtMs'),
      column('closedBy'),
      column('outboxId'),
      column('assignedTo'),
    ],
  );
}

export interface ClosedQuestion {
  seq: number;
  state: 'answered' | 'resolved';
  closedBy: string;
  outboxId: string | null;
}

/** Returns the numbers of those that were there. */
export async function closeQuestions(
  tx: Tx,
  workspaceId: string,
  showId: string,
  closed: readonly ClosedQuestion[],
): Promise<number[]> {
  if (closed.length === 0) return [];
  const { rows } = await tx.query<{ seq: string }>(
    `UPDATE question q SET state = u.state, closed_by = u.closed_by, outbox_id = COALESCE(u.outbox_id, q.outbox_id), closed_at = clock_timestamp(), version = q.version + 1
     FROM (SELECT DISTINCT ON (seq) * FROM unnest($3::bigint[], $4::text[], $5::text[], $6::text[]) WITH ORDINALITY AS w(seq, state, closed_by, outbox_id, ord) ORDER BY seq, ord DESC) u
     WHERE q.show_id = $2 AND q.seq = u.seq AND q.workspace_id = $1 RETURNING q.seq`,
    [
      workspaceId,
      showId,
      closed.map((one) => one.seq),
      closed.map((one) => one.state),
      closed.map((one) => one.closedBy),
      closed.map((one) => one.outboxId),
    ],
  );
  return rows.map((row) => Number(row.seq));
}

/** A rule's answer that never got out leaves its question open again. Returns show and number of each. */
export async function reopenQuestions(
  tx: Tx,
  workspaceId: string,
  outboxIds: readonly string[],
): Promise<{ showId: string; seq: number }[]> {
  if (outboxIds.length === 0) return [];
  const { rows } = await tx.query<{ show_id: string; seq: string }>(
    `UPDATE question SET state = 'open', closed_by = NULL, closed_at = NULL, version = version + 1
     WHERE workspace_id = $1 AND outbox_id = ANY($2) AND state = 'answered' RETURNING show_id, seq`,
    [workspaceId, outboxIds],
  );
  return rows.map((row) => ({ showId: row.show_id, seq: Number(row.seq) }));
}
