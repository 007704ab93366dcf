import type pg from 'pg';
import { transaction } from '../db/transaction.ts';
import { createCredentials, SealBroken, type Credentials, type SealedRow } from './credentials.ts';
import { lockSealed, rowsOfOtherKeys, writeSealed } from './store-rotate.ts';

export interface Rotated {
  /** Sealed with the new secret now, by this run. */
  sealed: number;
  /** Connections that neither secret opens: their credentials must be entered again. */
  broken: string[];
}

/**
 * Seals every row with the new secret, one transaction a row: killed at any point each row opens with one of the two,
 * and another run goes on where this one stopped. The hub may run meanwhile, if it has both secrets.
 */
export async function rotateSecret(pool: pg.Pool, secrets: { next: string; old: string }): Promise<Rotated> {
  const credentials = createCredentials(secrets.next, [secrets.old]);
  const done: Rotated = { sealed: 0, broken: [] };
  for (const row of await rowsOfOtherKeys(pool, credentials.keyId)) {
    const outcome = await rotateOne(pool, credentials, row);
    if (outcome === 'sealed') done.sealed++;
    if (outcome === 'broken') done.broken.push(row.connectionId);
  }
  return done;
}

function rotateOne(pool: pg.Pool, credentials: Credentials, row: SealedRow): Promise<'sealed' | 'broken' | 'left'> {
  return transaction(pool, async (tx) => {
    // Read under the lock: a token that the hub renewed a moment ago must not be put back.
    const sealed = await lockSealed(tx, row);
    if (sealed === null || sealed.keyId === credentials.keyId) return 'left';
    try {
      await writeSealed(tx, row, credentials.seal(row, credentials.secrets(row, sealed)));
      return 'sealed';
    } catch (error) {
      if (error instanceof SealBroken) return 'broken';
      throw error;
    }
  });
}
