import { ConnectorError, type OAuthProvider } from '../../connectors/platforms/contract.ts';
import type { Clock } from '../clock.ts';
import type { Pools } from '../db/pools.ts';
import { transaction, type Tx } from '../db/transaction.ts';
import type { Log } from '../log.ts';
import { tokensIn, withTokens, type Credentials, type KeptTokens, type SealedRow } from './credentials.ts';
import { accountRow, allowWaiting, lockAccount, tokenRefused, writeTokens, type AccountRow } from './store-account.ts';

/** What a provider is asked with for a new access token. */
export interface RenewalAsked {
  provider: OAuthProvider;
  accountId: string;
  settings: Readonly<Record<string, string>>;
  tokens: KeptTokens;
  signal: AbortSignal;
}
/** Times from now, as providers give them. `consentEndsInMs` is absent where the answer says nothing of it. */
export type Renewed =
  | { ok: true; tokens: KeptTokens; expiresInMs: number | null; consentEndsInMs?: number | null }
  | { ok: false; reason: string };

export interface TokensDeps {
  pools: Pick<Pools, 'rest'>;
  credentials: Credentials;
  /** Asks the provider; a value when the consent is gone, thrown `ConnectorError` when it may be tried again. */
  renew(asked: RenewalAsked): Promise<Renewed>;
  clock: Clock;
  log: Log;
}

/** A connection's `ctx.token`, for as long as one session lasts. */
export type TokenOf = (refused?: string) => Promise<string>;
export interface Tokens {
  of(where: SealedRow): TokenOf;
}

interface Current {
  access: string;
  expiresAtMs: number | null;
  provider: OAuthProvider | null;
}

const RENEWAL_LIMIT_MS = 8_000;
/** Who waits for another process's renewal waits for its whole request and its commit. */
const LOCK_LIMIT_MS = 15_000;
const MINUTE_MS = 60_000;
/** Instagram's tokens live 60 days and are renewed while they live, or never; the others are renewed as they end. */
const EARLY_MS: Partial<Record<OAuthProvider, number>> = { instagram: 30 * 24 * 60 * MINUTE_MS };

/**
 * Hands out access tokens and renews them: one request for all who ask at the same time, in this process by the promise
 * they share, over processes by the lock on the connection's row. A new token is sealed and committed before it is used.
 */
export function createTokens(deps: TokensDeps): Tokens {
  const asking = new Map<string, Promise<Current>>();

  const isFresh = (current: Current, refused: string | undefined): boolean => {
    const early = current.provider === null ? 0 : (EARLY_MS[current.provider] ?? MINUTE_MS);
    return (
      current.access !== refused && (current.expiresAtMs === null || deps.clock.now() < current.expiresAtMs - early)
    );
  };

  function together(where: SealedRow, refused: string | undefined): Promise<Current> {
    const key = JSON.stringify([where.workspaceId, where.connectionId, refused ?? null]);
    const shared = asking.get(key) ?? look(where, refused).finally(() => asking.delete(key));
    asking.set(key, shared);
    return shared;
  }

  async function look(where: SealedRow, refused: string | undefined): Promise<Current> {
    const row = await accountRow(deps.pools.rest, where);
    if (row === null) throw gone('This connection was removed.');
    const current = currentOf(row);
    if (row.account === null) return typed(row, current, refused);
    if (row.tokenState === 'refused') throw signInAgain(row);
    if (isFresh(current, refused)) return current;
    return renewed(where, refused);
  }

  /** A token a person typed cannot be renewed: when it was refused that is said, and shown before the next show. */
  async function typed(row: AccountRow, current: Current, refused: string | undefined): Promise<Current> {
    if (refused === undefined || refused !== current.access) return current;
    if (row.tokenState !== 'refused') await tokenRefused(deps.pools.rest, row);
    throw gone(
      `The platform refused the access token of ${row.name}. Enter a new one on Connections, or sign in there.`,
    );
  }

  async function renewed(where: SealedRow, refused: string | undefined): Promise<Current> {
    // Thrown only after the commit: that the consent is gone must be kept.
    const outcome = await transaction(deps.pools.rest, (tx) => renewLocked(tx, where, refused), { retries: 1 });
    if (outcome instanceof ConnectorError) throw outcome;
    return outcome;
  }

  async function renewLocked(tx: Tx, where: SealedRow, refused: string | undefined): Promise<Current | ConnectorError> {
    await allowWaiting(tx, LOCK_LIMIT_MS);
    const row = await lockAccount(tx, where);
    if (row === null) return gone('This connection was removed.');
    if (row.account === null || row.tokenState === 'refused') return signInAgain(row);
    const current = currentOf(row);
    // Somebody else renewed it while we waited for the lock.
    if (isFresh(current, refused)) return current;
    return ask(tx, row, current, refused);
  }

  async function ask(
    tx: Tx,
    row: AccountRow,
    current: Current,
    refused: string | undefined,
  ): Promise<Current | ConnectorError> {
    const secrets = deps.credentials.secrets(row, row.sealed);
    const tokens = tokensIn(secrets);
    if (tokens === null || row.account === null) return signInAgain(row);
    const { provider, id: accountId } = row.account;
    const settings = { ...row.settings, ...secrets };
    const signal = AbortSignal.timeout(RENEWAL_LIMIT_MS);
    const answer = await deps.renew({ provider, accountId, settings, tokens, signal }).catch((error: unknown) => {
      // Not yet ended: it serves until the provider answers again.
      if (current.access !== refused && (current.expiresAtMs ?? Infinity) > deps.clock.now()) return null;
      throw error;
    });
    const of = { connection: row.connectionId, provider };
    if (answer === null) {
      deps.log.warn(of, 'token-not-renewed-yet');
      return current;
    }
    if (!answer.ok) {
      await tokenRefused(tx, row);
      deps.log.warn({ ...of, reason: answer.reason }, 'token-refused');
      return signInAgain(row);
    }
    const nowMs = deps.clock.now();
    // An end that was only supposed has passed, and the sign-in goes on: it has none.
    const outlived = (row.consentEndsAtMs ?? Infinity) <= nowMs;
    const consentEndsInMs = answer.consentEndsInMs ?? (outlived ? null : undefined);
    const inTime = (ms: number | null): number | null => (ms === null ? null : nowMs + ms);
    const expiresAtMs = inTime(answer.expiresInMs);
    await writeTokens(tx, row, {
      sealed: deps.credentials.seal(row, withTokens(secrets, answer.tokens)),
      expiresAtMs,
      ...(consentEndsInMs === undefined ? {} : { consentEndsAtMs: inTime(consentEndsInMs) }),
    });
    deps.log.info(of, 'token-renewed');
    return { access: answer.tokens.access, expiresAtMs, provider };
  }

  function currentOf(row: AccountRow): Current {
    const secrets = deps.credentials.secrets(row, row.sealed);
    if (row.account === null) {
      const access = secrets['accessToken'] ?? row.settings['accessToken'] ?? '';
      return { access, expiresAtMs: null, provider: null };
    }
    const access = tokensIn(secrets)?.access ?? '';
    return { access, expiresAtMs: row.tokenExpiresAtMs, provider: row.account.provider };
  }

  return {
    of(where) {
      let held: Current | null = null;
      return async (refused) => {
        if (held === null || !isFresh(held, refused)) held = await together(where, refused);
        return held.access;
      };
    },
  };
}

const gone = (sentence: string): ConnectorError => new ConnectorError('unauthorized', sentence, { final: true });

const signInAgain = (row: AccountRow): ConnectorError =>
  gone(`The platform no longer accepts the sign-in of ${row.name}. Sign in again on Connections.`);
