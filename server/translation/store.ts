import type pg from 'pg';
import type { Translated } from './engine.ts';

type Db = Pick<pg.Pool, 'query'>;

export interface Kept extends Translated {
  hash: string;
}

/** What an engine made of these texts before. */
export async function readKept(
  db: Db,
  of: { workspaceId: string; into: string; engine: string },
  hashes: readonly string[],
): Promise<Kept[]> {
  const { rows } = await db.query<Kept>(
    `SELECT text_hash AS hash, text, source FROM translation WHERE workspace_id = $1 AND target = $2 AND engine = $3 AND text_hash = ANY($4)`,
    [of.workspaceId, of.into, of.engine, hashes],
  );
  return rows;
}

export async function keep(
  db: Db,
  of: { workspaceId: string; into: string; engine: string },
  made: readonly Kept[],
): Promise<void> {
  await db.query(
    `INSERT INTO translation (workspace_id, target, engine, text_hash, text, source)
     SELECT $1, $2, $3, u.hash, u.text, u.source FROM unnest($4::text[], $5::text[], $6::text[]) AS u(hash, text, source) ON CONFLICT DO NOTHING`,
    [
      of.workspaceId,
      of.into,
      of.engine,
      made.map((one) => one.hash),
      made.map((one) => one.text),
      made.map((one) => one.source),
    ],
  );
}

/** Older ones go, of all workspaces: a chat says its common things anew every show. */
export async function forgetOld(db: Db, days: number): Promise<void> {
  await db.query(`DELETE FROM translation WHERE created_at < clock_timestamp() - make_interval(days => $1)`, [days]);
}

/** The texts of messages, by their numbers; none of another workspace, none that were emptied or are nobody's chat. */
export async function readTexts(
  db: Db,
  of: { workspaceId: string; showId: string },
  seqs: readonly number[],
): Promise<{ seq: number; text: string }[]> {
  const { rows } = await db.query<{ seq: string; text: string }>(
    `SELECT e.seq, t.text FROM record.event e JOIN record.event_text t ON t.show_id = e.show_id AND t.seq = e.seq AND t.day = e.day AND t.workspace_id = e.workspace_id
     WHERE e.workspace_id = $1 AND e.show_id = $2 AND e.seq = ANY($3::bigint[]) AND e.kind IN ('message', 'gift', 'edit') AND t.text <> ''
       AND e.day >= (SELECT (s.created_at AT TIME ZONE 'UTC')::date - 1 FROM show s WHERE s.id = $2 AND s.workspace_id = $1)`,
    [of.workspaceId, of.showId, seqs],
  );
  return rows.map((row) => ({ seq: Number(row.seq), text: row.text }));
}
