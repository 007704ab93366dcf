import type { Tx } from '../db/transaction.ts';
import type { Sellable } from '../rules/catalog.ts';
import type { BareClaim } from './plan.ts';

/** More in one move would keep a show's lanes busy for seconds. */
export const MOST_MOVED = 500;
/** What is paid for, or over, stays where it is. */
const MOVABLE = `('pending', 'reserved', 'waitlisted', 'offered')`;

/** A product with the variants that have stock in this pool. Null: there is none. */
export async function sellable(tx: Tx, workspaceId: string, productId: string, pool: string): Promise<Sellable | null> {
  const { rows } = await tx.query<Sellable>(
    `SELECT p.id, p.code, p.code_key AS key, p.title, p.currency, p.price_minor::text AS "priceMinor", p.options,
       COALESCE((SELECT json_agg(json_build_object('id', v.id, 'options', v.options, 'priceMinor', COALESCE(v.price_minor, p.price_minor)::text) ORDER BY v.position, v.id)
         FROM variant v JOIN stock s ON s.id = v.id || ':' || $3 AND s.workspace_id = $1
         WHERE v.product_id = p.id AND v.workspace_id = $1 AND v.archived_at IS NULL), '[]'::json) AS variants
     FROM product p WHERE p.workspace_id = $1 AND p.id = $2`,
    [workspaceId, productId, pool],
  );
  return rows[0] ?? null;
}

const CLAIM = `c.id, COALESCE(r.lines->c.n->'variant', '{}'::jsonb) AS named, c.seq::float8 AS seq, c.platform, COALESCE(a.handle, '') AS handle, COALESCE(v.options, '{}'::json) AS options, c.quantity, c.rank,
  round(extract(epoch FROM c.spoken_at) * 1000)::float8 AS "spokenAtMs", t.text
  FROM claim c LEFT JOIN author a ON a.id = c.author_id AND a.workspace_id = c.workspace_id LEFT JOIN variant v ON v.id = c.variant_id AND v.workspace_id = c.workspace_id
    LEFT JOIN claim_text t ON t.claim_id = c.id AND t.workspace_id = c.workspace_id`;

/** Claims of a product that named none, said in that time, in their order; not those that are just being moved. */
export async function bareClaims(
  tx: Tx,
  workspaceId: string,
  showId: string,
  of: { productId: string; sinceMs: number; untilMs: number },
): Promise<BareClaim[]> {
  const { rows } = await tx.query<BareClaim>(
    `SELECT ${CLAIM} JOIN record.reading r ON r.show_id = c.show_id AND r.workspace_id = $1 AND r.seq = c.seq AND (r.lines->c.n->>'bare')::boolean
     WHERE c.workspace_id = $1 AND c.show_id = $2 AND c.product_id = $3 AND c.state IN ${MOVABLE} AND c.stock_id IS NOT NULL
       AND c.spoken_at >= to_timestamp($4::double precision / 1000) AND c.spoken_at <= to_timestamp($5::double precision / 1000)
       AND NOT EXISTS (SELECT FROM claim_move m WHERE m.claim_id = c.id AND m.workspace_id = $1 AND m.outcome IS NULL)
     ORDER BY c.spoken_at, c.seq, c.n LIMIT ${MOST_MOVED}`,
    [workspaceId, showId, of.productId, of.sinceMs, of.untilMs],
  );
  return rows;
}

export interface MovedClaim {
  claimId: string;
  handle: string;
  /** null: nothing speaks against bringing it back. */
  stays: string | null;
  fromProductId: string;
  fromVariantId: string | null;
  fromRank: number | null;
  fromPriceMinor: string;
  fromCurrency: string;
}

/** The claims of a move, as they stand now. */
export async function claimsOfMove(tx: Tx, workspaceId: string, showId: string, moveId: string): Promise<MovedClaim[]> {
  const { rows } = await tx.query<MovedClaim>(
    `SELECT m.claim_id AS "claimId", COALESCE(a.handle, '') AS handle, m.from_product_id AS "fromProductId", m.from_variant_id AS "fromVariantId",
       m.from_rank AS "fromRank", m.from_price_minor::text AS "fromPriceMinor", m.from_currency AS "fromCurrency",
       CASE WHEN m.outcome IS NULL THEN 'it is just being moved'
         WHEN m.outcome = 'kept' THEN 'it was never moved: ' || c.state
         WHEN EXISTS (SELECT FROM claim_move l WHERE l.claim_id = c.id AND l.workspace_id = $1 AND l.outcome IS NULL) OR c.move_id <> m.move_id THEN 'it was moved again'
         WHEN c.state NOT IN ${MOVABLE} THEN 'it is ' || c.state END AS stays
     FROM claim_move m JOIN claim c ON c.id = m.claim_id AND c.workspace_id = m.workspace_id LEFT JOIN author a ON a.id = c.author_id AND a.workspace_id = m.workspace_id
     WHERE m.workspace_id = $1 AND m.show_id = $2 AND m.move_id = $3 ORDER BY c.spoken_at, c.seq, c.n`,
    [workspaceId, showId, moveId],
  );
  return rows;
}

export interface MoveRow {
  moveId: string;
  undoes: string | null;
  /** By which it was taken back. */
  undoneBy: string | null;
  fromProductId: string;
  toProductId: string;
  madeBy: string;
  madeAtMs: number;
  claims: number;
  /** Of these: on their way, could not be moved, and how those stand that are there. */
  waiting: number;
  kept: number;
  reserved: number;
  waitlisted: number;
}

export async function listMoves(tx: Tx, workspaceId: string, showId: string): Promise<MoveRow[]> {
  const { rows } = await tx.query<MoveRow>(
    `SELECT m.move_id AS "moveId", max(m.undoes) AS undoes, (SELECT max(u.move_id) FROM claim_move u WHERE u.workspace_id = $1 AND u.show_id = $2 AND u.undoes = m.move_id) AS "undoneBy",
       max(m.from_product_id) AS "fromProductId", max(m.to_product_id) AS "toProductId", max(m.made_by) AS "madeBy",
       (extract(epoch FROM min(m.made_at)) * 1000)::float8 AS "madeAtMs", count(*)::int AS claims,
       (count(*) FILTER (WHERE m.outcome IS NULL))::int AS waiting, (count(*) FILTER (WHERE m.outcome = 'kept'))::int AS kept,
       (count(*) FILTER (WHERE c.move_id = m.move_id AND c.state IN ('reserved', 'offered', 'paying', 'sold')))::int AS reserved,
       (count(*) FILTER (WHERE c.move_id = m.move_id AND c.state = 'waitlisted'))::int AS waitlisted
     FROM claim_move m JOIN claim c ON c.id = m.claim_id AND c.workspace_id = m.workspace_id
     WHERE m.workspace_id = $1 AND m.show_id = $2 GROUP BY m.move_id ORDER BY min(m.made_at) DESC LIMIT 50`,
    [workspaceId, showId],
  );
  return rows;
}

/** What was shown when, the newest first. */
export async function listSwitches(
  tx: Tx,
  workspaceId: string,
  showId: string,
): Promise<{ atMs: number; productId: string | null }[]> {
  const { rows } = await tx.query<{ atMs: number; productId: string | null }>(
    `SELECT round(extract(epoch FROM e.spoken_at) * 1000)::float8 AS "atMs", e.body->>'productId' AS "productId" FROM record.event e
     WHERE e.workspace_id = $1 AND e.show_id = $2 AND e.kind = 'staff' AND e.body->>'action' = 'show-product' ORDER BY e.seq DESC LIMIT 20`,
    [workspaceId, showId],
  );
  return rows;
}
