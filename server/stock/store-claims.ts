import type { Tx } from '../db/transaction.ts';

/** Pending claims, cancels and orders as deciding hands them over; what becomes of them is the settle lane's. */
export interface NewClaim {
  id: string;
  seq: number;
  n: number;
  authorId: string | null;
  platform: string | null;
  connectionId: string | null;
  broadcastId: string | null;
  replyTo: string | null;
  language: string | null;
  productId: string;
  variantId: string | null;
  quantity: number;
  priceMinor: string;
  currency: string;
  held: boolean;
  madeBy: string;
  late?: boolean;
  /** The platform withheld who wrote it. */
  unnamed?: boolean;
  spokenAtMs: number;
  /** Decided already: it asks for no stock. */
  ending: { state: 'refused' | 'interest'; reason: string } | null;
  text: string;
}

/** Writes them pending, each with its words beside it. A variant without stock here is refused, visibly. Returns the stocks to settle. */
export async function insertClaims(
  tx: Tx,
  workspaceId: string,
  showId: string,
  pool: string,
  claims: readonly NewClaim[],
): Promise<string[]> {
  if (claims.length === 0) return [];
  const column = <K extends keyof NewClaim>(key: K) => claims.map((claim) => claim[key]);
  const { rows } = await tx.query<{ stock_id: string | null }>(
    `WITH made AS (
       INSERT INTO claim (id, workspace_id, show_id, seq, n, author_id, platform, connection_id, broadcast_id, reply_to, language, product_id, variant_id,
         stock_id, quantity, price_minor, currency, state, held, reason, made_by, late, unnamed, spoken_at)
       SELECT u.id, $1, $2, u.seq, u.n, u.author_id, u.platform, u.connection_id, u.broadcast_id, u.reply_to, u.language, u.product_id, u.variant_id,
         s.id, u.quantity, u.price_minor, u.currency, COALESCE(u.ending, CASE WHEN s.id IS NULL THEN 'refused' ELSE 'pending' END), u.held,
         COALESCE(u.ending_reason, CASE WHEN s.id IS NULL THEN 'this product has no stock in this show' WHEN u.held THEN 'made while claims were stopped' END),
         u.made_by, u.late, u.unnamed, to_timestamp(u.spoken_ms / 1000.0)
       FROM unnest($4::text[], $5::bigint[], $6::integer[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[],
         $14::text[], $15::integer[], $16::bigint[], $17::text[], $18::boolean[], $19::text[], $20::double precision[], $22::text[], $23::text[], $24::boolean[], $25::boolean[])
         AS u(id, seq, n, author_id, platform, connection_id, broadcast_id, reply_to, language, product_id, variant_id, quantity, price_minor, currency, held, made_by, spoken_ms, ending, ending_reason, late, unnamed)
       LEFT JOIN stock s ON s.id = u.variant_id || ':' || $3 AND s.workspace_id = $1
       RETURNING id, stock_id, held, state),
     words AS (
       INSERT INTO claim_text (claim_id, workspace_id, text)
       SELECT made.id, $1, w.text FROM made JOIN unnest($4::text[], $21::text[]) AS w(id, text) ON w.id = made.id)
     SELECT DISTINCT stock_id FROM made WHERE NOT held AND stock_id IS NOT NULL AND state = 'pending'`,
    [
      workspaceId,
      showId,
      pool,
      column('id'),
      column('seq'),
      column('n'),
      column('authorId'),
      column('platform'),
      column('connectionId'),
      column('broadcastId'),
      column('replyTo'),
      column('language'),
      column('productId'),
      column('variantId'),
      column('quantity'),
      column('priceMinor'),
      column('currency'),
      column('held'),
      column('madeBy'),
      column('spokenAtMs'),
      column('text'),
      claims.map((claim) => claim.ending?.state ?? null),
      claims.map((claim) => claim.ending?.reason ?? null),
      claims.map((claim) => claim.late ?? false),
      claims.map((claim) => claim.unnamed ?? false),
    ],
  );
  return rows.flatMap((row) => row.stock_id ?? []);
}

export interface NewCancel {
  seq: number;
  n: number;
  authorId: string | null;
  productId: string | null;
  claimId: string | null;
  madeBy: string;
  reason: string;
  spokenAtMs: number;
}

/**
 * Leaves the markers, and orders for every claim they concern that is there and not final. The order is needed for a
 * pending claim too: its settlement may have begun before this marker can be seen. Returns the stocks to settle.
 */
export async function insertCancels(
  tx: Tx,
  workspaceId: string,
  showId: string,
  cancels: readonly NewCancel[],
): Promise<string[]> {
  if (cancels.length === 0) return [];
  const column = <K extends keyof NewCancel>(key: K) => cancels.map((cancel) => cancel[key]);
  const { rows } = await tx.query<{ stock_id: string }>(
    `WITH asked AS (
       SELECT seq, n, author_id, product_id, claim_id, made_by, reason, to_timestamp(spoken_ms / 1000.0) AS spoken_at
       FROM unnest($3::bigint[], $4::integer[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::double precision[])
         AS u(seq, n, author_id, product_id, claim_id, made_by, reason, spoken_ms)),
     marked AS (
       INSERT INTO cancel (show_id, seq, n, workspace_id, author_id, product_id, claim_id, made_by, reason, spoken_at)
       SELECT $2, seq, n, $1, author_id, product_id, claim_id, made_by, reason, spoken_at FROM asked),
     ordered AS (
       INSERT INTO claim_order (workspace_id, show_id, stock_id, claim_id, what, made_by, reason, seq)
       SELECT $1, $2, c.stock_id, c.id, 'cancel', k.made_by, k.reason, k.seq
       FROM asked k JOIN claim c ON c.show_id = $2 AND c.workspace_id = $1 AND k.made_by = 'rule'
         AND c.author_id = k.author_id AND (k.claim_id = c.id OR (k.claim_id IS NULL
           AND (k.product_id IS NULL OR k.product_id = c.product_id) AND (c.spoken_at, c.seq) < (k.spoken_at, k.seq)))
       WHERE c.state IN ('pending', 'reserved', 'waitlisted', 'offered') AND c.stock_id IS NOT NULL
       ORDER BY k.seq, c.seq, c.n RETURNING stock_id)
     SELECT DISTINCT stock_id FROM ordered`,
    [
      workspaceId,
      showId,
      column('seq'),
      column('n'),
      column('authorId'),
      column('productId'),
      column('claimId'),
      column('madeBy'),
      column('reason'),
      column('spokenAtMs'),
    ],
  );
  return rows.map((row) => row.stock_id);
}

export interface NewOrder {
  seq: number;
  claimId: string;
  what: 'cancel' | 'release' | 'dismiss';
  madeBy: string;
  reason: string;
}

/** What a person ordered about one claim. Returns the stocks to settle. */
export async function insertOrders(
  tx: Tx,
  workspaceId: string,
  showId: string,
  orders: readonly NewOrder[],
): Promise<string[]> {
  if (orders.length === 0) return [];
  const column = <K extends keyof NewOrder>(key: K) => orders.map((order) => order[key]);
  const { rows } = await tx.query<{ stock_id: string }>(
    `INSERT INTO claim_order (workspace_id, show_id, stock_id, claim_id, what, made_by, reason, seq)
     SELECT $1, $2, c.stock_id, c.id, u.what, u.made_by, u.reason, u.seq
     FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[]) WITH ORDINALITY AS u(claim_id, what, made_by, reason, seq, ord)
     JOIN claim c ON c.id = u.claim_id AND c.show_id = $2 AND c.workspace_id = $1
     WHERE c.stock_id IS NOT NULL ORDER BY u.ord RETURNING stock_id`,
    [workspaceId, showId, column('claimId'), column('what'), column('madeBy'), column('reason'), column('seq')],
  );
  return [...new Set(rows.map((row) => row.stock_id))];
}

export interface OpenClaim {
  id: string;
  authorId: string;
  productId: string;
  quantity: number;
  seq: number;
  spokenAtMs: number;
}

/**
 * What these authors have claimed and not cancelled since, as the decisions left it: settlements do not matter here, and
 * a claim that was moved is of the product that the last decided move named, carried out already or not.
 */
export async function openClaims(
  tx: Tx,
  workspaceId: string,
  showId: string,
  authorIds: readonly string[],
): Promise<OpenClaim[]> {
  if (authorIds.length === 0) return [];
  const { rows } = await tx.query<OpenClaim & { seq: string; spokenAtMs: string }>(
    `SELECT c.id, c.author_id AS "authorId", COALESCE(m.to_product_id, c.product_id) AS "productId", c.quantity, c.seq, extract(epoch FROM c.spoken_at) * 1000 AS "spokenAtMs"
     FROM claim c LEFT JOIN LATERAL (SELECT to_product_id FROM claim_move WHERE claim_id = c.id AND workspace_id = $1 AND seq IS NOT NULL
       AND outcome IS DISTINCT FROM 'kept' ORDER BY seq DESC LIMIT 1) m ON true
     WHERE c.show_id = $2 AND c.workspace_id = $1 AND c.author_id = ANY($3) AND c.state NOT IN ('refused', 'interest')
       AND NOT EXISTS (SELECT 1 FROM cancel k WHERE k.show_id = $2 AND k.workspace_id = $1 AND k.claim_id = c.id)
       AND NOT EXISTS (SELECT 1 FROM cancel k WHERE k.show_id = $2 AND k.workspace_id = $1 AND k.author_id = c.author_id AND k.claim_id IS NULL
         AND (k.product_id IS NULL OR k.product_id = COALESCE(m.to_product_id, c.product_id)) AND (k.spoken_at, k.seq) > (c.spoken_at, c.seq))
     ORDER BY c.seq, c.n LIMIT 1000`,
    [workspaceId, showId, authorIds],
  );
  return rows.map((row) => ({ ...row, seq: Number(row.seq), spokenAtMs: Math.round(Number(row.spokenAtMs)) }));
}
