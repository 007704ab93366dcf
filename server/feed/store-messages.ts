import type pg from 'pg';
import { readLanguage } from '../intents/language.ts';
import type { FeedMessage, FeedReading } from './entry.ts';
import { byId, type FollowedShow } from './store-changes.ts';

/** Days of receipt between which rows may lie: without them every partition of the record is asked. */
export interface Days {
  from: string;
  to: string;
}

/*
 * Three plain reads and no join: while the planner knows nothing of a new day's partitions (their first half minute) it
 * compares every row with every other, which was measured at 745 ms for a thousand rows.
 */
const MESSAGE = `SELECT e.seq, e.kind, e.platform, e.connection_id, e.platform_id, e.author_id,
    (extract(epoch FROM e.spoken_at) * 1000)::float8 AS spoken, (extract(epoch FROM e.received_at) * 1000)::float8 AS received, e.history, e.late, e.body
  FROM record.event e WHERE e.show_id = $1 AND e.workspace_id = $2 AND e.day BETWEEN $3::date AND $4::date AND e.kind NOT IN ('audience', 'direct')`;

interface MessageRow {
  seq: string;
  kind: string;
  platform: string | null;
  connection_id: string | null;
  platform_id: string | null;
  author_id: string | null;
  spoken: number;
  received: number;
  history: boolean;
  late: boolean;
  body: Record<string, unknown> | null;
}

interface AuthorRow {
  id: string;
  handle: string;
  name: string;
  badges: string[];
}

/** A run of the record. Viewer counts are rows too, but nothing a console lists; a private message is nobody's chat. */
export async function loadMessages(
  pool: pg.Pool,
  show: FollowedShow,
  range: { fromSeq: number; toSeq: number },
  days: Days,
): Promise<FeedMessage[]> {
  const { rows } = await pool.query<MessageRow>(`${MESSAGE} AND e.seq BETWEEN $5 AND $6 ORDER BY e.seq LIMIT 1000`, [
    show.showId,
    show.workspaceId,
    days.from,
    days.to,
    range.fromSeq,
    range.toSeq,
  ]);
  return complete(pool, show, rows, days);
}

/** The newest rows before `beforeSeq`, oldest first. */
export async function loadNewestMessages(
  pool: pg.Pool,
  show: FollowedShow,
  beforeSeq: number,
  limit: number,
  days: Days,
): Promise<FeedMessage[]> {
  const { rows } = await pool.query<MessageRow>(`${MESSAGE} AND e.seq < $5 ORDER BY e.seq DESC LIMIT $6`, [
    show.showId,
    show.workspaceId,
    days.from,
    days.to,
    beforeSeq,
    Math.min(limit, 1_000),
  ]);
  return complete(pool, show, rows.reverse(), days);
}

async function complete(pool: pg.Pool, show: FollowedShow, rows: MessageRow[], days: Days): Promise<FeedMessage[]> {
  const first = rows[0]?.seq;
  if (first === undefined) return [];
  const texts = await loadTexts(pool, show, { fromSeq: Number(first), toSeq: Number(rows.at(-1)?.seq) }, days);
  const authors = await loadAuthors(pool, show.workspaceId, new Set(rows.flatMap((row) => row.author_id ?? [])));
  return rows.map((row) =>
    toFeedMessage(row, texts.get(row.seq), row.author_id === null ? undefined : authors.get(row.author_id)),
  );
}

async function loadTexts(
  pool: pg.Pool,
  show: FollowedShow,
  range: { fromSeq: number; toSeq: number },
  days: Days,
): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ seq: string; text: string | null }>(
    `SELECT t.seq, t.text FROM record.event_text t
     WHERE t.show_id = $1 AND t.workspace_id = $2 AND t.day BETWEEN $3::date AND $4::date AND t.seq BETWEEN $5 AND $6`,
    [show.showId, show.workspaceId, days.from, days.to, range.fromSeq, range.toSeq],
  );
  return new Map(rows.map((row) => [row.seq, row.text ?? '']));
}

async function loadAuthors(
  pool: pg.Pool,
  workspaceId: string,
  ids: ReadonlySet<string>,
): Promise<Map<string, AuthorRow>> {
  if (ids.size === 0) return new Map();
  const { rows } = await pool.query<AuthorRow>(
    `SELECT a.id, a.handle, a.name, a.badges FROM author a WHERE a.id = ANY($1) AND ${byId('a.workspace_id')} = $2`,
    [[...ids], workspaceId],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

function toFeedMessage(row: MessageRow, text: string | undefined, author: AuthorRow | undefined): FeedMessage {
  const language = row.kind === 'message' && text !== undefined ? readLanguage(text) : null;
  return {
    seq: Number(row.seq),
    kind: row.kind,
    platform: row.platform,
    connectionId: row.connection_id,
    platformId: row.platform_id,
    authorId: row.author_id,
    handle: author?.handle ?? '',
    name: author?.name ?? '',
    badges: author?.badges ?? [],
    text: text ?? '',
    ...(language === null ? {} : { language }),
    spokenAtMs: row.spoken,
    receivedAtMs: row.received,
    history: row.history,
    late: row.late,
    body: row.body,
  };
}

interface ReadingRow {
  seq: string;
  intent: string;
  topic: string | null;
  language: string | null;
  confidence: number;
  needs_look: boolean;
  lines: FeedReading['lines'];
  explanation: string;
  outcome: string | null;
  choices: FeedReading['choices'];
  ruled: { by: string[]; tags: string[]; shadow: FeedReading['shadow'] } | null;
}

export async function loadReadings(
  pool: pg.Pool,
  show: FollowedShow,
  range: { fromSeq: number; toSeq: number },
  days: Days,
): Promise<FeedReading[]> {
  const { rows } = await pool.query<ReadingRow>(
    `SELECT seq, intent, topic, language, confidence, needs_look, lines, explanation, outcome, choices, ruled FROM record.reading
     WHERE show_id = $1 AND workspace_id = $2 AND day BETWEEN $3::date AND $4::date AND seq BETWEEN $5 AND $6 ORDER BY seq LIMIT 1000`,
    [show.showId, show.workspaceId, days.from, days.to, range.fromSeq, range.toSeq],
  );
  return rows.map(({ needs_look, seq, ruled, ...row }) => ({
    ...row,
    seq: Number(seq),
    needsLook: needs_look,
    tags: ruled?.tags ?? [],
    rules: ruled?.by ?? [],
    shadow: ruled?.shadow ?? [],
  }));
}
