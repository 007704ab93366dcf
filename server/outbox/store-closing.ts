import { locking } from '../db/lock-order.ts';
import type { Tx } from '../db/transaction.ts';

/** One buyer whom the show's end would leave in the dark, with every line that they were never told. */
export interface LeftInTheDark {
  authorId: string;
  handle: string;
  connectionId: string;
  broadcastId: string;
  platform: string;
  /** The wordings' language of the newest. */
  language: string;
  /** A comment of theirs that has not had its one private reply. */
  comment: string;
  lines: string[];
  ids: string[];
  valueMinor: string;
}

export interface Closing {
  slug: string;
  seed: string;
  kind: 'live' | 'rehearsal';
  buyers: LeftInTheDark[];
}

/** Claims that stand and of which nothing that was said arrived, by buyer; what still waits for its turn counts as not told. */
export async function readClosing(tx: Tx, workspaceId: string, showId: string, limit: number): Promise<Closing | null> {
  locking(tx, 'outbox');
  const show = await tx.query<Omit<Closing, 'buyers'>>(
    'SELECT slug, seed, kind FROM show WHERE workspace_id = $1 AND id = $2',
    [workspaceId, showId],
  );
  const [found] = show.rows;
  if (found === undefined) return null;
  const { rows } = await tx.query<LeftInTheDark>(
    `WITH last AS (SELECT DISTINCT ON (o.claim_id) o.id, o.claim_id, o.author_id, o.connection_id, o.broadcast_id, o.state, o.short_text, o.target, o.value_minor, o.created_at
       FROM outbox o JOIN claim c ON c.id = o.claim_id AND c.workspace_id = $1
       WHERE o.workspace_id = $1 AND o.show_id = $2 AND o.author_id IS NOT NULL AND o.short_text IS NOT NULL AND o.kind IN ('reply', 'private-reply', 'message')
         AND c.state IN ('reserved', 'offered', 'paying', 'waitlisted') ORDER BY o.claim_id, o.created_at DESC, o.id DESC)
     SELECT l.author_id AS "authorId", a.handle, l.connection_id AS "connectionId", min(l.broadcast_id) AS "broadcastId", n.platform,
       split_part((array_agg(l.target->>'wording' ORDER BY l.created_at DESC))[1], ':', 1) AS language,
       (array_agg(l.target->>'toMessageId' ORDER BY l.created_at DESC) FILTER (WHERE l.target ? 'toMessageId' AND NOT EXISTS (SELECT 1 FROM outbox x
         WHERE x.author_id = l.author_id AND x.target ? 'used' AND x.workspace_id = $1 AND x.target->>'used' = l.target->>'toMessageId')))[1] AS comment,
       array_agg(l.short_text ORDER BY l.created_at) AS lines, array_agg(l.id ORDER BY l.created_at) AS ids, sum(l.value_minor)::text AS "valueMinor"
     FROM last l JOIN author a ON a.id = l.author_id AND a.workspace_id = $1 JOIN connection n ON n.id = l.connection_id AND n.workspace_id = $1
     WHERE l.state IN ('queued', 'unreachable', 'failed', 'expired', 'unknown') AND NOT l.target ? 'seenTo'
     GROUP BY l.author_id, a.handle, l.connection_id, n.platform ORDER BY sum(l.value_minor) DESC LIMIT $3`,
    [workspaceId, showId, limit],
  );
  return { ...found, buyers: rows.filter((row) => (row.comment as string | null) !== null) };
}

/** What waited and is in the last message now. */
export async function supersededByClosing(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const { rows } = await tx.query<{ id: string }>(
    `UPDATE outbox SET state = 'superseded', sentence = 'it is in the last message of the show', version = version + 1
     WHERE workspace_id = $1 AND id = ANY($2) AND state = 'queued' AND attempts = 0 RETURNING id`,
    [workspaceId, ids],
  );
  return rows.map((row) => row.id);
}

/** How many of a show's last messages are still on their way. */
export async function closingLeft(tx: Tx, workspaceId: string, showId: string): Promise<number> {
  const { rows } = await tx.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM outbox WHERE workspace_id = $1 AND show_id = $2 AND about = 'closing' AND state IN ('queued', 'sending')`,
    [workspaceId, showId],
  );
  return rows[0]?.n ?? 0;
}
