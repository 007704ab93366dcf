import type pg from 'pg';
import type { FollowedShow } from './store-changes.ts';

/** The claims and replies that hang on a run of messages, by their ids. */
export async function hangingOn(
  pool: pg.Pool,
  show: FollowedShow,
  range: { fromSeq: number; toSeq: number },
): Promise<{ claims: string[]; replies: string[] }> {
  const given = [show.workspaceId, show.showId, range.fromSeq, range.toSeq];
  const claims = await pool.query<{ id: string }>(
    'SELECT id FROM claim WHERE workspace_id = $1 AND show_id = $2 AND seq BETWEEN $3 AND $4 LIMIT 1000',
    given,
  );
  const replies = await pool.query<{ id: string }>(
    `SELECT id FROM outbox WHERE workspace_id = $1 AND show_id = $2 AND seq BETWEEN $3 AND $4 AND kind IN ('reply', 'private-reply', 'message', 'screen') LIMIT 1000`,
    given,
  );
  return { claims: claims.rows.map((row) => row.id), replies: replies.rows.map((row) => row.id) };
}
