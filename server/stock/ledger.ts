import { locking } from '../db/lock-order.ts';
import type { Tx } from '../db/transaction.ts';
import type { Scope } from '../workspaces/scope.ts';
import type { Change, Counters } from './allocation.ts';
import { lockStock, MAIN, stockId } from './store.ts';
import type { StockRow } from './store.ts';

/** The only SQL that moves stock: every change of a counter is one immutable movement beside it, in one statement. */

/** Opens the variant's stock with that many units, and a copy in every rehearsal that is on air in this workspace. */
export async function openVariant(tx: Tx, scope: Scope, variantId: string, onHand: number): Promise<void> {
  await openVariants(tx, scope, [{ variantId, onHand }]);
}

/** The same for many, in one statement. */
export async function openVariants(
  tx: Tx,
  scope: Scope,
  variants: readonly { variantId: string; onHand: number }[],
): Promise<void> {
  await open(
    tx,
    scope,
    `SELECT v.id, v.product_id, pool.pool, pool.show_id, fresh.units
     FROM unnest($3::text[], $4::integer[]) AS fresh (id, units) JOIN variant v ON v.id = fresh.id AND v.workspace_id = $1,
       (SELECT 'main' AS pool, NULL::text AS show_id
        UNION ALL SELECT id, id FROM show WHERE workspace_id = $1 AND kind = 'rehearsal' AND state = 'on_air') pool`,
    [variants.map((one) => one.variantId), variants.map((one) => one.onHand)],
  );
}

/** The rehearsal's own copy of all there is: what is on hand in the main pool, with nothing reserved. */
export async function openPool(tx: Tx, scope: Scope, showId: string): Promise<void> {
  await open(
    tx,
    scope,
    `SELECT v.id, v.product_id, $3::text, $3::text, s.on_hand FROM variant v JOIN stock s ON s.variant_id = v.id AND s.pool = 'main'
     WHERE v.workspace_id = $1 AND v.archived_at IS NULL`,
    [showId],
  );
}

/** `source` yields variant, product, pool, rehearsal, units; $1 is the workspace, $2 who did it. */
async function open(tx: Tx, scope: Scope, source: string, values: unknown[]): Promise<void> {
  await tx.query(
    `WITH wanted (variant_id, product_id, pool, show_id, units) AS (${source}),
     opened AS (
       INSERT INTO stock (id, workspace_id, variant_id, product_id, pool, rehearsal_show_id, on_hand, movements)
       SELECT variant_id || ':' || pool, $1, variant_id, product_id, pool, show_id, units, 1 FROM wanted
       ON CONFLICT (variant_id, pool) DO NOTHING RETURNING id, on_hand, rehearsal_show_id)
     INSERT INTO movement (stock_id, n, workspace_id, show_id, kind, on_hand_delta, made_by)
     SELECT id, 1, $1, rehearsal_show_id, 'open', on_hand, $2 FROM opened`,
    [scope.workspaceId, scope.memberId ?? 'hub', ...values],
  );
}

export interface Granted {
  stockId: string;
  /** What is left after it. */
  onHand: number;
  /** Units promised beyond what there is now; a person must look. */
  shortfall: number;
  /** Shows on air whose feed must be told: take a 'stock' number for each, then ring the settle lane. */
  onAir: string[];
}

/**
 * More or fewer units on hand. Never below what is promised: what cannot be taken away is kept as a visible shortfall.
 * The caller takes the feed numbers and rings `settleLane(stockId)` after the commit: units may go to who waits.
 */
export async function grant(
  tx: Tx,
  scope: Scope,
  variantId: string,
  delta: number,
  pool: string = MAIN,
): Promise<{ ok: true; value: Granted } | { ok: false; reason: string }> {
  const id = stockId(variantId, pool);
  const stock = await lockStock(tx, scope.workspaceId, id);
  if (stock === null) return { ok: false, reason: 'this variant has no stock here' };
  // What is really there: units short were taken away already, so new ones fill that hole before they count again.
  const there = Math.max(0, stock.onHand - stock.shortfall + delta);
  const onHand = Math.max(stock.reserved + stock.sold, there);
  const shortfall = onHand - there;
  await tx.query(
    `WITH moved AS (
       INSERT INTO movement (stock_id, n, workspace_id, show_id, kind, on_hand_delta, made_by)
       SELECT $2, $3, $1, $4, 'grant', $5, $6 WHERE $5::integer <> 0)
     UPDATE stock SET on_hand = on_hand + $5::integer, movements = CASE WHEN $5::integer <> 0 THEN $3 ELSE movements END,
       shortfall = $7, version = version + 1
     WHERE id = $2 AND workspace_id = $1`,
    [
      scope.workspaceId,
      id,
      stock.movements + 1,
      pool === MAIN ? null : pool,
      onHand - stock.onHand,
      scope.memberId ?? 'hub',
      shortfall,
    ],
  );
  return {
    ok: true,
    value: { stockId: id, onHand, shortfall, onAir: stock.onAir.map((show) => show.id) },
  };
}

/** Writes one settlement: claims, movements, counters, and the orders that are done with; one statement. */
export async function writeSettlement(
  tx: Tx,
  stock: StockRow,
  counters: Counters,
  changes: readonly Change[],
  orders: readonly string[],
): Promise<void> {
  const moving = changes.filter((change) => change.movement !== null);
  locking(tx, 'claim');
  // Each claim is looked up by its id and then by its place: a planner that knows nothing yet of a young table else
  // compares the whole table with the whole batch. Nobody moves these rows meanwhile: only who holds the stock writes them.
  await tx.query(
    `WITH done AS (DELETE FROM claim_order WHERE id = ANY($3::bigint[]) AND workspace_id = $1),
     settled AS (
       UPDATE claim c SET state = u.state, held = u.held, reason = u.reason, rank = COALESCE(u.rank, c.rank),
         settled_at = CASE WHEN u.state = 'pending' THEN NULL ELSE clock_timestamp() END, version = c.version + 1
       FROM unnest($4::text[], $5::text[], $6::boolean[], $7::text[], $8::integer[]) AS u(id, state, held, reason, rank)
         CROSS JOIN LATERAL (SELECT ctid FROM claim WHERE id = u.id AND workspace_id = $1 OFFSET 0) at
       WHERE c.ctid = at.ctid),
     moved AS (
       INSERT INTO movement (stock_id, n, workspace_id, show_id, claim_id, kind, reserved_delta, made_by)
       SELECT $2, $9::bigint + u.ord, $1, u.show_id, u.claim_id, u.kind, u.delta, u.made_by
       FROM unnest($10::text[], $11::text[], $12::text[], $13::integer[], $14::text[]) WITH ORDINALITY AS u(show_id, claim_id, kind, delta, made_by, ord))
     UPDATE stock SET reserved = $15, waitlisted = $16, ranked = $17, movements = $9::bigint + $18, version = version + 1
     WHERE id = $2 AND workspace_id = $1`,
    [
      stock.workspaceId,
      stock.id,
      orders,
      changes.map((change) => change.claimId),
      changes.map((change) => change.state),
      changes.map((change) => change.held),
      changes.map((change) => change.reason),
      changes.map((change) => change.rank),
      stock.movements,
      moving.map((change) => change.showId),
      moving.map((change) => change.claimId),
      moving.map((change) => change.movement?.kind),
      moving.map((change) => change.movement?.reservedDelta),
      moving.map((change) => change.madeBy),
      counters.reserved,
      counters.waitlisted,
      counters.ranked,
      moving.length,
    ],
  );
}
