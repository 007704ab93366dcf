import type { Tx } from '../db/transaction.ts';
import type { LaneRef } from '../lanes/lane.ts';
import type { LogRow } from '../rules/log-row.ts';
import type { Reading } from '../intents/reading.ts';

export const decideLane = (showId: string, workspaceId: string): LaneRef => ({
  id: `decide:${showId}`,
  workspaceId,
  showId,
});

interface EventRow {
  seq: string;
  day: string;
  kind: string;
  platform: string | null;
  connectionId: string | null;
  broadcastId: string | null;
  platformId: string | null;
  authorId: string | null;
  handle: string | null;
  own: boolean | null;
  text: string | null;
  spoken: number;
  history: boolean;
  body: Record<string, unknown> | null;
}

const EVENT = `SELECT e.seq, e.day::text, e.kind, e.platform, e.connection_id AS "connectionId", e.broadcast_id AS "broadcastId", e.platform_id AS "platformId",
    e.author_id AS "authorId", a.handle, 'owner' = ANY(a.badges) AS own, t.text, (extract(epoch FROM e.spoken_at) * 1000)::float8 AS spoken, e.history, e.body
  FROM record.event e
  LEFT JOIN record.event_text t ON t.show_id = e.show_id AND t.seq = e.seq AND t.day = e.day AND t.day >= $3::date
  LEFT JOIN author a ON a.id = e.author_id AND a.workspace_id = e.workspace_id
  WHERE e.show_id = $1 AND e.workspace_id = $2 AND e.day >= $3::date`;

/** A row of the log with the UTC day of its receipt, by which the record is parted. */
export type DatedRow = LogRow & { day: string };

/**
 * The next rows after `cursor`, with what staff actions are about. `fromDay`: the first day the show can have rows of;
 * without it every day's partition would be asked.
 */
export async function nextRows(
  tx: Tx,
  workspaceId: string,
  showId: string,
  fromDay: string,
  cursor: number,
  limit: number,
): Promise<DatedRow[]> {
  const { rows } = await tx.query<EventRow>(`${EVENT} AND e.seq > $4 ORDER BY e.seq LIMIT $5`, [
    showId,
    workspaceId,
    fromDay,
    cursor,
    limit,
  ]);
  const about = rows.flatMap((row) =>
    row.kind === 'staff' && typeof row.body?.['ofSeq'] === 'number' ? [row.body['ofSeq']] : [],
  );
  const found =
    about.length === 0
      ? []
      : (await tx.query<EventRow>(`${EVENT} AND e.seq = ANY($4::bigint[])`, [showId, workspaceId, fromDay, about]))
          .rows;
  const bySeq = new Map(found.map((row) => [Number(row.seq), row]));
  return rows.map((row) => {
    const of = bySeq.get(Number(row.body?.['ofSeq']));
    return { ...toRow(row), day: row.day, of: of === undefined ? null : toRow(of) };
  });
}

function toRow(row: EventRow): Omit<LogRow, 'of'> {
  return {
    seq: Number(row.seq),
    kind: row.kind,
    platform: row.platform,
    connectionId: row.connectionId,
    broadcastId: row.broadcastId,
    platformId: row.platformId,
    authorId: row.authorId,
    handle: row.handle ?? '',
    own: row.own === true,
    text: row.text ?? '',
    spokenAtMs: Math.round(row.spoken),
    history: row.history,
    body: row.body ?? {},
  };
}

export interface NewReading {
  seq: number;
  day: string;
  reading: Reading;
  outcome: string | null;
}

export async function insertReadings(
  tx: Tx,
  workspaceId: string,
  showId: string,
  lexicon: string,
  readings: readonly NewReading[],
): Promise<void> {
  if (readings.length === 0) return;
  const column = <T>(of: (one: NewReading) => T) => readings.map(of);
  await tx.query(
    `INSERT INTO record.reading (show_id, seq, day, workspace_id, intent, topic, language, confidence, needs_look, lines, explanation, lexicon, outcome)
     SELECT $2, u.seq, u.day, $1, u.intent, u.topic, u.language, u.confidence, u.needs_look, u.lines::jsonb, u.explanation, $3, u.outcome
     FROM unnest($4::bigint[], $5::date[], $6::text[], $7::text[], $8::text[], $9::real[], $10::boolean[], $11::text[], $12::text[], $13::text[])
       AS u(seq, day, intent, topic, language, confidence, needs_look, lines, explanation, outcome)`,
    [
      workspaceId,
      showId,
      lexicon,
      column((one) => one.seq),
      column((one) => one.day),
      column((one) => one.reading.intent),
      column((one) => one.reading.topic),
      column((one) => one.reading.language),
      column((one) => one.reading.confidence),
      column((one) => one.reading.needsLook),
      column((one) => JSON.stringify(one.reading.lines)),
      column((one) => one.reading.explanation),
      column((one) => one.outcome),
    ],
  );
}

/** A row that could not be decided stays visible as one that needs a look. */
export async function insertParked(
  tx: Tx,
  workspaceId: string,
  showId: string,
  row: { seq: number; day: string },
  lexicon: string,
): Promise<void> {
  await tx.query(
    `INSERT INTO record.reading (show_id, seq, day, workspace_id, intent, confidence, needs_look, explanation, lexicon, outcome)
     VALUES ($2, $3, $4::date, $1, 'none', 0, true, 'could not be read: needs a look', $5, 'failed') ON CONFLICT DO NOTHING`,
    [workspaceId, showId, row.seq, row.day, lexicon],
  );
}

/** Shows whose log is longer than what has been decided of it. Over all workspaces: the hub's own clockwork. */
export async function lateShows(db: Tx, limit: number): Promise<LaneRef[]> {
  const { rows } = await db.query<{ show_id: string; workspace_id: string }>(
    `SELECT c.show_id, c.workspace_id FROM show_counter c LEFT JOIN lane l ON l.id = 'decide:' || c.show_id
     WHERE c.last_seq > COALESCE(l.cursor, 0) LIMIT $1`,
    [limit],
  );
  return rows.map((row) => decideLane(row.show_id, row.workspace_id));
}

export interface ShowRow {
  id: string;
  workspaceId: string;
  slug: string;
  seed: string;
  kind: 'live' | 'rehearsal';
  language: string;
  fromDay: string;
  /** Changes whenever a product of the workspace does. */
  catalog: string;
}

export async function readShow(tx: Tx, workspaceId: string, showId: string): Promise<ShowRow | null> {
  const { rows } = await tx.query<ShowRow>(
    `SELECT s.id, s.workspace_id AS "workspaceId", s.slug, s.seed, s.kind, w.language, ((s.created_at AT TIME ZONE 'UTC')::date - 1)::text AS "fromDay",
       (SELECT count(*) || '/' || COALESCE(sum(p.version), 0) || '/' || COALESCE(max(p.updated_at)::text, '') FROM product p WHERE p.workspace_id = s.workspace_id) AS catalog
     FROM show s JOIN workspace w ON w.id = s.workspace_id WHERE s.id = $2 AND s.workspace_id = $1`,
    [workspaceId, showId],
  );
  return rows[0] ?? null;
}

export interface ProductRow {
  id: string;
  code: string;
  key: string;
  title: string;
  currency: string;
  priceMinor: string;
  options: Record<string, string[]>;
  variants: { id: string; options: Record<string, string>; priceMinor: string | null }[];
}

/** What can be claimed: products and variants that are not archived, in the seller's order. */
export async function readCatalog(tx: Tx, workspaceId: string): Promise<ProductRow[]> {
  const { rows } = await tx.query<ProductRow>(
    `SELECT p.id, p.code, p.code_key AS key, p.title, p.currency, p.price_minor::text AS "priceMinor", p.options,
       COALESCE((SELECT jsonb_agg(jsonb_build_object('id', v.id, 'options', v.options, 'priceMinor', v.price_minor::text) ORDER BY v.position, v.id)
         FROM variant v WHERE v.product_id = p.id AND v.workspace_id = $1 AND v.archived_at IS NULL), '[]'::jsonb) AS variants
     FROM product p WHERE p.workspace_id = $1 AND p.archived_at IS NULL ORDER BY p.created_at, p.id LIMIT 1000`,
    [workspaceId],
  );
  return rows;
}
