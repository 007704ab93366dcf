import type pg from 'pg';
import type { Sealed } from '../connections/credentials.ts';

/** A sign-in that has begun: who may finish it, and where. */
export interface AttemptOf {
  stateHash: string;
  workspaceId: string;
  sessionHash: string;
}

export const ATTEMPT_MINUTES = 10;
const YOUNG = `created_at > clock_timestamp() - interval '${ATTEMPT_MINUTES} minutes'`;

type Db = Pick<pg.Pool, 'query'>;

export async function addAttempt(
  db: Db,
  of: AttemptOf & { memberId: string; provider: string; connectionId: string | null; sealed: Sealed },
): Promise<void> {
  await db.query(
    `INSERT INTO oauth_attempt (state_hash, workspace_id, session_hash, member_id, provider, connection_id, sealed, key_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      of.stateHash,
      of.workspaceId,
      of.sessionHash,
      of.memberId,
      of.provider,
      of.connectionId,
      of.sealed.sealed,
      of.sealed.keyId,
    ],
  );
}

/** Old ones of all workspaces: nobody can finish them any more, and what they hold is secret. */
export async function dropOldAttempts(db: Db): Promise<void> {
  await db.query(`DELETE FROM oauth_attempt WHERE NOT (${YOUNG})`);
}

/** Takes an attempt for its one use; null when it is not there for this session, was used, or is too old. */
export async function useAttempt(db: Db, of: AttemptOf & { provider: string }): Promise<Sealed | null> {
  const { rows } = await db.query<{ sealed: Buffer; key_id: string }>(
    `UPDATE oauth_attempt SET used_at = clock_timestamp()
      WHERE state_hash = $1 AND workspace_id = $2 AND session_hash = $3 AND provider = $4 AND used_at IS NULL AND ${YOUNG}
      RETURNING sealed, key_id`,
    [of.stateHash, of.workspaceId, of.sessionHash, of.provider],
  );
  return sealedOf(rows[0]);
}

/** After its use: the accounts there are to choose from lie in it, for as long as it is young. */
export async function keepChoices(db: Db, of: AttemptOf, sealed: Sealed): Promise<void> {
  await db.query(
    'UPDATE oauth_attempt SET sealed = $4, key_id = $5 WHERE state_hash = $1 AND workspace_id = $2 AND session_hash = $3',
    [of.stateHash, of.workspaceId, of.sessionHash, sealed.sealed, sealed.keyId],
  );
}

export async function usedAttempt(db: Db, of: AttemptOf): Promise<Sealed | null> {
  const { rows } = await db.query<{ sealed: Buffer; key_id: string }>(
    `SELECT sealed, key_id FROM oauth_attempt
      WHERE state_hash = $1 AND workspace_id = $2 AND session_hash = $3 AND used_at IS NOT NULL AND ${YOUNG}`,
    [of.stateHash, of.workspaceId, of.sessionHash],
  );
  return sealedOf(rows[0]);
}

export async function dropAttempt(db: Db, of: AttemptOf): Promise<boolean> {
  const { rowCount } = await db.query(
    'DELETE FROM oauth_attempt WHERE state_hash = $1 AND workspace_id = $2 AND session_hash = $3',
    [of.stateHash, of.workspaceId, of.sessionHash],
  );
  return rowCount === 1;
}

/** Where an attempt began, for a browser that comes back at another address of the hub: of all workspaces, the state is the key. */
export async function findAttempt(db: Db, stateHash: string): Promise<{ workspaceId: string; sealed: Sealed } | null> {
  const { rows } = await db.query<{ workspace_id: string; sealed: Buffer; key_id: string }>(
    `SELECT workspace_id, sealed, key_id FROM oauth_attempt WHERE state_hash = $1 AND used_at IS NULL AND ${YOUNG}`,
    [stateHash],
  );
  const sealed = sealedOf(rows[0]);
  return rows[0] === undefined || sealed === null ? null : { workspaceId: rows[0].workspace_id, sealed };
}

const sealedOf = (row: { sealed: Buffer; key_id: string } | undefined): Sealed | null =>
  row === undefined ? null : { sealed: row.sealed, keyId: row.key_id };
