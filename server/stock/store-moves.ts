import { locking } from '../db/lock-order.ts';
import type { Tx } from '../db/transaction.ts';
import type { StockRow } from './store.ts';

/** A claim that leaves for another product, as it was planned. */
export interface PlannedMove {
  claimId: string;
  toVariantId: string;
  /** The rank it had there before; null: it is given one when it is settled. */
  toRank: number | null;
  toPriceMinor: string;
  toCurrency: string;
}

export interface NewMove {
  moveId: string;
  /** The move that this one takes back. */
  undoes: string | null;
  toProductId: string;
  madeBy: string;
  claims: readonly PlannedMove[];
}

/** Writes the plan down, in the transaction that also writes the row of the log; the lanes carry it out. */
export async function insertMove(tx: Tx, workspaceId: string, showId: string, move: NewMove): Promise<void> {
  const column = <K extends keyof PlannedMove>(key: K) => move.claims.map((claim) => claim[key]);
  await tx.query(
    `INSERT INTO claim_move (move_id, claim_id, workspace_id, show_id, undoes, from_product_id, from_variant_id, from_rank, from_price_minor, from_currency,
       to_product_id, to_variant_id, to_rank, to_price_minor, to_currency, made_by)
     SELECT $3, c.id, $1, $2, $4, c.product_id, c.variant_id, c.rank, c.price_minor, c.currency, $5, u.variant_id, u.rank, u.price, u.currency, $6
     FROM unnest($7::text[], $8::text[], $9::integer[], $10::bigint[], $11::text[]) AS u(claim_id, variant_id, rank, price, currency)
     JOIN claim c ON c.id = u.claim_id AND c.show_id = $2 AND c.workspace_id = $1`,
    [
      workspaceId,
      showId,
      move.moveId,
      move.undoes,
      move.toProductId,
      move.madeBy,
      column('claimId'),
      column('toVariantId'),
      column('toRank'),
      column('toPriceMinor'),
      column('toCurrency'),
    ],
  );
}

/** The row of the log was decided: the lanes of the stocks they are at are ordered to let them go. Returns those stocks. */
export async function orderMoves(
  tx: Tx,
  workspaceId: string,
  showId: string,
  moves: readonly { seq: number; moveId: string; madeBy: string; claimIds: readonly string[] }[],
): Promise<string[]> {
  const stocks: string[] = [];
  for (const move of moves) {
    locking(tx, 'claim');
    const { rows } = await tx.query<{ stock_id: string }>(
      `WITH planned AS (
         UPDATE claim_move SET seq = $4 WHERE move_id = $3 AND workspace_id = $1 AND show_id = $2 AND claim_id = ANY($6) AND seq IS NULL RETURNING claim_id),
       ordered AS (
         INSERT INTO claim_order (workspace_id, show_id, stock_id, claim_id, what, made_by, reason, seq, move_id)
         SELECT $1, $2, c.stock_id, c.id, 'move', $5, 'moved to another product by the team', $4, $3
         FROM planned JOIN claim c ON c.id = planned.claim_id AND c.workspace_id = $1 AND c.stock_id IS NOT NULL
         ORDER BY c.spoken_at, c.seq, c.n RETURNING stock_id)
       SELECT DISTINCT stock_id FROM ordered`,
      [workspaceId, showId, move.moveId, move.seq, move.madeBy, move.claimIds],
    );
    stocks.push(...rows.map((row) => row.stock_id));
  }
  return stocks;
}

/**
 * Hands over what leaves this stock, under its lock: from now on the claim is the other stock's, pending, with its own
 * time, so that it is settled there in the order in which it was spoken. Returns the stocks to settle.
 */
export async function handOver(
  tx: Tx,
  stock: StockRow,
  leaving: readonly { claimId: string; moveId: string }[],
  kept: readonly { claimId: string; moveId: string }[],
): Promise<string[]> {
  if (leaving.length + kept.length === 0) return [];
  locking(tx, 'claim');
  const of = <T extends { claimId: string; moveId: string }>(list: readonly T[]) =>
    [list.map((one) => one.moveId), list.map((one) => one.claimId)] as const;
  const { rows } = await tx.query<{ stock_id: string }>(
    `WITH leaving AS (
       UPDATE claim_move m SET outcome = 'moved' FROM unnest($3::text[], $4::text[]) AS u(move_id, claim_id)
       WHERE m.move_id = u.move_id AND m.claim_id = u.claim_id AND m.workspace_id = $1
       RETURNING m.move_id, m.claim_id, m.to_product_id, m.to_variant_id, m.to_rank, m.to_price_minor, m.to_currency),
     kept AS (
       UPDATE claim_move m SET outcome = 'kept' FROM unnest($5::text[], $6::text[]) AS u(move_id, claim_id)
       WHERE m.move_id = u.move_id AND m.claim_id = u.claim_id AND m.workspace_id = $1)
     UPDATE claim c SET product_id = l.to_product_id, variant_id = l.to_variant_id, stock_id = l.to_variant_id || ':' || $2, rank = l.to_rank,
       price_minor = l.to_price_minor, currency = l.to_currency, move_id = l.move_id, settled_at = NULL, expires_at = NULL, version = c.version + 1
     FROM leaving l WHERE c.id = l.claim_id AND c.workspace_id = $1 RETURNING c.stock_id`,
    [stock.workspaceId, stock.pool, ...of(leaving), ...of(kept)],
  );
  return [...new Set(rows.map((row) => row.stock_id))];
}

/** Orders about claims that have left: they go after them. Returns the stocks to settle. */
export async function forwardOrders(tx: Tx, stock: StockRow, orderIds: readonly string[]): Promise<string[]> {
  if (orderIds.length === 0) return [];
  const { rows } = await tx.query<{ stock_id: string }>(
    `UPDATE claim_order o SET stock_id = c.stock_id FROM claim c
     WHERE o.id = ANY($2::bigint[]) AND o.workspace_id = $1 AND c.id = o.claim_id AND c.workspace_id = $1 RETURNING o.stock_id`,
    [stock.workspaceId, orderIds],
  );
  return [...new Set(rows.map((row) => row.stock_id))];
}
