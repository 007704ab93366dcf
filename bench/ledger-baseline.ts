import type pg from 'pg';
import { hotVariant, perSecond, type Wanted } from './claims.ts';

/**
 * One statement a claim, as node-postgres documents its best use: one client, one prepared statement by name, values
 * as parameters. The statement takes units only while there are some and writes the movement.
 */
export async function ledgerBaseline(pool: pg.Pool, claims: readonly Wanted[]): Promise<number> {
  const { workspaceId, stockId, showId } = await hotVariant(pool, claims.length);
  const client = await pool.connect();
  try {
    const began = performance.now();
    for (const claim of claims) {
      await client.query({
        name: 'claim-by-claim',
        text: `WITH taken AS (
            UPDATE stock SET reserved = reserved + $3, movements = movements + 1, ranked = ranked + 1, version = version + 1
            WHERE id = $1 AND reserved + sold + $3 <= on_hand RETURNING movements)
          INSERT INTO movement (stock_id, n, workspace_id, show_id, claim_id, kind, reserved_delta, made_by)
          SELECT $1, taken.movements, $4, $5, $2, 'reserve', $3, 'rule' FROM taken`,
        values: [stockId, claim.id, claim.quantity, workspaceId, showId],
      });
    }
    return perSecond(claims.length, performance.now() - began);
  } finally {
    client.release();
  }
}
