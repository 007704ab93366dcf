import type pg from 'pg';
import type { FeedDoubt } from './entry.ts';
import { byId, type FollowedShow } from './store-changes.ts';
import type { Ids } from './store-entities.ts';
import type { Days } from './store-messages.ts';

const MOST = 200;

interface DoubtRow {
  seq: string;
  state: FeedDoubt['state'];
  waiting: number;
  closedBy: string | null;
  note: string | null;
  version: number;
}

/** These, or (null) all that are open, the longest wait first; each with its message and reading, however old. */
export async function loadDoubts(pool: pg.Pool, show: FollowedShow, ids: Ids, days: Days): Promise<FeedDoubt[]> {
  const { rows } = await pool.query<DoubtRow>(
    `SELECT d.seq, d.state, (extract(epoch FROM d.waiting_since) * 1000)::float8 AS waiting, d.closed_by AS "closedBy", d.note, d.version FROM doubt d
     WHERE d.workspace_id = $1 AND d.show_id = $2 AND ($3::bigint[] IS NULL AND d.state = 'open' OR d.seq = ANY($3)) ORDER BY d.waiting_since, d.seq LIMIT ${MOST}`,
    [show.workspaceId, show.showId, ids],
  );
  if (rows.length === 0) return [];
  const at = [show.showId, show.workspaceId, days.from, days.to, rows.map((row) => row.seq)];
  // Plain reads and no join, as everywhere with the record's young partitions.
  const readings = await pool.query<{ seq: string; explanation: string; choices: FeedDoubt['choices'] | null }>(
    `SELECT r.seq, r.explanation, r.choices FROM record.reading r WHERE r.show_id = $1 AND r.workspace_id = $2 AND r.day BETWEEN $3::date AND $4::date AND r.seq = ANY($5::bigint[])`,
    at,
  );
  const texts = await pool.query<{ seq: string; text: string | null }>(
    `SELECT t.seq, t.text FROM record.event_text t WHERE t.show_id = $1 AND t.workspace_id = $2 AND t.day BETWEEN $3::date AND $4::date AND t.seq = ANY($5::bigint[])`,
    at,
  );
  const events = await pool.query<{ seq: string; platform: string | null; authorId: string | null }>(
    `SELECT e.seq, e.platform, e.author_id AS "authorId" FROM record.event e WHERE e.show_id = $1 AND e.workspace_id = $2 AND e.day BETWEEN $3::date AND $4::date AND e.seq = ANY($5::bigint[])`,
    at,
  );
  const authors = await pool.query<{ id: string; handle: string; name: string }>(
    `SELECT a.id, a.handle, a.name FROM author a WHERE a.id = ANY($1) AND ${byId('a.workspace_id')} = $2`,
    [events.rows.flatMap((row) => row.authorId ?? []), show.workspaceId],
  );
  const readingOf = new Map(readings.rows.map((row) => [row.seq, row]));
  const textOf = new Map(texts.rows.map((row) => [row.seq, row.text ?? '']));
  const eventOf = new Map(events.rows.map((row) => [row.seq, row]));
  const authorOf = new Map(authors.rows.map((row) => [row.id, row]));
  return rows.map((row) => {
    const event = eventOf.get(row.seq);
    const author = authorOf.get(event?.authorId ?? '');
    const reading = readingOf.get(row.seq);
    return {
      ...{ seq: Number(row.seq), state: row.state, waitingSinceMs: row.waiting, closedBy: row.closedBy },
      ...{ platform: event?.platform ?? null, handle: author?.handle ?? '', name: author?.name ?? '' },
      ...{ text: textOf.get(row.seq) ?? '', explanation: row.note ?? reading?.explanation ?? '' },
      // One that was moved as far as it could be is not chosen about: it stands where it stood.
      ...{ choices: row.note === null ? (reading?.choices ?? []) : [], version: row.version },
    };
  });
}
