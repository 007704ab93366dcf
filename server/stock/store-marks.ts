import type { Tx } from '../db/transaction.ts';

/** What happened to messages by the platform's ids, or to all of an author's, by ours. */
export interface NewMark {
  seq: number;
  kind: 'removed' | 'edited';
  broadcastId: string;
  messageIds: readonly string[];
  authorIds: readonly string[];
}

/** Leaves a marker on every claim concerned; the claim's own row is the settle lane's. Returns the claims that got one. */
export async function insertMarks(
  tx: Tx,
  workspaceId: string,
  showId: string,
  marks: readonly NewMark[],
): Promise<string[]> {
  const marked: string[] = [];
  for (const mark of marks) {
    const { rows } = await tx.query<{ claim_id: string }>(
      `INSERT INTO claim_mark (claim_id, kind, workspace_id, show_id, seq)
       SELECT c.id, $3, $1, $2, $4 FROM claim c WHERE c.workspace_id = $1 AND c.show_id = $2 AND c.broadcast_id = $5
         AND (c.reply_to = ANY($6) OR (c.author_id = ANY($7) AND c.seq < $4))
       ON CONFLICT DO NOTHING RETURNING claim_id`,
      [workspaceId, showId, mark.kind, mark.seq, mark.broadcastId, mark.messageIds, mark.authorIds],
    );
    marked.push(...rows.map((row) => row.claim_id));
  }
  return marked;
}
