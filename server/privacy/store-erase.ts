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
  await emptySaidWithOthers(tx, of, theirs);
  await tx.query(
    `UPDATE outbox SET text = '', short_text = NULL, sent_text = NULL, target = target - 'toHandle', version = version + 1
      WHERE workspace_id = $1 AND show_id = $2 AND author_id = ANY($3) AND state NOT IN ('queued', 'sending')`,
    of,
  );
}

/**
 * A line that was said to several names them all, and stands at each of their replies, as does an answer to all who asked;
 * and what we said has come back to us as a message of ours.
 */
async function emptySaidWithOthers(tx: Tx, of: readonly unknown[], theirs: string): Promise<void> {
  const said = `SELECT o.connection_id, o.sent_text, o.platform_id FROM outbox o WHERE o.workspace_id = $1 AND o.show_id = $2 AND o.sent_text IS NOT NULL AND o.state NOT IN ('queued', 'sending')
      AND (o.author_id = ANY($3) OR o.id IN (SELECT q.outbox_id FROM question q JOIN (${theirs}) e ON q.seq = e.seq WHERE q.workspace_id = $1 AND q.show_id = $2))`;
  await tx.query(
    `UPDATE record.event_text t SET text = NULL FROM record.event e JOIN (${said}) s ON s.platform_id = e.platform_id AND s.connection_id = e.connection_id
      WHERE e.workspace_id = $1 AND e.show_id = $2 AND e.kind = 'message' AND t.workspace_id = $1 AND t.show_id = $2 AND t.seq = e.seq AND t.day = e.day`,
    [...of],
  );
  await tx.query(
    `UPDATE outbox o SET sent_text = NULL, version = o.version + 1 FROM (SELECT DISTINCT connection_id, sent_text FROM (${said}) x) s
      WHERE o.workspace_id = $1 AND o.show_id = $2 AND o.connection_id = s.connection_id AND o.sent_text = s.sent_text AND o.state NOT IN ('queued', 'sending')`,
    [...of],
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
