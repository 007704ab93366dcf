import { randomBytes } from 'node:crypto';
import type { Log } from '../log.ts';
import type { HookAccount, HookAccounts } from './accounts.ts';
import { META } from './inbox.ts';

/** Reads Meta's `signed_request`; `secretIndex` is the place of the secret that signed it. */
export type ReadSignedRequest = (
  text: string | undefined,
  secrets: readonly string[],
) => { ok: true; userId: string; secretIndex: number } | { ok: false; reason: string };

export interface CallbackDeps {
  accounts: HookAccounts;
  readSignedRequest: ReadSignedRequest;
  forget: Forget;
  /** Marks the tokens of these connections as refused. */
  refuseTokens(connections: readonly { workspaceId: string; connectionId: string }[]): Promise<void>;
  log: Pick<Log, 'info' | 'warn'>;
}

/** Empties what is known of a person, soon and for certain. */
export interface Forget {
  /** Written down when it resolves; emptied shortly after. */
  order(code: string, authorKey: string, places: readonly { workspaceId: string; platform: string }[]): Promise<void>;
  /** null: no such code. */
  state(code: string): Promise<{ requestedMs: number; doneMs: number | null } | null>;
}

export type DeletionAnswer = { ok: true; code: string } | { ok: false; reason: string };
export type DeauthorizeAnswer = { ok: true; connections: number } | { ok: false; reason: string };

/** What Meta asks of every app: to forget a person, and to be told that somebody took the app away. */
export interface Callbacks {
  forgetPerson(signedRequest: string | undefined): Promise<DeletionAnswer>;
  deauthorize(signedRequest: string | undefined): Promise<DeauthorizeAnswer>;
  deletionState: Forget['state'];
}

export function createCallbacks(deps: CallbackDeps): Callbacks {
  return {
    async forgetPerson(signedRequest) {
      const asked = await proven(deps, signedRequest);
      if (!asked.ok) return asked;
      const code = randomBytes(16).toString('hex');
      await deps.forget.order(code, asked.userId, asked.ofApp);
      deps.log.info({ code, places: asked.ofApp.length }, 'data-deletion-ordered');
      return { ok: true, code };
    },
    async deauthorize(signedRequest) {
      const asked = await proven(deps, signedRequest);
      if (!asked.ok) return asked;
      const theirs = asked.ofApp.filter((one) => one.signedInId === asked.userId);
      await deps.refuseTokens(theirs);
      deps.log.warn({ connections: theirs.map((one) => one.connectionId) }, 'app-taken-away');
      return { ok: true, connections: theirs.length };
    },
    deletionState: deps.forget.state,
  };
}

type Proven = { ok: true; userId: string; ofApp: readonly HookAccount[] } | { ok: false; reason: string };

/** Rare, and about people and consent: what is known is read anew each time. */
async function proven(deps: CallbackDeps, signedRequest: string | undefined): Promise<Proven> {
  const accounts = await deps.accounts.of(META, true);
  const secrets = [...new Set(accounts.flatMap((one) => one.secrets))];
  const read = deps.readSignedRequest(signedRequest, secrets);
  if (!read.ok) return read;
  const secret = secrets[read.secretIndex] ?? '';
  return { ok: true, userId: read.userId, ofApp: accounts.filter((one) => one.secrets.includes(secret)) };
}
