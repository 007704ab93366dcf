import type pg from 'pg';
import type { Tx } from '../db/transaction.ts';
import type { Sealed, SealedRow } from './credentials.ts';

/** Rows that another key sealed, of all workspaces: the secret is the whole install's. */
export async function rowsOfOtherKeys(db: Pick<pg.Pool, 'query'>, keyId: string): Promise<SealedRow[]> {
  const { rows } = await db.query<{ workspace_id: string; id: string }>(
    'SELECT workspace_id, id FROM connection WHERE sealed IS NOT NULL AND key_id <> $1 ORDER BY id',
    [keyId],
  );
  return rows.map((row) => ({ workspaceId: row.workspace_id, connectionId: row.id }));
}

/** Null when it is not sealed any more. */
export async function lockSealed(tx: Tx, of: SealedRow): Promise<Sealed | null> {
  const { rows } = await tx.query<{ sealed: Buffer | null; key_id: string | null }>(
    'SELECT sealed, key_id FROM connection WHERE workspace_id = $1 AND id = $2 FOR NO KEY UPDATE',
    [of.workspaceId, of.connectionId],
  );
  const { sealed = null, key_id: keyId = null } = rows[0] ?? {};
  return sealed === null || keyId === null ? null : { sealed, keyId };
}

/** The version stays: what a line was opened with is the same as before. */
export async function writeSealed(tx: Tx, of: SealedRow, { sealed, keyId }: Sealed): Promise<void> {
  await tx.query('UPDATE connection SET sealed = $3, key_id = $4 WHERE workspace_id = $1 AND id = $2', [
    of.workspaceId,
    of.connectionId,
    sealed,
    keyId,
  ]);
}
