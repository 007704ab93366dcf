import type pg from 'pg';
import type { Tx } from '../db/transaction.ts';
import type { Deletion } from './store.ts';

type Db = Pick<pg.Pool, 'query'>;

/** The platform's id, as authors are known by; also the rows of rehearsals. */
export async function authorsOf(db: Db, { workspaceId, platform, authorKey }: Deletion): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    'SELECT id FROM author WHERE workspace_id = $1 AND platform = $2 AND author_key = $3',
    [workspaceId, platform, authorKey],
  );
  return rows.map((row) => row.id);
}

export async function showsOf(db: Db, workspaceId: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>('SELECT id FROM show WHERE workspace_id = $1 ORDER BY id', [
    workspaceId,
  ]);
  return rows.map((row) => row.id);
}

/** What they wrote, what was read in it, and what was written to them. */
export async function emptyShow(
  tx: Tx,
  workspaceId: string,
  showId: string,
  authors: readonly string[],
): Promise<void> {
  const of = [workspaceId, showId, authors];
  const theirs = `SELECT e.seq, e.day FROM record.event e WHERE e.workspace_id = $1 AND e.show_id = $2 AND e.author_id = ANY($3)`;
  // While the texts are still there: translations are kept by the hash of what they were made of.
  await tx.query(
    `DELETE FROM translation WHERE workspace_id = $1 AND text_hash IN (SELECT encode(sha256(convert_to(t.text, 'UTF8')), 'hex')
        FROM record.event_text t JOIN (${theirs}) e ON t.seq = e.seq AND t.day = e.day WHERE t.workspace_id = $1 AND t.show_id = $2 AND t.text IS NOT NULL)`,
    of,
  );
  await tx.query(
    `UPDATE record.event_text t SET text = NULL FROM (${theirs}) e
      WHERE t.workspace_id = $1 AND t.show_id = $2 AND t.seq = e.seq AND t.day = e.day`,
    of,
  );
  await tx.query(
    `UPDATE record.reading r SET explanation = '' FROM (${theirs}) e
      WHERE r.workspace_id = $1 AND r.show_id = $2 AND r.seq = e.seq AND r.day = e.day`,
    of,
  );
  await tx.query(
    `DELETE FROM claim_text WHERE workspace_id = $1
        AND claim_id IN (SELECT c.id FROM claim c WHERE c.workspace_id = $1 AND c.show_id = $2 AND c.author_id = ANY($3))`,
    of,
  );
  await tx.query(
    `UPDATE outbox SET text = '', short_text = NULL, sent_text = NULL, target = target - 'toHandle', version = version + 1
      WHERE workspace_id = $1 AND show_id = $2 AND author_id = ANY($3) AND state NOT IN ('queued', 'sending')`,
    of,
  );
}

/** Names and picture. The row stays: claims and bans point at it. */
export async function emptyAuthors(tx: Tx, workspaceId: string, authors: readonly string[]): Promise<void> {
  await tx.query(
    `UPDATE author SET author_key = NULL, handle = '', name = '', avatar_url = NULL, badges = '{}' WHERE workspace_id = $1 AND id = ANY($2)`,
    [workspaceId, authors],
  );
}

/** Requests that were kept as they came, and the name beside a ban, which itself holds on. */
export async function emptyKept(tx: Tx, { workspaceId, platform, authorKey }: Deletion): Promise<void> {
  await tx.query('DELETE FROM hook_part WHERE workspace_id = $1 AND position($2 IN body::text) > 0', [
    workspaceId,
    `"${authorKey}"`,
  ]);
  await tx.query(`UPDATE banned SET handle = '' WHERE workspace_id = $1 AND platform = $2 AND author_key = $3`, [
    workspaceId,
    platform,
    authorKey,
  ]);
}
