import type pg from 'pg';
import { isoTime } from '../clock.ts';
import type { Tx } from '../db/transaction.ts';
import type { Scope } from '../workspaces/scope.ts';
import { note } from '../workspaces/store-audit.ts';
import type { Sealed, SealedRow } from './credentials.ts';

/** Who signed in at the platform, as `connection.account` keeps it. */
export interface Account {
  id: string;
  name: string;
  provider: 'google' | 'facebook' | 'instagram' | 'twitch';
  /** Granted, by the platform's own word. */
  scopes: string[];
  /** Asked for and not granted. */
  withheld: string[];
}

/** A connection's credentials, as the renewal of its token needs them. */
export interface AccountRow extends SealedRow {
  platform: string;
  name: string;
  broadcast: string;
  settings: Record<string, string>;
  sealed: Sealed | null;
  account: Account | null;
  tokenState: 'none' | 'ok' | 'refused';
  tokenExpiresAtMs: number | null;
  consentEndsAtMs: number | null;
}

const SELECT = `SELECT platform, name, broadcast, settings, sealed, key_id, account, token_state, token_expires_at, consent_ends_at FROM connection
  WHERE workspace_id = $1 AND id = $2 AND removed_at IS NULL AND rehearsal_show_id IS NULL`;

export async function accountRow(db: Pick<pg.Pool, 'query'>, of: SealedRow): Promise<AccountRow | null> {
  return rowOf(of, await db.query<RawAccount>(SELECT, [of.workspaceId, of.connectionId]));
}

/**
 * The same, locked until the transaction ends: one renewal an account at a time, over all processes. NO KEY, so that
 * rows which name this connection can still be written meanwhile.
 */
export async function lockAccount(tx: Tx, of: SealedRow): Promise<AccountRow | null> {
  return rowOf(of, await tx.query<RawAccount>(`${SELECT} FOR NO KEY UPDATE`, [of.workspaceId, of.connectionId]));
}

interface RawAccount {
  platform: string;
  name: string;
  broadcast: string;
  settings: Record<string, string>;
  sealed: Buffer | null;
  key_id: string | null;
  account: Account | null;
  token_state: AccountRow['tokenState'];
  token_expires_at: Date | null;
  consent_ends_at: Date | null;
}

function rowOf(of: SealedRow, { rows: [row] }: { rows: RawAccount[] }): AccountRow | null {
  if (row === undefined) return null;
  const { platform, name, broadcast, settings, sealed, key_id: keyId, account } = row;
  return {
    workspaceId: of.workspaceId,
    connectionId: of.connectionId,
    ...{ platform, name, broadcast, settings, account },
    sealed: sealed === null || keyId === null ? null : { sealed, keyId },
    tokenState: row.token_state,
    tokenExpiresAtMs: row.token_expires_at?.getTime() ?? null,
    consentEndsAtMs: row.consent_ends_at?.getTime() ?? null,
  };
}

const timeOf = (ms: number | null): string | null => (ms === null ? null : isoTime(ms));

/**
 * A renewed token, sealed. The row's version stays: a line that is open goes on with the new token. `consentEndsAtMs`
 * undefined: the renewal said nothing about it.
 */
export async function writeTokens(
  tx: Tx,
  of: SealedRow,
  next: { sealed: Sealed; expiresAtMs: number | null; consentEndsAtMs?: number | null },
): Promise<void> {
  await tx.query(
    `UPDATE connection SET sealed = $3, key_id = $4, token_expires_at = $5, token_state = 'ok',
            consent_ends_at = CASE WHEN $6 THEN $7 ELSE consent_ends_at END
      WHERE workspace_id = $1 AND id = $2`,
    [
      of.workspaceId,
      of.connectionId,
      next.sealed.sealed,
      next.sealed.keyId,
      timeOf(next.expiresAtMs),
      next.consentEndsAtMs !== undefined,
      timeOf(next.consentEndsAtMs ?? null),
    ],
  );
}

/** The platform takes it no longer; stays until somebody signs in again or types another. */
export async function tokenRefused(db: Pick<pg.Pool, 'query'> | Tx, of: SealedRow): Promise<void> {
  await db.query(`UPDATE connection SET token_state = 'refused' WHERE workspace_id = $1 AND id = $2`, [
    of.workspaceId,
    of.connectionId,
  ]);
}

/** A renewal waits for the platform while it holds the row: longer than other transactions may be idle or wait. */
export async function allowWaiting(tx: Tx, ms: number): Promise<void> {
  const within = String(ms);
  for (const name of ['idle_in_transaction_session_timeout', 'lock_timeout', 'statement_timeout'])
    await tx.query('SELECT set_config($1, $2, true)', [name, within]);
}

export interface SignedIn extends SealedRow {
  platform: string;
  name: string;
  broadcast: string;
  settings: Readonly<Record<string, string>>;
  sealed: Sealed;
  account: Account;
  tokenExpiresAtMs: number | null;
  consentEndsAtMs: number | null;
}

/** A connection by its first sign-in, or signed in anew: then a line that is open is opened again with the new tokens. */
export async function saveSignedIn(tx: Tx, scope: Scope, row: SignedIn): Promise<void> {
  const { rows } = await tx.query<{ added: boolean }>(
    `INSERT INTO connection (id, workspace_id, platform, name, broadcast, settings, sealed, key_id, account, token_expires_at,
                             consent_ends_at, token_state)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'ok')
     ON CONFLICT (id) DO UPDATE SET
       name = excluded.name, broadcast = excluded.broadcast, settings = excluded.settings, sealed = excluded.sealed,
       key_id = excluded.key_id, account = excluded.account, token_expires_at = excluded.token_expires_at,
       consent_ends_at = excluded.consent_ends_at, token_state = 'ok', version = connection.version + 1
     WHERE connection.workspace_id = excluded.workspace_id AND connection.removed_at IS NULL
     RETURNING version = 1 AS added`,
    [
      row.connectionId,
      row.workspaceId,
      row.platform,
      row.name,
      row.broadcast,
      JSON.stringify(row.settings),
      row.sealed.sealed,
      row.sealed.keyId,
      JSON.stringify(row.account),
      timeOf(row.tokenExpiresAtMs),
      timeOf(row.consentEndsAtMs),
    ],
  );
  const { account } = row;
  await note(tx, scope, {
    action: rows[0]?.added === true ? 'connection:add' : 'connection:sign-in',
    subject: row.connectionId,
    detail: { platform: row.platform, account: account.id, withheld: account.withheld },
  });
}

/** Sealed rows of one platform, for the app's secret that another connection was given already. */
export async function sealedOf(
  db: Pick<pg.Pool, 'query'>,
  workspaceId: string,
  platform: string,
): Promise<(SealedRow & { settings: Record<string, string>; sealed: Sealed })[]> {
  const { rows } = await db.query<{ id: string; settings: Record<string, string>; sealed: Buffer; key_id: string }>(
    `SELECT id, settings, sealed, key_id FROM connection
      WHERE workspace_id = $1 AND platform = $2 AND removed_at IS NULL AND rehearsal_show_id IS NULL AND sealed IS NOT NULL
      ORDER BY created_at DESC LIMIT 50`,
    [workspaceId, platform],
  );
  return rows.map(({ id, settings, sealed, key_id: keyId }) => ({
    ...{ workspaceId, connectionId: id, settings },
    sealed: { sealed, keyId },
  }));
}

/** What a person changed; the version moves, so that an open line is opened anew. */
export async function writeEdited(
  tx: Tx,
  of: SealedRow,
  next: {
    name: string;
    broadcast: string;
    settings: Readonly<Record<string, string>>;
    sealed: Sealed | null;
    checkout: 'own' | 'platform' | null;
    /** null: as it was. */
    language: string | null;
    /** A refusal is forgotten: what was refused has been typed anew. */
    forgetRefusal: boolean;
  },
): Promise<void> {
  await tx.query(
    `UPDATE connection SET name = $3, broadcast = $4, settings = $5, sealed = $6, key_id = $7, checkout = coalesce($8, checkout), language = coalesce($10, language),
            token_state = CASE WHEN $9 THEN 'none' ELSE token_state END, version = version + 1
      WHERE workspace_id = $1 AND id = $2`,
    [
      of.workspaceId,
      of.connectionId,
      next.name,
      next.broadcast,
      JSON.stringify(next.settings),
      next.sealed?.sealed ?? null,
      next.sealed?.keyId ?? null,
      next.checkout,
      next.forgetRefusal,
      next.language,
    ],
  );
}
