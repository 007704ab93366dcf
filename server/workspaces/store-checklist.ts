import type { Tx } from '../db/transaction.ts';

export interface Checked {
  product: boolean;
  connect: boolean;
  rehearse: boolean;
  onAir: boolean;
}

/**
 * What the people of a workspace have done themselves, by what is there and not by a flag: a product a person added, a
 * connection of their own, a rehearsal they spoke in (remembered apart, since a removed rehearsal leaves no row), a show
 * on air.
 */
export async function checklistOf(db: Tx, workspaceId: string): Promise<Checked> {
  const found = await db.query<Checked>(
    `SELECT
       EXISTS (SELECT FROM audit WHERE workspace_id = $1 AND action = 'product:add' AND member_id IS NOT NULL) AS product,
       EXISTS (SELECT FROM connection WHERE workspace_id = $1 AND rehearsal_show_id IS NULL AND removed_at IS NULL) AS connect,
       EXISTS (SELECT FROM workspace_setting WHERE workspace_id = $1 AND key = 'rehearsed') AS rehearse,
       EXISTS (SELECT FROM show WHERE workspace_id = $1 AND kind = 'live' AND started_at IS NOT NULL) AS "onAir"`,
    [workspaceId],
  );
  return found.rows[0] ?? { product: false, connect: false, rehearse: false, onAir: false };
}
