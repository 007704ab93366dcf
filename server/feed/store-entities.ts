import type pg from 'pg';
import type {
  FeedClaim,
  FeedConnection,
  FeedGap,
  FeedModeration,
  FeedProduct,
  FeedQuestion,
  FeedReply,
  FeedShow,
  FeedStock,
} from './entry.ts';
import { byId, type FollowedShow } from './store-changes.ts';

/** A time column as milliseconds. */
const ms = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;
const MOST = 1_000;

/** Which rows: these ids, or (null) what a console that opens now must see. */
export type Ids = readonly string[] | null;

export async function loadClaims(pool: pg.Pool, show: FollowedShow, ids: Ids, fromSeq = 0): Promise<FeedClaim[]> {
  const which =
    ids === null
      ? `(c.seq >= $3 OR c.state IN ('pending', 'reserved', 'paying', 'waitlisted', 'offered'))`
      : 'c.id = ANY($3)';
  const [workspace, inShow] =
    ids === null ? ['c.workspace_id', 'c.show_id'] : [byId('c.workspace_id'), byId('c.show_id')];
  const { rows } = await pool.query<Omit<FeedClaim, 'seq'> & { seq: string }>(
    `SELECT c.id, c.seq, c.platform, c.author_id AS "authorId", COALESCE(a.handle, '') AS handle, c.product_id AS "productId",
       COALESCE(p.code, '') AS code, COALESCE(p.title, '') AS title, c.variant_id AS "variantId", COALESCE(v.options, '{}') AS variant, c.quantity,
       c.price_minor AS "priceMinor", c.currency, c.state, c.held, c.reason, c.rank,
       ARRAY(SELECT k.kind FROM claim_mark k WHERE k.claim_id = c.id AND ${byId('k.workspace_id')} = c.workspace_id ORDER BY k.kind) AS marks, c.made_by AS "madeBy", c.late, c.unnamed, ${ms('c.spoken_at')} AS "spokenAtMs",
       ${ms('c.settled_at')} AS "settledAtMs", c.version
     FROM claim c LEFT JOIN author a ON a.id = c.author_id AND ${byId('a.workspace_id')} = c.workspace_id
       LEFT JOIN product p ON p.id = c.product_id AND p.workspace_id = c.workspace_id LEFT JOIN variant v ON v.id = c.variant_id AND v.workspace_id = c.workspace_id
     WHERE ${workspace} = $1 AND ${inShow} = $2 AND ${which} ORDER BY c.seq DESC, c.n DESC LIMIT ${MOST}`,
    [show.workspaceId, show.showId, ids ?? fromSeq],
  );
  return rows.reverse().map((row) => ({ ...row, seq: Number(row.seq) }));
}

/** The stock this show sells from: a rehearsal's own copy, else the one there is. */
export async function loadStock(pool: pg.Pool, show: FollowedShow, ids: Ids): Promise<FeedStock[]> {
  const { rows } = await pool.query<Omit<FeedStock, 'version'> & { version: string }>(
    `SELECT s.id, s.variant_id AS "variantId", s.product_id AS "productId", s.on_hand AS "onHand", s.reserved, s.sold,
       GREATEST(0, s.on_hand - s.reserved - s.sold - s.buffer - s.shortfall) AS available, s.waitlisted, s.version
     FROM stock s JOIN variant v ON v.id = s.variant_id AND v.workspace_id = s.workspace_id
     WHERE s.workspace_id = $1 AND s.pool = $2 AND v.archived_at IS NULL AND ($3::text[] IS NULL OR s.id = ANY($3)) ORDER BY s.id LIMIT ${MOST}`,
    [show.workspaceId, show.isRehearsal ? show.showId : 'main', ids],
  );
  return rows.map((row) => ({ ...row, version: Number(row.version) }));
}

export async function loadProducts(pool: pg.Pool, show: FollowedShow, ids: Ids): Promise<FeedProduct[]> {
  const { rows } = await pool.query<FeedProduct>(
    `SELECT p.id, p.code, p.title, p.price_minor AS "priceMinor", p.currency, p.image_url AS "imageUrl",
       COALESCE((SELECT json_agg(json_build_object('id', v.id, 'sku', v.sku, 'options', v.options,
           'priceMinor', COALESCE(v.price_minor, p.price_minor)::text) ORDER BY v.position, v.id)
         FROM variant v WHERE v.product_id = p.id AND v.workspace_id = p.workspace_id AND v.archived_at IS NULL), '[]') AS variants
     FROM product p WHERE p.workspace_id = $1 AND ($2::text[] IS NULL AND p.archived_at IS NULL OR p.id = ANY($2)) ORDER BY p.code_key, p.id LIMIT ${MOST}`,
    [show.workspaceId, ids],
  );
  return rows;
}

const NOT_TOLD = `'unreachable', 'failed', 'expired', 'unknown'`;

export async function loadReplies(pool: pg.Pool, show: FollowedShow, ids: Ids, fromSeq = 0): Promise<FeedReply[]> {
  // What was not told stays in sight until somebody has seen to it, however old its message.
  const which =
    ids === null
      ? `(o.seq >= $3 OR o.state IN ('queued', 'sending') OR o.about = 'pinned' OR (o.state IN (${NOT_TOLD}) AND NOT o.target ? 'seenTo'))`
      : 'o.id = ANY($3)';
  const [workspace, inShow] =
    ids === null ? ['o.workspace_id', 'o.show_id'] : [byId('o.workspace_id'), byId('o.show_id')];
  const { rows } = await pool.query<Omit<FeedReply, 'seq'> & { seq: string | null }>(
    `SELECT o.id, o.seq, o.claim_id AS "claimId", o.connection_id AS "connectionId", COALESCE(c.platform, '') AS platform, o.about, o.target->>'way' AS way,
       replace(translate(o.text, U&'\\E000', '…'), U&'\\E001', '@' || COALESCE(o.target->>'toHandle', '')) AS text, o.target ? 'pinned' AS pinned, o.target ? 'seenTo' AS "seenTo",
       o.sent_text AS "sentText", o.state, o.sentence, o.made_by AS "madeBy", ${ms('o.created_at')} AS "createdAtMs", ${ms('o.sent_at')} AS "sentAtMs", o.version
     FROM outbox o LEFT JOIN connection c ON c.id = o.connection_id AND c.workspace_id = o.workspace_id
     WHERE ${workspace} = $1 AND ${inShow} = $2 AND o.kind IN ('reply', 'private-reply', 'message', 'screen') AND ${which} ORDER BY o.created_at DESC LIMIT ${MOST}`,
    [show.workspaceId, show.showId, ids ?? fromSeq],
  );
  return rows.reverse().map((row) => ({ ...row, seq: row.seq === null ? null : Number(row.seq) }));
}

/** The newest orders of this show; their outcomes are the outbox rows made for them, one a broadcast. */
export async function loadModeration(pool: pg.Pool, show: FollowedShow, ids: Ids): Promise<FeedModeration[]> {
  const { rows } = await pool.query<Omit<FeedModeration, 'seq'> & { seq: string | null }>(
    `SELECT m.id, m.kind, m.seq, m.author_id AS "authorId", COALESCE(a.handle, '') AS handle, m.reason, m.made_by AS "madeBy", round(${ms('m.created_at')})::float8 AS "createdAtMs",
       m.version + COALESCE((SELECT sum(o.version) FROM broadcast b JOIN outbox o ON o.id = m.id || '.' || b.id AND o.workspace_id = $1
         WHERE b.workspace_id = $1 AND b.show_id = $2), 0)::integer AS version,
       COALESCE((SELECT json_agg(json_build_object('connectionId', c.id, 'connection', c.name, 'platform', c.platform, 'way', COALESCE(o.target->>'way', o.kind),
           'state', o.state, 'sentence', o.sentence, 'atMs', round(${ms('o.sent_at')})::bigint) ORDER BY c.platform, c.name, c.id)
         FROM broadcast b JOIN connection c ON c.id = b.connection_id AND c.workspace_id = $1 JOIN outbox o ON o.id = m.id || '.' || b.id AND o.workspace_id = $1
         WHERE b.workspace_id = $1 AND b.show_id = $2), '[]') AS outcomes
     FROM moderation m LEFT JOIN author a ON a.id = m.author_id AND a.workspace_id = m.workspace_id
     WHERE m.workspace_id = $1 AND m.show_id = $2 AND ($3::text[] IS NULL OR m.id = ANY($3)) ORDER BY m.created_at DESC, m.id LIMIT 200`,
    [show.workspaceId, show.showId, ids],
  );
  return rows.reverse().map((row) => ({ ...row, seq: row.seq === null ? null : Number(row.seq) }));
}

export async function loadQuestions(pool: pg.Pool, show: FollowedShow, ids: Ids): Promise<FeedQuestion[]> {
  const { rows } = await pool.query<Omit<FeedQuestion, 'seq'> & { seq: string }>(
    `SELECT q.seq, q.topic, q.product_id AS "productId", q.state, ${ms('q.waiting_since')} AS "waitingSinceMs", q.outbox_id AS "outboxId",
       q.closed_by AS "closedBy", q.assigned_to AS "assignedTo", q.version
     FROM question q WHERE q.workspace_id = $1 AND q.show_id = $2 AND ($3::bigint[] IS NULL AND q.state = 'open' OR q.seq = ANY($3))
     ORDER BY q.waiting_since, q.seq LIMIT ${MOST}`,
    [show.workspaceId, show.showId, ids],
  );
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

export async function loadConnections(pool: pg.Pool, show: FollowedShow, ids: Ids): Promise<FeedConnection[]> {
  const { rows } = await pool.query<FeedConnection>(
    `SELECT c.id, c.platform, c.name, COALESCE(h.state, 'idle') AS state, h.code, h.sentence, h.viewers, COALESCE(h.per_minute, 0) AS "perMinute",
       h.delay_ms AS "delayMs", h.delay_p95_ms AS "delayP95Ms", h.units_left AS "unitsLeft", ${ms('h.last_event_at')} AS "lastEventAtMs", ${ms('h.retry_at')} AS "retryAtMs",
       b.address, c.checkout, b.heard_live::float8 AS "heardLive", b.recovered::float8 AS recovered,
       c.video_delay_ms AS "videoDelayMs", c.video_delay_by AS "videoDelayBy", ${ms('h.updated_at')} AS "updatedAtMs",
       CASE WHEN b.recovered > 0 OR EXISTS (SELECT FROM gap g WHERE g.workspace_id = $1 AND g.show_id = $2 AND g.connection_id = c.id AND g.repaired > 0)
         THEN (SELECT count(*) FROM claim l WHERE l.workspace_id = $1 AND l.show_id = $2 AND l.connection_id = c.id AND (l.late OR EXISTS (
           SELECT FROM record.event_key k WHERE k.workspace_id = $1 AND k.broadcast_id = l.broadcast_id AND k.key = 'list:add:message:' || l.reply_to)))::int
         ELSE 0 END AS restored,
       (SELECT l.state->'runway'->>'sentence' FROM lane l WHERE l.id = 'send:' || c.id AND l.workspace_id = $1) AS runway,
       COALESCE(h.version, 0) AS version
     FROM broadcast b JOIN connection c ON c.id = b.connection_id AND c.workspace_id = b.workspace_id
       LEFT JOIN connection_health h ON h.connection_id = c.id AND h.workspace_id = c.workspace_id
     WHERE b.workspace_id = $1 AND b.show_id = $2 AND ($3::text[] IS NULL OR c.id = ANY($3)) ORDER BY c.platform, c.id LIMIT ${MOST}`,
    [show.workspaceId, show.showId, ids],
  );
  return rows;
}

export async function loadGaps(pool: pg.Pool, show: FollowedShow, ids: Ids): Promise<FeedGap[]> {
  const { rows } = await pool.query<Omit<FeedGap, 'afterSeq'> & { afterSeq: string }>(
    `SELECT g.id, g.connection_id AS "connectionId", COALESCE(c.platform, '') AS platform, g.reason, g.after_seq AS "afterSeq",
       ${ms('g.started_at')} AS "startedAtMs", ${ms('g.ended_at')} AS "endedAtMs", g.resumed, g.repaired, g.version
     FROM gap g LEFT JOIN connection c ON c.id = g.connection_id AND c.workspace_id = g.workspace_id
     WHERE g.workspace_id = $1 AND g.show_id = $2 AND ($3::text[] IS NULL OR g.id = ANY($3)) ORDER BY g.started_at DESC LIMIT 200`,
    [show.workspaceId, show.showId, ids],
  );
  return rows.reverse().map((row) => ({ ...row, afterSeq: Number(row.afterSeq) }));
}

export async function loadShow(pool: pg.Pool, show: FollowedShow): Promise<FeedShow | undefined> {
  const { rows } = await pool.query<FeedShow>(
    `SELECT id, slug, title, kind, state, replies_stopped AS "repliesStopped", claims_stopped AS "claimsStopped", automatic_stopped AS "automaticStopped",
       showing_product_id AS "showingProductId", coalesce(settings->'claimWords', '[]') AS "claimWords", ${ms('started_at')} AS "startedAtMs", ${ms('ended_at')} AS "endedAtMs", version
     FROM show WHERE id = $1 AND workspace_id = $2`,
    [show.showId, show.workspaceId],
  );
  return rows[0];
}
