import type { Tx } from '../db/transaction.ts';

export type ModerationKind = 'hide' | 'unhide' | 'remove' | 'timeout' | 'ban' | 'unban';

/** What was ordered about a message or an author; what the platforms make of it is in the outbox. */
export interface NewOrder {
  id: string;
  kind: ModerationKind;
  ofSeq: number | null;
  authorId: string | null;
  forSeconds: number | null;
  reason: string | null;
  madeBy: string;
  atMs: number;
}

/** Writes the orders, and the bans they begin or lift; a ban that stands already keeps its first day. */
export async function insertOrders(
  tx: Tx,
  show: { workspaceId: string; showId: string; isRehearsal: boolean },
  orders: readonly NewOrder[],
): Promise<void> {
  for (const order of orders) {
    const { id, kind, ofSeq, authorId, reason, madeBy } = order;
    await tx.query(
      `INSERT INTO moderation (id, workspace_id, show_id, kind, seq, author_id, reason, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING`,
      [id, show.workspaceId, show.showId, kind, ofSeq, authorId, reason, madeBy],
    );
    if (authorId !== null && madeBy !== 'rule') await keep(tx, show, { ...order, authorId });
  }
}

async function keep(
  tx: Tx,
  show: { workspaceId: string; showId: string; isRehearsal: boolean },
  order: NewOrder & { authorId: string },
): Promise<void> {
  if (order.kind === 'unban') await liftBan(tx, show.workspaceId, order.authorId);
  if (order.kind !== 'ban' && order.kind !== 'timeout') return;
  const untilMs = order.forSeconds === null ? null : order.atMs + order.forSeconds * 1000;
  await tx.query(
    `INSERT INTO banned (workspace_id, author_id, platform, author_key, handle, until, reason, made_by, show_id, rehearsal_show_id, created_at)
     SELECT $1, a.id, a.platform, a.author_key, a.handle, to_timestamp($3::double precision / 1000), $4, $5, $6, CASE WHEN $7 THEN $6 END, to_timestamp($8::double precision / 1000)
     FROM author a WHERE a.id = $2 AND a.workspace_id = $1 AND a.author_key IS NOT NULL
     ON CONFLICT (workspace_id, author_id) DO UPDATE SET until = excluded.until, reason = excluded.reason, made_by = excluded.made_by, show_id = excluded.show_id`,
    [show.workspaceId, order.authorId, untilMs, order.reason, order.madeBy, show.showId, show.isRehearsal, order.atMs],
  );
}

/** Shows on air in which this author may be speaking now: of their own rehearsal, or any that is none. */
export async function showsHearing(db: Tx, workspaceId: string, authorId: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT s.id FROM show s JOIN author a ON a.id = $2 AND a.workspace_id = $1
     WHERE s.workspace_id = $1 AND s.state = 'on_air' AND CASE WHEN a.rehearsal_show_id IS NULL THEN s.kind = 'live' ELSE s.id = a.rehearsal_show_id END ORDER BY s.id`,
    [workspaceId, authorId],
  );
  return rows.map((row) => row.id);
}

/** False: this author was not banned. */
export async function liftBan(tx: Tx, workspaceId: string, authorId: string): Promise<boolean> {
  const gone = await tx.query('DELETE FROM banned WHERE workspace_id = $1 AND author_id = $2', [workspaceId, authorId]);
  return (gone.rowCount ?? 0) > 0;
}

export interface BannedRow {
  authorId: string;
  platform: string;
  handle: string;
  untilMs: number | null;
  reason: string | null;
  madeBy: string;
  showId: string | null;
  sinceMs: number;
}

/** Who is banned now, the latest first; a rehearsal's bans are shown in that rehearsal alone. */
export async function listBanned(db: Tx, workspaceId: string, rehearsalShowId: string | null): Promise<BannedRow[]> {
  const { rows } = await db.query<BannedRow>(
    `SELECT author_id AS "authorId", platform, handle, round(extract(epoch FROM until) * 1000)::float8 AS "untilMs", reason, made_by AS "madeBy", show_id AS "showId",
       round(extract(epoch FROM created_at) * 1000)::float8 AS "sinceMs"
     FROM banned WHERE workspace_id = $1 AND rehearsal_show_id IS NOT DISTINCT FROM $2 AND (until IS NULL OR until > clock_timestamp())
     ORDER BY created_at DESC, author_id LIMIT 1000`,
    [workspaceId, rehearsalShowId],
  );
  return rows;
}

/** The ban of each of these authors that earlier orders left; read while deciding what they say. */
export async function bansOf(
  tx: Tx,
  workspaceId: string,
  authorIds: readonly string[],
): Promise<Map<string, { sinceMs: number; untilMs: number | null; reason: string | null }>> {
  if (authorIds.length === 0) return new Map();
  const { rows } = await tx.query<{ id: string; sinceMs: number; untilMs: number | null; reason: string | null }>(
    `SELECT author_id AS id, (extract(epoch FROM created_at) * 1000)::float8 AS "sinceMs", (extract(epoch FROM until) * 1000)::float8 AS "untilMs", reason
     FROM banned WHERE workspace_id = $1 AND author_id = ANY($2)`,
    [workspaceId, authorIds],
  );
  return new Map(rows.map(({ id, ...ban }) => [id, ban]));
}
