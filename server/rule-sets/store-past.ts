import type { Tx } from '../db/transaction.ts';
import { REASONS, type Intent, type ReadLine, type Reading, type Reason } from '../intents/reading.ts';

/** A past show as a back-test needs it. */
export interface PastShow {
  id: string;
  fromDay: string;
  toDay: string;
  lastSeq: number;
}

/** Shows of the workspace that have been on air, in the order of their beginning; what is not there or not ours is left out. */
export async function pastShows(db: Tx, workspaceId: string, showIds: readonly string[]): Promise<PastShow[]> {
  const { rows } = await db.query<Omit<PastShow, 'lastSeq'> & { lastSeq: string }>(
    `SELECT s.id, ((s.created_at AT TIME ZONE 'UTC')::date - 1)::text AS "fromDay",
       ((coalesce(s.ended_at, clock_timestamp()) AT TIME ZONE 'UTC')::date + 1)::text AS "toDay",
       c.last_seq::text AS "lastSeq"
     FROM show s JOIN show_counter c ON c.show_id = s.id
     WHERE s.workspace_id = $1 AND s.id = ANY($2) AND s.state <> 'draft' ORDER BY s.started_at, s.id`,
    [workspaceId, showIds],
  );
  return rows.map((row) => ({ ...row, lastSeq: Number(row.lastSeq) }));
}

interface ReadingRow {
  seq: string;
  intent: Intent;
  topic: Reading['topic'];
  language: string | null;
  confidence: number;
  needsLook: boolean;
  lines: ReadLine[];
  explanation: string;
  outcome: string | null;
  tags: string[];
}

/** How a row was read, and what rules wrote beside it. */
export interface PastReading {
  reading: Reading;
  tags: readonly string[];
}

/** These came of what a rule did, not of how it was read. */
const OF_RULES = new Set([
  'unknown-option',
  'nothing-showing',
  'needs-option',
  'cancel-unclear',
  'part-cancel',
  'cancel-unnamed',
]);
/** Below it a reading always needs a look; above it the doubt may be a rule's. */
const SURE = 0.5;

const READING = `SELECT r.seq::text, r.intent, r.topic, r.language, r.confidence, r.needs_look AS "needsLook", r.lines, r.explanation, r.outcome,
       coalesce(r.ruled->'tags', '[]') AS tags
     FROM record.reading r WHERE r.show_id = $1 AND r.workspace_id = $2 AND r.day BETWEEN $3::date AND $4::date`;

/** How rows after `after` up to `to`, and those of `about`, were read when they were decided. One that could not be is 'failed'. */
export async function readingsOf(
  db: Tx,
  workspaceId: string,
  show: PastShow,
  after: number,
  to: number,
  about: readonly number[],
): Promise<Map<number, PastReading | 'failed'>> {
  const at = [show.id, workspaceId, show.fromDay, show.toDay];
  // Two statements: with an "or" between them the range would be looked for in the whole show.
  const { rows } = await db.query<ReadingRow>(`${READING} AND r.seq > $5 AND r.seq <= $6`, [...at, after, to]);
  const more =
    about.length === 0
      ? []
      : (await db.query<ReadingRow>(`${READING} AND r.seq = ANY($5::bigint[])`, [...at, about])).rows;
  const all = [...more, ...rows];
  return new Map(all.map((row) => [Number(row.seq), row.outcome === 'failed' ? 'failed' : readingOf(row)]));
}

function readingOf({ seq: _, outcome, needsLook, tags, ...row }: ReadingRow): PastReading {
  const byRules = OF_RULES.has(outcome ?? '') && row.confidence >= SURE;
  return {
    tags,
    reading: {
      ...row,
      needsLook: needsLook && !byRules,
      reason: needsLook && !byRules && isReason(outcome) ? outcome : null,
      completes: false,
      choices: [],
      doubted: null,
    },
  };
}

const isReason = (text: string | null): text is Reason => text !== null && Object.hasOwn(REASONS, text);

/** A claim that a rule made, as it stands in the record. */
export interface PastClaim {
  seq: number;
  n: number;
  productId: string;
  variantId: string | null;
  quantity: number;
  amountMinor: string;
  currency: string;
}

const CLAIM = `SELECT seq::text, n, product_id AS "productId", variant_id AS "variantId", quantity, (price_minor * quantity)::text AS "amountMinor", currency
  FROM claim WHERE workspace_id = $1 AND show_id = $2 AND made_by = 'rule'`;

/** Of rows after `after` up to `to`, and of earlier ones in `about`. */
export async function ruleClaims(
  db: Tx,
  workspaceId: string,
  show: PastShow,
  after: number,
  to: number,
  about: readonly number[],
): Promise<PastClaim[]> {
  type Row = Omit<PastClaim, 'seq'> & { seq: string };
  const at = [workspaceId, show.id];
  const { rows } = await db.query<Row>(`${CLAIM} AND seq > $3 AND seq <= $4`, [...at, after, to]);
  const more =
    about.length === 0
      ? []
      : (await db.query<Row>(`${CLAIM} AND seq = ANY($3::bigint[]) AND seq <= $4`, [...at, about, after])).rows;
  return [...more, ...rows].map((row) => ({ ...row, seq: Number(row.seq) }));
}

/** Something that was ordered to be said by a rule, or because of a claim of one. */
export interface PastSend {
  seq: number;
  id: string;
  claimId: string | null;
  platform: string;
  kind: string;
  about: string;
  atMs: number;
}

const SEND = `SELECT o.seq::text, o.id, o.claim_id AS "claimId", c.platform, o.kind, o.about,
    (extract(epoch FROM coalesce(o.sent_at, o.created_at)) * 1000)::float8 AS "atMs"
  FROM outbox o JOIN connection c ON c.id = o.connection_id AND c.workspace_id = o.workspace_id
  WHERE o.workspace_id = $1 AND o.show_id = $2 AND o.made_by = 'rule' AND o.kind IN ('reply', 'private-reply', 'message', 'screen')`;

/** What was ordered about these rows. */
export async function sendsAbout(
  db: Tx,
  workspaceId: string,
  show: PastShow,
  seqs: readonly number[],
): Promise<PastSend[]> {
  if (seqs.length === 0) return [];
  const { rows } = await db.query<Omit<PastSend, 'seq'> & { seq: string }>(`${SEND} AND o.seq = ANY($3::bigint[])`, [
    workspaceId,
    show.id,
    seqs,
  ]);
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

/** Everything that was ordered in a show, counted by platform, kind, what about, and the hour it went out or was ordered in. */
export async function sendCounts(
  db: Tx,
  workspaceId: string,
  show: PastShow,
): Promise<{ platform: string; kind: string; about: string; hourMs: number; count: number }[]> {
  const { rows } = await db.query<{ platform: string; kind: string; about: string; hourMs: number; count: number }>(
    `SELECT s.platform, s.kind, s.about, (floor(s."atMs" / 3600000) * 3600000)::float8 AS "hourMs", count(*)::integer AS count
     FROM (${SEND}) s GROUP BY 1, 2, 3, 4 /* workspace_id is in SEND */`,
    [workspaceId, show.id],
  );
  return rows;
}

/** Versions that the team switched to in the midst of a show. */
export async function switchedTo(db: Tx, workspaceId: string, show: PastShow): Promise<number[]> {
  const { rows } = await db.query<{ version: number }>(
    `SELECT DISTINCT (e.body->>'version')::integer AS version FROM record.event e
     WHERE e.show_id = $1 AND e.workspace_id = $2 AND e.day BETWEEN $3::date AND $4::date AND e.kind = 'staff'
       AND e.body->>'action' = 'rules' AND jsonb_typeof(e.body->'version') = 'number'`,
    [show.id, workspaceId, show.fromDay, show.toDay],
  );
  return rows.map((row) => row.version);
}

/** Messages that a rule held for review: what came of them came when a person allowed it. */
export async function heldRows(db: Tx, workspaceId: string, show: PastShow): Promise<Set<number>> {
  const { rows } = await db.query<{ seq: string }>(
    "SELECT seq::text FROM notice WHERE workspace_id = $1 AND show_id = $2 AND kind = 'held'",
    [workspaceId, show.id],
  );
  return new Set(rows.map((row) => Number(row.seq)));
}
