import { locking } from '../db/lock-order.ts';
import type { Tx } from '../db/transaction.ts';
import type { ScreenLine } from './channels.ts';
import { STAFF_REPLY_SECONDS } from './store.ts';

/** A reply as a person looks at it who wants it told another way. */
export interface Untold {
  id: string;
  kind: string;
  state: string;
  about: string;
  connectionId: string;
  platform: string;
  showKind: 'live' | 'rehearsal';
  screen: ScreenLine | null;
  text: string;
}

export const NOT_TOLD: ReadonlySet<string> = new Set(['unreachable', 'failed', 'expired', 'unknown', 'withheld']);

export async function findReply(tx: Tx, workspaceId: string, showId: string, id: string): Promise<Untold | null> {
  locking(tx, 'outbox');
  const { rows } = await tx.query<Untold>(
    `SELECT o.id, o.kind, o.state, o.about, o.connection_id AS "connectionId", COALESCE(c.platform, '') AS platform, s.kind AS "showKind",
       o.target->'screen' AS screen, o.text
     FROM outbox o JOIN show s ON s.id = o.show_id LEFT JOIN connection c ON c.id = o.connection_id
     WHERE o.workspace_id = $1 AND o.show_id = $2 AND o.id = $3 AND o.kind IN ('reply', 'private-reply', 'message', 'screen') FOR UPDATE OF o`,
    [workspaceId, showId, id],
  );
  return rows[0] ?? null;
}

/** Another try by a way that a person chose: in public, or on the screen. It is a person's now, with a person's time. */
export async function tellBy(
  tx: Tx,
  workspaceId: string,
  id: string,
  way: 'reply' | 'screen',
  by: string,
): Promise<void> {
  await tx.query(
    `UPDATE outbox SET kind = $3, state = 'queued', attempts = 0, attempt_id = NULL, sending_at = NULL, sent_text = NULL, error_code = NULL, sentence = NULL, made_by = $4,
       target = (target - 'best' - 'way' - 'used' - 'said' - 'was' - 'whyScreen' - 'seenTo') || CASE WHEN $3 = 'reply' THEN '{"noPrivate": true}'::jsonb ELSE '{}'::jsonb END,
       next_at = clock_timestamp(), deadline = clock_timestamp() + make_interval(secs => ${String(STAFF_REPLY_SECONDS)}), version = version + 1
     WHERE workspace_id = $1 AND id = $2`,
    [workspaceId, id, way, by],
  );
}

/** A person says: it was said on stream ('seenTo'), or the message is pinned ('pinned'). */
export async function markBy(
  tx: Tx,
  workspaceId: string,
  id: string,
  mark: 'seenTo' | 'pinned',
  by: string | null,
): Promise<void> {
  await tx.query(
    `UPDATE outbox SET target = CASE WHEN $4::text IS NULL THEN target - $3::text ELSE target || jsonb_build_object($3::text, $4::text) END, version = version + 1
     WHERE workspace_id = $1 AND id = $2`,
    [workspaceId, id, mark, by],
  );
}
