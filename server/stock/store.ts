import { locking } from '../db/lock-order.ts';
import type { Tx } from '../db/transaction.ts';
import type { LaneRef } from '../lanes/lane.ts';
import type { Candidate, ClaimState, Counters, Order, PendingClaim } from './allocation.ts';

/** Reads of the stock room. What moves stock is in ledger.ts, and only there. */
export interface StockRow extends Counters {
  id: string;
  workspaceId: string;
  variantId: string;
  productId: string;
  pool: string;
  movements: number;
  /** Shows on air that show this stock, with what an answer there needs. */
  onAir: ToldShow[];
  goods: SoldThing;
  /** Of connections that have one of their own. */
  languages: Readonly<Record<string, string>>;
  /** A person or a cancel has ordered something; what is ordered while we wait for the lock rings again. */
  ordered: boolean;
}

export const stockId = (variantId: string, pool: string): string => `${variantId}:${pool}`;
export const MAIN = 'main';
/** A rehearsal works on a copy under its own id, every other show on the one stock there is. */
export const poolOf = (show: { id: string; kind: 'live' | 'rehearsal' }): string =>
  show.kind === 'rehearsal' ? show.id : MAIN;

export const settleLane = (id: string, workspaceId: string): LaneRef => {
  const pool = id.slice(id.indexOf(':') + 1);
  return { id: `settle:${id}`, workspaceId, showId: pool === MAIN ? null : pool };
};

/**
 * Locks one stock. NO KEY: new claims, whose foreign key reads this row, need not wait for a settlement. What is read
 * under the lock must be read in a later statement, which sees what the last holder left. For this transaction the
 * planner is kept from reading the whole table of claims for a batch of them: half of a settlement's time went there.
 */
export async function lockStock(tx: Tx, workspaceId: string, id: string): Promise<StockRow | null> {
  locking(tx, 'stock');
  const { rows } = await tx.query<StockRow & { movements: string }>(
    `SELECT s.id, s.workspace_id AS "workspaceId", s.variant_id AS "variantId", s.product_id AS "productId", s.pool,
       s.on_hand AS "onHand", s.reserved, s.sold, s.buffer, s.shortfall, s.waitlisted, s.ranked, s.movements,
       (SELECT jsonb_build_object('code', p.code, 'title', p.title, 'options', v.options) FROM variant v JOIN product p ON p.id = v.product_id
         WHERE v.id = s.variant_id AND v.workspace_id = s.workspace_id) AS goods,
       ARRAY(SELECT jsonb_build_object('id', w.id, 'slug', w.slug, 'seed', w.seed, 'language', k.language) FROM show w JOIN workspace k ON k.id = w.workspace_id
         WHERE w.workspace_id = s.workspace_id AND w.state = 'on_air'
         AND CASE WHEN s.pool = 'main' THEN w.kind = 'live' ELSE w.id = s.pool END ORDER BY w.id) AS "onAir",
       COALESCE((SELECT jsonb_object_agg(c.id, c.language) FROM connection c WHERE c.workspace_id = s.workspace_id AND c.language <> ''), '{}') AS languages,
       EXISTS (SELECT 1 FROM claim_order o WHERE o.stock_id = s.id AND o.workspace_id = s.workspace_id) AS ordered,
       set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)
     FROM stock s WHERE s.id = $1 AND s.workspace_id = $2 FOR NO KEY UPDATE OF s`,
    [id, workspaceId],
  );
  const row = rows[0];
  return row === undefined ? null : { ...row, movements: Number(row.movements) };
}

/** What a claim's author must be told with; read together with the claim. */
export interface Told {
  workspaceId: string;
  seq: string;
  connectionId: string | null;
  broadcastId: string | null;
  replyTo: string | null;
  authorId: string | null;
  handle: string | null;
  language: string | null;
  priceMinor: string;
  currency: string;
  /** Where it is now: an order may have been written while it was leaving. */
  stockId: string | null;
  /** The move that brought it there. */
  moveId: string | null;
}
export type Read<T> = T & Told;

const CLAIM = `c.id, c.workspace_id AS "workspaceId", c.show_id AS "showId", c.quantity, c.state, c.held, c.rank IS NOT NULL AS ranked, c.late, c.move_id IS NOT NULL AS moved, c.move_id AS "moveId", c.stock_id AS "stockId", c.seq, c.connection_id AS "connectionId",
  c.broadcast_id AS "broadcastId", c.reply_to AS "replyTo", c.author_id AS "authorId", c.language, c.price_minor AS "priceMinor", c.currency, a.handle`;
const FROM = `claim c LEFT JOIN author a ON a.id = c.author_id AND a.workspace_id = c.workspace_id`;

export async function readOrders(tx: Tx, workspaceId: string, stock: string, limit: number): Promise<Read<Order>[]> {
  const { rows } = await tx.query<
    Read<Candidate> & {
      order: string;
      what: Order['what'];
      orderReason: string;
      by: string;
      orderedMove: string | null;
    }
  >(
    `SELECT o.id AS order, o.what, o.reason AS "orderReason", o.made_by AS by, o.move_id AS "orderedMove", ${CLAIM}
     FROM claim_order o JOIN ${FROM} ON c.id = o.claim_id
     WHERE o.stock_id = $2 AND o.workspace_id = $1 ORDER BY o.id LIMIT $3`,
    [workspaceId, stock, limit],
  );
  return rows.map(({ order, what, orderReason, by, orderedMove, ...claim }) => ({
    ...claim,
    id: order,
    what,
    reason: orderReason,
    madeBy: by,
    moveId: orderedMove,
    claim,
  }));
}

/**
 * New claims in spoken order. A cancel counts when it was spoken after the claim, whichever of the two arrived first;
 * within one moment the number in the record decides.
 */
export async function readPending(
  tx: Tx,
  workspaceId: string,
  stock: string,
  limit: number,
): Promise<Read<PendingClaim>[]> {
  const { rows } = await tx.query<Read<PendingClaim>>(
    `SELECT ${CLAIM}, (s.claims_stopped OR s.automatic_stopped) AND c.made_by = 'rule' AS stopped,
       (SELECT k.reason FROM cancel k WHERE k.show_id = c.show_id AND k.workspace_id = c.workspace_id
          AND (k.claim_id = c.id OR (k.claim_id IS NULL AND k.author_id = c.author_id
            AND (k.product_id IS NULL OR k.product_id = c.product_id) AND (k.spoken_at, k.seq) > (c.spoken_at, c.seq)))
        ORDER BY k.seq LIMIT 1) AS cancelled
     FROM ${FROM} JOIN show s ON s.id = c.show_id
     WHERE c.stock_id = $2 AND c.workspace_id = $1 AND c.state = 'pending' AND NOT c.held
     ORDER BY c.spoken_at, c.seq, c.n LIMIT $3`,
    [workspaceId, stock, limit],
  );
  return rows;
}

/** Who waits and could be served by what is available, in order; nobody of a show whose claims are stopped. */
export async function readWaiting(
  tx: Tx,
  workspaceId: string,
  stock: string,
  units: number,
  limit: number,
): Promise<Read<Candidate>[]> {
  const { rows } = await tx.query<Read<Candidate>>(
    `SELECT ${CLAIM} FROM ${FROM} JOIN show s ON s.id = c.show_id AND NOT s.claims_stopped AND NOT s.automatic_stopped
     WHERE c.stock_id = $2 AND c.workspace_id = $1 AND c.state = 'waitlisted' AND c.quantity <= $3
     ORDER BY c.spoken_at, c.seq, c.n LIMIT $4`,
    [workspaceId, stock, units, limit],
  );
  return rows;
}

/** Stocks with something to settle, asked of the claims themselves. Over all workspaces: the hub's own clockwork. */
export async function lateStocks(tx: Tx, limit: number): Promise<LaneRef[]> {
  const { rows } = await tx.query<{ id: string; workspace_id: string }>(
    `SELECT DISTINCT s.id, s.workspace_id FROM (
       SELECT stock_id FROM claim WHERE state = 'pending' AND NOT held
       UNION ALL SELECT stock_id FROM claim_order
       UNION ALL SELECT w.id FROM stock w WHERE w.waitlisted > 0 AND w.on_hand - w.reserved - w.sold - w.buffer - w.shortfall > 0
         AND EXISTS (SELECT 1 FROM claim c JOIN show h ON h.id = c.show_id AND NOT h.claims_stopped AND NOT h.automatic_stopped
           WHERE c.stock_id = w.id AND c.state = 'waitlisted' AND c.quantity <= w.on_hand - w.reserved - w.sold - w.buffer - w.shortfall)
     ) due JOIN stock s ON s.id = due.stock_id LIMIT $1`,
    [limit],
  );
  return rows.map((row) => settleLane(row.id, row.workspace_id));
}

export interface SoldThing {
  code: string;
  title: string;
  options: Record<string, string>;
}

export interface ToldShow {
  id: string;
  slug: string;
  seed: string;
  language: string;
}

/** Shows that are no longer on air, whose claims are settled late. */
export async function readShows(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<Map<string, ToldShow>> {
  const { rows } = await tx.query<ToldShow>(
    `SELECT s.id, s.slug, s.seed, w.language FROM show s JOIN workspace w ON w.id = s.workspace_id
     WHERE s.workspace_id = $1 AND s.id = ANY($2)`,
    [workspaceId, ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

export type { ClaimState };
