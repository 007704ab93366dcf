import type pg from 'pg';
import type { Level } from '../../connectors/platforms/contract.ts';
import type { Tx } from '../db/transaction.ts';
import type { SealedRow } from './credentials.ts';

/** A level as `connection.levels` keeps it: what was found, when it was asked, when it was last seen to work. */
export interface KeptLevel extends Level {
  askedAtMs: number | null;
  provenAtMs: number | null;
}

/** Locked: two proofs at once must not write over each other. Null when there is no such connection of a person's own. */
export async function lockLevels(tx: Tx, of: SealedRow): Promise<KeptLevel[] | null> {
  const { rows } = await tx.query<{ levels: KeptLevel[] }>(
    `SELECT levels FROM connection WHERE workspace_id = $1 AND id = $2 AND removed_at IS NULL AND rehearsal_show_id IS NULL
      FOR NO KEY UPDATE`,
    [of.workspaceId, of.connectionId],
  );
  return rows[0]?.levels ?? null;
}

export async function writeLevels(tx: Tx | pg.Pool, of: SealedRow, levels: readonly KeptLevel[]): Promise<void> {
  await tx.query('UPDATE connection SET levels = $3 WHERE workspace_id = $1 AND id = $2', [
    of.workspaceId,
    of.connectionId,
    JSON.stringify(levels),
  ]);
}
