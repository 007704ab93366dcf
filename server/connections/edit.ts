import type { Pools } from '../db/pools.ts';
import { transaction } from '../db/transaction.ts';
import type { Scope } from '../workspaces/scope.ts';
import { note } from '../workspaces/store-audit.ts';
import { SealBroken, type Credentials } from './credentials.ts';
import { lockAccount, writeEdited, type AccountRow } from './store-account.ts';

/** What a person changed. Settings that are not named stay, secrets too. */
export interface Edit {
  name?: string | undefined;
  broadcast?: string | undefined;
  checkout?: 'own' | 'platform' | undefined;
  language?: string | undefined;
  /** Checked and parted by the platform's description. '' takes a plain setting away. */
  open: Readonly<Record<string, string>>;
  secret: Readonly<Record<string, string>>;
  /** Names of secrets to forget. */
  forget: readonly string[];
}

export interface EditDeps {
  pools: Pick<Pools, 'rest'>;
  credentials: Credentials;
}

/** Under the row's lock: a token that is renewed at this moment must not be sealed over. */
export function editConnection(
  { pools, credentials }: EditDeps,
  scope: Scope,
  connectionId: string,
  edit: Edit,
): Promise<'changed' | 'not-found'> {
  const row = { workspaceId: scope.workspaceId, connectionId };
  return transaction(pools.rest, async (tx) => {
    const before = await lockAccount(tx, row);
    if (before === null) return 'not-found';
    const secrets = without({ ...secretsOf(credentials, before), ...edit.secret }, edit.forget);
    await writeEdited(tx, row, {
      name: edit.name ?? before.name,
      broadcast: edit.broadcast ?? before.broadcast,
      settings: withoutEmpty({ ...before.settings, ...edit.open }),
      sealed: Object.keys(secrets).length === 0 ? null : credentials.seal(row, secrets),
      checkout: edit.checkout ?? null,
      language: edit.language ?? null,
      forgetRefusal: before.account === null && Object.keys(edit.secret).length > 0,
    });
    const changed = [...Object.keys(edit.open), ...Object.keys(edit.secret), ...edit.forget];
    await note(tx, scope, { action: 'connection:change', subject: connectionId, detail: { settings: changed } });
    return 'changed';
  });
}

/** Sealed with a HAWKER_SECRET that is gone: what is typed now starts anew. */
function secretsOf(credentials: Credentials, row: AccountRow): Record<string, string> {
  try {
    return credentials.secrets(row, row.sealed);
  } catch (error) {
    if (error instanceof SealBroken) return {};
    throw error;
  }
}

const without = (from: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name)));
const withoutEmpty = (from: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(from).filter(([, value]) => value !== ''));
