import type { Tx } from '../db/transaction.ts';

/** Which claims; null where it does not matter. `platform` 'none': those without one. */
export interface ClaimFilter {
  states: readonly string[];
  platform: string | null;
  productId: string | null;
  reason: string | null;
}
export interface Page {
  after: string | null;
  limit: number;
}

export interface ClaimLine {
  id: string;
  seq: string;
  atMs: number;
  platform: string | null;
  handle: string;
  said: string | null;
  code: string;
  title: string;
  variant: Record<string, string>;
  quantity: number;
  priceMinor: string;
  currency: string;
  state: string;
  held: boolean;
  reason: string | null;
  rank: number | null;
  late: boolean;
  unnamed: boolean;
  marks: string[];
}

const CLAIM_WHERE = `c.show_id = $2 AND c.state = ANY($3)
  AND ($4::text IS NULL OR CASE WHEN $4 = 'none' THEN c.platform IS NULL ELSE c.platform = $4 END)
  AND ($5::text IS NULL OR c.product_id = $5) AND ($6::text IS NULL OR c.reason = $6)`;
const claimValues = (workspaceId: string, showId: string, filter: ClaimFilter) => [
  workspaceId,
  showId,
  filter.states,
  filter.platform,
  filter.productId,
  filter.reason,
];

export async function countClaimRows(
  db: Tx,
  workspaceId: string,
  showId: string,
  filter: ClaimFilter,
): Promise<number> {
  const found = await db.query<{ total: number }>(
    `SELECT count(*)::int AS total FROM claim c WHERE c.workspace_id = $1 AND ${CLAIM_WHERE}`,
    claimValues(workspaceId, showId, filter),
  );
  return found.rows[0]?.total ?? 0;
}

/** In the order they were made. A claim by hand for a typed handle has its name in the record's row. */
export async function claimRows(
  db: Tx,
  workspaceId: string,
  showId: string,
  filter: ClaimFilter,
  page: Page,
): Promise<ClaimLine[]> {
  const found = await db.query<ClaimLine>(
    `SELECT c.id, c.seq, round(extract(epoch FROM c.spoken_at) * 1000)::float8 AS "atMs", c.platform,
       coalesce(a.handle, e.body->>'handle', '') AS handle, t.text AS said, coalesce(p.code, '') AS code, coalesce(p.title, '') AS title,
       coalesce(v.options, '{}') AS variant, c.quantity, c.price_minor AS "priceMinor", c.currency, c.state, c.held, c.reason, c.rank, c.late, c.unnamed,
       ARRAY(SELECT k.kind FROM claim_mark k WHERE k.claim_id = c.id AND k.workspace_id = c.workspace_id ORDER BY k.kind) AS marks
     FROM claim c
       LEFT JOIN author a ON a.id = c.author_id AND a.workspace_id = c.workspace_id
       LEFT JOIN claim_text t ON t.claim_id = c.id AND t.workspace_id = c.workspace_id
       LEFT JOIN product p ON p.id = c.product_id AND p.workspace_id = c.workspace_id
       LEFT JOIN variant v ON v.id = c.variant_id AND v.workspace_id = c.workspace_id
       LEFT JOIN record.event e ON e.show_id = c.show_id AND e.seq = c.seq AND e.workspace_id = c.workspace_id AND e.kind = 'staff'
     WHERE c.workspace_id = $1 AND ${CLAIM_WHERE} AND ($7::text IS NULL OR (c.seq, c.n) > (SELECT l.seq, l.n FROM claim l WHERE l.id = $7 AND l.workspace_id = $1 AND l.show_id = $2))
     ORDER BY c.seq, c.n LIMIT $8`,
    [...claimValues(workspaceId, showId, filter), page.after, page.limit],
  );
  return found.rows;
}

export interface MessageLine {
  seq: string;
  atMs: number;
  platform: string | null;
  handle: string;
  text: string;
  intent: string | null;
  outcome: string | null;
}

const MESSAGE_WHERE = `e.show_id = $2 AND e.kind = 'message' AND ($3::text IS NULL OR e.platform = $3)`;

export async function messageRows(
  db: Tx,
  workspaceId: string,
  showId: string,
  platform: string | null,
  page: Page,
): Promise<{ total: number; rows: MessageLine[] }> {
  const total = await db.query<{ total: number }>(
    `SELECT count(*)::int AS total FROM record.event e WHERE e.workspace_id = $1 AND ${MESSAGE_WHERE}`,
    [workspaceId, showId, platform],
  );
  const found = await db.query<MessageLine>(
    `SELECT e.seq, round(extract(epoch FROM e.spoken_at) * 1000)::float8 AS "atMs", e.platform, coalesce(a.handle, '') AS handle,
       coalesce(t.text, '') AS text, r.intent, r.outcome
     FROM record.event e
       LEFT JOIN record.event_text t ON t.show_id = e.show_id AND t.seq = e.seq AND t.day = e.day AND t.workspace_id = e.workspace_id
       LEFT JOIN record.reading r ON r.show_id = e.show_id AND r.seq = e.seq AND r.day = e.day AND r.workspace_id = e.workspace_id
       LEFT JOIN author a ON a.id = e.author_id AND a.workspace_id = e.workspace_id
     WHERE e.workspace_id = $1 AND ${MESSAGE_WHERE} AND e.seq > $4 ORDER BY e.seq LIMIT $5`,
    [workspaceId, showId, platform, page.after ?? '0', page.limit],
  );
  return { total: total.rows[0]?.total ?? 0, rows: found.rows };
}

export interface ReplyLine {
  id: string;
  seq: string | null;
  atMs: number;
  platform: string;
  about: string;
  text: string;
  state: string;
  sentence: string | null;
  madeBy: string;
}

const REPLY_WHERE = `o.show_id = $2 AND o.kind IN ('reply', 'private-reply', 'message') AND ($3::text IS NULL OR o.state = $3) AND ($4::text IS NULL OR c.platform = $4)`;
const REPLY_FROM = 'FROM outbox o JOIN connection c ON c.id = o.connection_id AND c.workspace_id = o.workspace_id';

export async function replyRows(
  db: Tx,
  workspaceId: string,
  showId: string,
  filter: { state: string | null; platform: string | null },
  page: Page,
): Promise<{ total: number; rows: ReplyLine[] }> {
  const given = [workspaceId, showId, filter.state, filter.platform];
  const total = await db.query<{ total: number }>(
    `SELECT count(*)::int AS total ${REPLY_FROM} WHERE o.workspace_id = $1 AND ${REPLY_WHERE}`,
    given,
  );
  const found = await db.query<ReplyLine>(
    `SELECT o.id, o.seq, round(extract(epoch FROM o.created_at) * 1000)::float8 AS "atMs", c.platform, o.about, coalesce(o.sent_text, o.text) AS text,
       o.state, o.sentence, o.made_by AS "madeBy"
     ${REPLY_FROM} WHERE o.workspace_id = $1 AND ${REPLY_WHERE} AND ($5::text IS NULL OR (o.created_at, o.id) > (SELECT l.created_at, l.id FROM outbox l WHERE l.id = $5 AND l.workspace_id = $1))
     ORDER BY o.created_at, o.id LIMIT $6`,
    [...given, page.after, page.limit],
  );
  return { total: total.rows[0]?.total ?? 0, rows: found.rows };
}
