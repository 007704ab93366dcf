import { createHash, randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { Tx } from '../db/transaction.ts';
import { newId } from '../workspaces/new-id.ts';
import type { Scope } from '../workspaces/scope.ts';
import { settingsOf } from './settings.ts';
import { addOverlay, findByToken, turnToken } from './store.ts';

/** Half of it never leaves the address bar of OBS: only the hash is kept, and the last letters to tell addresses apart. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
const TOKEN_BYTES = 24;
const END = 4;

const newToken = (): { token: string; hash: string; end: string } => {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  return { token, hash: hashOf(token), end: token.slice(-END) };
};

/** A new overlay; its token is told once. */
export async function makeOverlay(
  tx: Tx,
  scope: Scope,
  overlay: { name: string; showId: string | null; destinations: readonly string[]; settings: unknown },
): Promise<{ id: string; token: string }> {
  const id = newId('overlay');
  const { token, hash, end } = newToken();
  await addOverlay(tx, scope.workspaceId, {
    ...overlay,
    id,
    settings: settingsOf(overlay.settings),
    tokenHash: hash,
    tokenEnd: end,
    madeBy: scope.memberId,
  });
  return { id, token };
}

/** A new token for an overlay whose address was lost or seen: the old one ends. null: there is no such overlay. */
export async function renewToken(tx: Tx, scope: Scope, id: string): Promise<string | null> {
  const { token, hash, end } = newToken();
  return (await turnToken(tx, scope.workspaceId, id, { hash, end })) ? token : null;
}

/** Whose address it is; asked of everything that comes, whatever it looks like, so that a wrong guess takes as long as a right one. */
export async function overlayAt(
  pool: pg.Pool,
  token: string,
): Promise<{ id: string; workspaceId: string; language: string; tokenHash: string } | null> {
  const tokenHash = hashOf(token);
  const found = await findByToken(pool, tokenHash);
  return found === null ? null : { ...found, tokenHash };
}
