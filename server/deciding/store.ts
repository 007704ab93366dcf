import type { Tx } from '../db/transaction.ts';
import type { LaneRef } from '../lanes/lane.ts';
import { bansOf } from '../moderation/store-orders.ts';
import type { LogRow } from '../rules/log-row.ts';
import type { Reading } from '../intents/reading.ts';
import type { Ruled } from '../rules/effects.ts';
import type { Rule } from '../rules/rule-set.ts';
import type { Tally } from '../rules/tally.ts';

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
  spoken: number;
  history: boolean;
  late: boolean;
  body: Record<string, unknown> | null;
}

interface WrittenRow extends EventRow {
  handle: string | null;
  own: boolean;
  badges: string[] | null;
  unnamed: boolean;
  banned: LogRow['banned'];
  text: string | null;
}

/** Days of receipt between which the show can have rows; without them every day's partition would be asked. */
export interface Days {
  fromDay: string;
  toDay: string;
}

/*
 * Three plain reads and no join: while the planner knows nothing of a new day's partitions (their first half minute) it
 * compares every row with every other, measured at 745 ms for a thousand rows.
 */
const EVENT = `SELECT e.seq, e.day::text, e.kind, e.platform, e.connection_id AS "connectionId", e.broadcast_id AS "broadcastId",
    e.platform_id AS "platformId", e.author_id AS "authorId", (extract(epoch FROM e.spoken_at) * 1000)::float8 AS spoken, e.history, e.late, e.body
  FROM record.event e WHERE e.show_id = $1 AND e.workspace_id = $2 AND e.day BETWEEN $3::date AND $4::date`;

/** A row of the log with the UTC day of its receipt, by which the record is parted. */
export type DatedRow = LogRow & { day: string };

/** The next rows after `cursor`, with what staff actions are about. */
export async function nextRows(
  tx: Tx,
  workspaceId: string,
  showId: string,
  days: Days,
  cursor: number,
  limit: number,
): Promise<DatedRow[]> {
  const at = [showId, workspaceId, days.fromDay, days.toDay];
  const { rows } = await tx.query<EventRow>(`${EVENT} AND e.seq > $5 ORDER BY e.seq LIMIT $6`, [...at, cursor, limit]);
  const about = rows.flatMap((row) =>
    row.kind === 'staff' && typeof row.body?.['ofSeq'] === 'number' ? [row.body['ofSeq']] : [],
  );
  const found = [
    ...(about.length === 0
      ? []
      : (await tx.query<EventRow>(`${EVENT} AND e.seq = ANY($5::bigint[])`, [...at, about])).rows),
    ...(await originalsOf(tx, at, rows)),
  ];
  const written = await withWords(tx, at, [...rows, ...found]);
  const bySeq = new Map(written.map((row) => [Number(row.seq), row]));
  const originals = new Map(written.slice(rows.length).map((row) => [messageName(row), row]));
  return written.slice(0, rows.length).map((row) => {
    const of = row.kind === 'edit' ? originals.get(messageName(row)) : bySeq.get(Number(row.body?.['ofSeq']));
    return { ...toRow(row), day: row.day, of: of === undefined ? null : toRow(of) };
  });
}

const messageName = (row: EventRow): string => `${row.broadcastId ?? ''} ${row.platformId ?? ''}`;

/** The messages that edits changed. They have no index by the platform's id, which every append would pay for; edits are rare. */
async function originalsOf(tx: Tx, at: readonly string[], rows: readonly EventRow[]): Promise<EventRow[]> {
  const edits = rows.filter((row) => row.kind === 'edit' && row.platformId !== null);
  if (edits.length === 0) return [];
  const found = await tx.query<EventRow>(
    `${EVENT} AND e.kind = 'message' AND e.platform_id = ANY($5) AND e.broadcast_id = ANY($6)`,
    [...at, edits.map((row) => row.platformId), [...new Set(edits.map((row) => row.broadcastId))]],
  );
  return found.rows;
}

async function withWords(tx: Tx, at: readonly string[], rows: readonly EventRow[]): Promise<WrittenRow[]> {
  if (rows.length === 0) return [];
  const texts = await tx.query<{ seq: string; text: string | null }>(
    `SELECT t.seq, t.text FROM record.event_text t
     WHERE t.show_id = $1 AND t.workspace_id = $2 AND t.day BETWEEN $3::date AND $4::date AND t.seq = ANY($5::bigint[])`,
    [...at, rows.map((row) => row.seq)],
  );
  // Found by their ids: the workspace must match and must not choose the index.
  const authors = await tx.query<{
    id: string;
    handle: string;
    own: boolean;
    badges: string[] | null;
    unnamed: boolean;
  }>(
    `SELECT a.id, a.handle, 'owner' = ANY(a.badges) AS own, NULLIF(a.badges, '{}') AS badges, a.author_key IS NULL AS unnamed FROM author a WHERE a.id = ANY($1) AND (a.workspace_id || '') = $2`,
    [[...new Set(rows.flatMap((row) => row.authorId ?? []))], at[1]],
  );
  const bans = await bansOf(tx, at[1] ?? '', [...authors.rows.map((row) => row.id)]);
  const textOf = new Map(texts.rows.map((row) => [row.seq, row.text]));
  const authorOf = new Map(authors.rows.map((row) => [row.id, row]));
  return rows.map((row) => {
    const author = row.authorId === null ? undefined : authorOf.get(row.authorId);
    const ban = row.authorId === null ? undefined : bans.get(row.authorId);
    return {
      ...row,
      handle: author?.handle ?? null,
      own: author?.own === true,
      badges: author?.badges ?? null,
      unnamed: author?.unnamed ?? true,
      banned: ban === undefined ? null : { ...ban, on: [] },
      text: textOf.get(row.seq) ?? null,
    };
  });
}

function toRow(row: WrittenRow): Omit<LogRow, 'of'> {
  return {
    seq: Number(row.seq),
    kind: row.kind,
    platform: row.platform,
    connectionId: row.connectionId,
    broadcastId: row.broadcastId,
    platformId: row.platformId,
    authorId: row.authorId,
    handle: row.handle ?? '',
    own: row.own,
    ...(row.badges === null ? {} : { badges: row.badges }),
    banned: row.banned,
    text: row.text ?? '',
    spokenAtMs: Math.round(row.spoken),
    history: row.history,
    late: row.late,
    // Staff and the hub are nobody's viewers.
    unnamed: row.unnamed && row.broadcastId !== null,
    body: row.body ?? {},
  };
}

export interface NewReading {
  seq: number;
  day: string;
  reading: Reading;
  outcome: string | null;
  ruled?: Ruled | null;
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
    `INSERT INTO record.reading (show_id, seq, day, workspace_id, intent, topic, language, confidence, needs_look, lines, explanation, lexicon, outcome, choices, ruled)
     SELECT $2, u.seq, u.day, $1, u.intent, u.topic, u.language, u.confidence, u.needs_look, u.lines::jsonb, u.explanation, $3, u.outcome, u.choices::jsonb, u.ruled::jsonb
     FROM unnest($4::bigint[], $5::date[], $6::text[], $7::text[], $8::text[], $9::real[], $10::boolean[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[])
       AS u(seq, day, intent, topic, language, confidence, needs_look, lines, explanation, outcome, choices, ruled)`,
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
      column((one) => choicesOf(one.reading)),
      column((one) => ruledOf(one)),
    ],
  );
}

const choicesOf = (reading: Reading): string | null =>
  reading.needsLook && reading.choices.length > 0 ? JSON.stringify(reading.choices) : null;
const ruledOf = ({ ruled }: Pick<NewReading, 'ruled'>): string | null =>
  ruled === undefined || ruled === null ? null : JSON.stringify(ruled);

/** What was decided anew: a held message that a person allowed or denied. There are few, so one statement each. */
export async function changeReadings(
  tx: Tx,
  show: ShowRow,
  lexicon: string,
  readings: readonly Omit<NewReading, 'day'>[],
): Promise<void> {
  for (const one of readings) {
    const { reading } = one;
    await tx.query(
      `UPDATE record.reading SET intent = $6, topic = $7, language = $8, confidence = $9, needs_look = $10, lines = $11, explanation = $12, lexicon = $5,
         outcome = $13, choices = $14, ruled = COALESCE($15, ruled)
       WHERE show_id = $1 AND seq = $2 AND workspace_id = $16 AND day BETWEEN $3::date AND $4::date`,
      [
        show.id,
        one.seq,
        show.fromDay,
        show.toDay,
        lexicon,
        reading.intent,
        reading.topic,
        reading.language,
        reading.confidence,
        reading.needsLook,
        JSON.stringify(reading.lines),
        reading.explanation,
        one.outcome,
        choicesOf(reading),
        ruledOf(one),
        show.workspaceId,
      ],
    );
  }
}

/** A saved rule set; null: there is no such version. */
export async function readRules(tx: Tx, workspaceId: string, version: number): Promise<readonly Rule[] | null> {
  const { rows } = await tx.query<{ rules: Rule[] }>(
    'SELECT rules FROM rule_set WHERE workspace_id = $1 AND version = $2',
    [workspaceId, version],
  );
  return rows[0]?.rules ?? null;
}

/** What each author of the show wrote and claimed up to a row, counted anew. */
export async function readTally(tx: Tx, show: ShowRow, upTo: number): Promise<Tally> {
  const messages = await tx.query<{ id: string; n: number }>(
    `SELECT e.author_id AS id, count(*)::int AS n FROM record.event e JOIN author a ON a.id = e.author_id AND a.workspace_id = $2
     WHERE e.show_id = $1 AND e.workspace_id = $2 AND e.day BETWEEN $3::date AND $4::date AND e.seq <= $5 AND e.kind = 'message' AND NOT e.history
       AND a.author_key IS NOT NULL AND NOT 'owner' = ANY(a.badges) GROUP BY e.author_id`,
    [show.id, show.workspaceId, show.fromDay, show.toDay, upTo],
  );
  const claims = await tx.query<{ id: string; n: number }>(
    `SELECT author_id AS id, count(*)::int AS n FROM claim WHERE show_id = $1 AND workspace_id = $2 AND author_id IS NOT NULL AND NOT unnamed GROUP BY author_id`,
    [show.id, show.workspaceId],
  );
  const tally: Tally = new Map(messages.rows.map((row) => [row.id, { messages: row.n, claims: 0 }]));
  for (const row of claims.rows) tally.set(row.id, { messages: tally.get(row.id)?.messages ?? 0, claims: row.n });
  return tally;
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

export interface ShowRow extends Days {
  id: string;
  workspaceId: string;
  slug: string;
  seed: string;
  kind: 'live' | 'rehearsal';
  language: string;
  /** Of connections that have one of their own. */
  languages: Readonly<Record<string, string>>;
  /** Changes whenever a product of the workspace does. */
  catalog: string;
  /** Connections on which the platform's own shop sells. */
  interest: string[];
  startedAtMs: number | null;
  /** The rule set it began with. */
  rules: number;
}

export async function readShow(tx: Tx, workspaceId: string, showId: string): Promise<ShowRow | null> {
  const { rows } = await tx.query<ShowRow>(
    `SELECT s.id, s.workspace_id AS "workspaceId", s.slug, s.seed, s.kind, w.language, (extract(epoch FROM s.started_at) * 1000)::float8 AS "startedAtMs", COALESCE(s.rule_version, 0) AS rules,
       ((s.created_at AT TIME ZONE 'UTC')::date - 1)::text AS "fromDay",
       ((clock_timestamp() AT TIME ZONE 'UTC')::date + 1)::text AS "toDay",
       (SELECT count(*) || '/' || COALESCE(sum(p.version), 0) || '/' || COALESCE(max(p.updated_at)::text, '') FROM product p WHERE p.workspace_id = s.workspace_id) AS catalog,
       COALESCE((SELECT jsonb_object_agg(c.id, c.language) FROM connection c WHERE c.workspace_id = s.workspace_id AND c.language <> ''), '{}') AS languages,
       ARRAY(SELECT c.id FROM connection c WHERE c.workspace_id = s.workspace_id AND c.checkout = 'platform' ORDER BY c.id) AS interest
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
       COALESCE((SELECT json_agg(json_build_object('id', v.id, 'options', v.options, 'priceMinor', v.price_minor::text) ORDER BY v.position, v.id)
         FROM variant v WHERE v.product_id = p.id AND v.workspace_id = $1 AND v.archived_at IS NULL), '[]'::json) AS variants
     FROM product p WHERE p.workspace_id = $1 AND p.archived_at IS NULL ORDER BY p.created_at, p.id LIMIT 1000`,
    [workspaceId],
  );
  return rows;
}
