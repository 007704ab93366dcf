import type { Tx } from '../db/transaction.ts';
import type { KeptDelay } from './video-delay.ts';

export interface DelayedConnection extends KeptDelay {
  id: string;
  platform: string;
  /** The show it is on the air in, or null. */
  showId: string | null;
}

/** Also a rehearsal's: its viewers have a delay too. Null: there is none in this workspace. */
export async function delayedConnection(tx: Tx, workspaceId: string, id: string): Promise<DelayedConnection | null> {
  const { rows } = await tx.query<DelayedConnection>(
    `SELECT c.id, c.platform, c.video_delay_ms AS "videoDelayMs", c.video_delay_by AS "videoDelayBy",
       (SELECT b.show_id FROM broadcast b JOIN show s ON s.id = b.show_id AND s.workspace_id = b.workspace_id
         WHERE b.connection_id = c.id AND b.workspace_id = $1 AND s.state = 'on_air' ORDER BY s.started_at DESC LIMIT 1) AS "showId"
     FROM connection c WHERE c.workspace_id = $1 AND c.id = $2 AND c.removed_at IS NULL FOR NO KEY UPDATE OF c`,
    [workspaceId, id],
  );
  return rows[0] ?? null;
}

/** ms null: the platform's usual one again. The row's version stays: a line that is open goes on. */
export async function writeVideoDelay(
  tx: Tx,
  workspaceId: string,
  id: string,
  delay: { ms: number | null; by: 'set' | 'measured' },
): Promise<void> {
  await tx.query(
    `UPDATE connection SET video_delay_ms = $3, video_delay_by = CASE WHEN $3::integer IS NULL THEN 'platform' ELSE $4 END
     WHERE workspace_id = $1 AND id = $2`,
    [workspaceId, id, delay.ms, delay.by],
  );
}
