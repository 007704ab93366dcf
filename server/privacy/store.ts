import type pg from 'pg';
import type { Tx } from '../db/transaction.ts';

type Db = Pick<pg.Pool, 'query'>;

/** Somebody of one platform, to be forgotten in one workspace. */
export interface Deletion {
  code: string;
  workspaceId: string;
  platform: string;
  authorKey: string;
}

export async function orderDeletion(
  db: Db,
  code: string,
  authorKey: string,
  places: readonly { workspaceId: string; platform: string }[],
): Promise<void> {
  await db.query(
    `INSERT INTO data_deletion (code, workspace_id, platform, author_key)
     SELECT $1, u.workspace_id, u.platform, $2 FROM unnest($3::text[], $4::text[]) AS u(workspace_id, platform)
     ON CONFLICT DO NOTHING`,
    [code, authorKey, places.map((one) => one.workspaceId), places.map((one) => one.platform)],
  );
}

export async function waitingDeletions(db: Db): Promise<Deletion[]> {
  const { rows } = await db.query<Deletion>(
    // All workspaces: whoever asked is owed it by the hub.
    `SELECT code, workspace_id AS "workspaceId", platform, author_key AS "authorKey" FROM data_deletion
      WHERE done_at IS NULL ORDER BY requested_at LIMIT 100`,
  );
  return rows;
}

/** The request is remembered, the person is not. */
export async function doneDeletion(tx: Tx, of: Deletion): Promise<void> {
  await tx.query(
    `UPDATE data_deletion SET done_at = clock_timestamp(), author_key = '' WHERE workspace_id = $1 AND code = $2 AND platform = $3`,
    [of.workspaceId, of.code, of.platform],
  );
}

/** Done when it is done everywhere. */
export async function deletionOf(db: Db, code: string): Promise<{ requestedMs: number; doneMs: number | null } | null> {
  const { rows } = await db.query<{ requested: number | null; done: number | null }>(
    // All workspaces: the code alone is known to whoever looks it up.
    `SELECT (extract(epoch FROM min(requested_at)) * 1000)::float8 AS requested,
            (CASE WHEN count(*) = count(done_at) THEN extract(epoch FROM max(done_at)) * 1000 END)::float8 AS done
       FROM data_deletion WHERE code = $1`,
    [code],
  );
  const [row] = rows;
  return typeof row?.requested !== 'number' ? null : { requestedMs: row.requested, doneMs: row.done };
}
