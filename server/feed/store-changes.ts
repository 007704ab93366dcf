import type pg from 'pg';
import type { ChangeRow } from './coalesce.ts';

/** The show as the feed needs it; null when it is not in this workspace. */
export interface FollowedShow {
  workspaceId: string;
  showId: string;
  isRehearsal: boolean;
  createdAtMs: number;
}

/**
 * A column that must match but must not choose the index: rows are found by their ids. Without it a planner that knows
 * nothing yet of a young table reads all rows of the workspace instead.
 */
export const byId = (column: string): string => `(${column} || '')`;

export async function findFollowed(pool: pg.Pool, workspaceId: string, showId: string): Promise<FollowedShow | null> {
  const { rows } = await pool.query<{ kind: string; created: number }>(
    `SELECT kind, (extract(epoch FROM created_at) * 1000)::float8 AS created FROM show WHERE id = $1 AND workspace_id = $2`,
    [showId, workspaceId],
  );
  const row = rows[0];
  return row === undefined
    ? null
    : { workspaceId, showId, isRehearsal: row.kind === 'rehearsal', createdAtMs: row.created };
}

/** The newest feed number and the newest event's number. */
export async function readNumbers(pool: pg.Pool, show: FollowedShow): Promise<{ n: number; lastSeq: number }> {
  const { rows } = await pool.query<{ n: string | null; seq: string | null }>(
    `SELECT (SELECT last_n FROM feed_counter WHERE show_id = $1 AND workspace_id = $2) AS n,
            (SELECT last_seq FROM show_counter WHERE show_id = $1 AND workspace_id = $2) AS seq`,
    [show.showId, show.workspaceId],
  );
  return { n: Number(rows[0]?.n ?? 0), lastSeq: Number(rows[0]?.seq ?? 0) };
}

/** What changed after a number, in order. Numbers commit in order, so nothing can appear behind what was read. */
export async function readChanges(
  pool: pg.Pool,
  show: FollowedShow,
  since: number,
  limit: number,
): Promise<ChangeRow[]> {
  const { rows } = await pool.query<{
    n: string;
    topic: string;
    entity: string | null;
    from_seq: string | null;
    to_seq: string | null;
  }>(
    'SELECT n, topic, entity, from_seq, to_seq FROM feed_change WHERE show_id = $1 AND workspace_id = $2 AND n > $3 ORDER BY n LIMIT $4',
    [show.showId, show.workspaceId, since, limit],
  );
  return rows.map((row) => ({
    n: Number(row.n),
    topic: row.topic,
    entity: row.entity,
    fromSeq: row.from_seq === null ? null : Number(row.from_seq),
    toSeq: row.to_seq === null ? null : Number(row.to_seq),
  }));
}
