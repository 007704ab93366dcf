import type pg from 'pg';
import type { FeedMessage, FeedReading } from './entry.ts';
import type { FollowedShow } from './store-changes.ts';

/** Days of receipt between which rows may lie: without them every partition of the record is asked. */
export interface Days {
  from: string;
  to: string;
}

const MESSAGE = `SELECT e.seq, e.kind, e.platform, e.connection_id, e.platform_id, e.author_id, a.handle, a.name, a.badges, t.text,
    (extract(epoch FROM e.spoken_at) * 1000)::float8 AS spoken, (extract(epoch FROM e.received_at) * 1000)::float8 AS received, e.history, e.body
  FROM record.event e
  LEFT JOIN record.event_text t ON t.show_id = e.show_id AND t.seq = e.seq AND t.day = e.day AND t.day BETWEEN $3::date AND $4::date
  LEFT JOIN author a ON a.id = e.author_id AND a.workspace_id = e.workspace_id
  WHERE e.show_id = $1 AND e.workspace_id = $2 AND e.day BETWEEN $3::date AND $4::date AND e.kind <> 'audience'`;

interface MessageRow {
  seq: string;
  kind: string;
  platform: string | null;
  connection_id: string | null;
  platform_id: string | null;
  author_id: string | null;
  handle: string | null;
  name: string | null;
  badges: string[] | null;
  text: string | null;
  spoken: number;
  received: number;
  history: boolean;
  body: Record<string, unknown> | null;
}

/** A run of the record. Viewer counts are rows too, but nothing a console lists. */
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
  return rows.map(toFeedMessage);
}

/** The newest rows up to `beforeSeq`, oldest first. */
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
  return rows.map(toFeedMessage).reverse();
}

function toFeedMessage(row: MessageRow): FeedMessage {
  return {
    seq: Number(row.seq),
    kind: row.kind,
    platform: row.platform,
    connectionId: row.connection_id,
    platformId: row.platform_id,
    authorId: row.author_id,
    handle: row.handle ?? '',
    name: row.name ?? '',
    badges: row.badges ?? [],
    text: row.text ?? '',
    spokenAtMs: row.spoken,
    receivedAtMs: row.received,
    history: row.history,
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
}

export async function loadReadings(
  pool: pg.Pool,
  show: FollowedShow,
  range: { fromSeq: number; toSeq: number },
  days: Days,
): Promise<FeedReading[]> {
  const { rows } = await pool.query<ReadingRow>(
    `SELECT seq, intent, topic, language, confidence, needs_look, lines, explanation, outcome FROM record.reading
     WHERE show_id = $1 AND workspace_id = $2 AND day BETWEEN $3::date AND $4::date AND seq BETWEEN $5 AND $6 ORDER BY seq LIMIT 1000`,
    [show.showId, show.workspaceId, days.from, days.to, range.fromSeq, range.toSeq],
  );
  return rows.map(({ needs_look, seq, ...row }) => ({ ...row, seq: Number(seq), needsLook: needs_look }));
}
