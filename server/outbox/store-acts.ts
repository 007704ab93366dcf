import { locking } from '../db/lock-order.ts';
import type { Tx } from '../db/transaction.ts';
import { aboutOrder } from './store.ts';

/** What platforms are asked to do about a message or an author, as it is ordered. */
export interface NewAct {
  /** Of the row in `moderation`. */
  moderationId: string;
  kind: 'hide' | 'unhide' | 'remove' | 'timeout' | 'ban' | 'unban';
  seq: number | null;
  authorId: string | null;
  forSeconds: number | null;
  madeBy: string;
  place: { connectionId: string; broadcastId: string; messageId: string | null } | null;
}

const KIND = { hide: 'hide', unhide: 'hide', remove: 'remove', timeout: 'ban', ban: 'ban', unban: 'unban' } as const;

/** One row a broadcast. Without a place it is every broadcast of this show on the author's platform. Returns the rows and whose lanes to ring. */
export async function insertActs(
  tx: Tx,
  workspaceId: string,
  showId: string,
  acts: readonly NewAct[],
): Promise<{ connectionIds: string[] }> {
  const connectionIds = new Set<string>();
  if (acts.length > 0) locking(tx, 'outbox');
  for (const act of acts) {
    const { place } = act;
    const message = { ...(place === null || place.messageId === null ? {} : { messageId: place.messageId }) };
    const more = act.kind === 'hide' || act.kind === 'unhide' ? { hidden: act.kind === 'hide' } : {};
    const target = { ...message, ...more, ...(KIND[act.kind] === 'ban' ? { forSeconds: act.forSeconds } : {}) };
    const { rows } = await tx.query<{ connection_id: string }>(
      `INSERT INTO outbox (id, workspace_id, show_id, connection_id, broadcast_id, kind, about, seq, author_id, text, target, made_by)
       SELECT $3 || '.' || b.id, $1, $2, b.connection_id, b.id, $4, $5, $6, a.id, '', $7::jsonb || jsonb_strip_nulls(jsonb_build_object('authorId', a.author_key)), $8
       FROM broadcast b LEFT JOIN author a ON a.id = $9 AND a.workspace_id = $1
       WHERE b.workspace_id = $1 AND b.show_id = $2 AND CASE WHEN $10::text IS NULL THEN b.platform = a.platform ELSE b.id = $10 END
       ON CONFLICT (id) DO NOTHING RETURNING connection_id`,
      [
        workspaceId,
        showId,
        act.moderationId,
        KIND[act.kind],
        aboutOrder(act.moderationId),
        act.seq,
        JSON.stringify(target),
        act.madeBy,
        act.authorId,
        place?.broadcastId ?? null,
      ],
    );
    for (const row of rows) connectionIds.add(row.connection_id);
  }
  return { connectionIds: [...connectionIds] };
}
