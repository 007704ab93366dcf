import type pg from 'pg';
import type { FeedNotice } from './entry.ts';
import type { FollowedShow } from './store-changes.ts';
import type { Ids } from './store-entities.ts';
import type { Days } from './store-messages.ts';

/** The open ones, or these. The words come with them: what is held may be older than what a console holds. */
export async function loadNotices(pool: pg.Pool, show: FollowedShow, ids: Ids, days: Days): Promise<FeedNotice[]> {
  const { rows } = await pool.query<Omit<FeedNotice, 'seq'> & { seq: string }>(
    `SELECT n.id, n.seq, n.kind, n.sentence, n.rule_id AS "ruleId", n.state, n.closed_by AS "closedBy", e.platform, e.author_id AS "authorId",
       COALESCE(a.handle, '') AS handle, COALESCE(t.text, '') AS text, (extract(epoch FROM n.created_at) * 1000)::float8 AS "createdAtMs",
       (extract(epoch FROM n.aired_at) * 1000)::float8 AS "airedAtMs", n.version
     FROM notice n
       LEFT JOIN record.event e ON e.show_id = n.show_id AND e.seq = n.seq AND e.workspace_id = n.workspace_id AND e.day BETWEEN $4::date AND $5::date
       LEFT JOIN record.event_text t ON t.show_id = n.show_id AND t.seq = n.seq AND t.workspace_id = n.workspace_id AND t.day BETWEEN $4::date AND $5::date
       LEFT JOIN author a ON a.id = e.author_id AND a.workspace_id = n.workspace_id
     WHERE n.workspace_id = $1 AND n.show_id = $2 AND ($3::text[] IS NULL AND n.state = 'open' OR n.id = ANY($3)) ORDER BY n.created_at DESC, n.id LIMIT 500`,
    [show.workspaceId, show.showId, ids, days.from, days.to],
  );
  return rows.reverse().map((row) => ({ ...row, seq: Number(row.seq) }));
}
