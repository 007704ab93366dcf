import type { IncomingHttpHeaders } from 'node:http';
import type pg from 'pg';
import type { Log } from '../log.ts';
import { ADDRESS_HEADER, createAuth } from './auth.ts';
import { ensureFirstWorkspace } from './first-owner.ts';
import type { Scope } from './scope.ts';
import { hasPassword, membershipsOf, type Membership, type Workspace } from './store.ts';

/** Somebody signed in: which session, who, and where they stand now. */
export interface SignedIn {
  sessionId: string;
  user: { id: string; name: string; email: string };
  scope: Scope;
  workspace: Workspace;
  memberships: Membership[];
  /** Of a seat at one show: when it ends. */
  untilMs?: number;
}
export interface Caller {
  headers: IncomingHttpHeaders;
  address: string;
}
/** The cookies to set; `refused`: nothing was done, and why. */
export type Entry = { ok: true; cookies: string[] } | { ok: false; reason: 'used-or-old' | 'wrong' };
export type PasswordSet = { ok: true } | { ok: false; reason: 'wrong' | 'taken' };

export interface SignIn {
  /** Makes the first workspace and its owner when there is none. */
  first(): Promise<Workspace>;
  /** The address to print at a start; null once the owner has a password. Good once, for 30 minutes. */
  ownerLink(publicUrl: string): Promise<string | null>;
  byLink(token: string, caller: Caller): Promise<Entry>;
  byPassword(email: string, password: string, caller: Caller): Promise<Entry>;
  /** null: nobody, or somebody without a workspace. */
  who(caller: Caller): Promise<SignedIn | null>;
  hasPassword(userId: string): Promise<boolean>;
  setPassword(
    who: SignedIn,
    next: { email: string; name?: string | undefined; password: string; currentPassword?: string | undefined },
    caller: Caller,
  ): Promise<PasswordSet>;
  choose(who: SignedIn, workspaceId: string): Promise<boolean>;
  out(caller: Caller): Promise<string[]>;
  close(): Promise<void>;
}

export interface SignInDeps {
  databaseUrl: string;
  /** Reads of members and workspaces. */
  pool: pg.Pool;
  secret: string;
  publicUrl: string;
  log: Log;
  /** Open sockets of this session must close. */
  onSessionEnd(sessionId: string): void;
}

export function createSignIn(deps: SignInDeps): SignIn {
  const firstWorkspaceOf = async (userId: string) => (await membershipsOf(deps.pool, userId))[0]?.workspace.id ?? null;
  const { auth, pool: authPool, linkToken } = createAuth({ ...deps, firstWorkspaceOf });
  const oneHash = oneAtATime();

  async function ownerLink(publicUrl: string): Promise<string | null> {
    const { owner } = await ensureFirstWorkspace(deps.pool, auth);
    if (owner.hasPassword) return null;
    return `${publicUrl}/sign-in?token=${await linkToken(owner.email)}`;
  }

  async function byLink(token: string, caller: Caller): Promise<Entry> {
    const headers = headersOf(caller, false);
    const answer = await auth.api.magicLinkVerify({ query: { token }, headers, asResponse: true });
    // A wrong, used or old token is a redirect to an error page of the library's.
    return answer.status === 200
      ? { ok: true, cookies: answer.headers.getSetCookie() }
      : { ok: false, reason: 'used-or-old' };
  }

  async function byPassword(email: string, password: string, caller: Caller): Promise<Entry> {
    const headers = headersOf(caller, false);
    const answer = await oneHash(() => auth.api.signInEmail({ body: { email, password }, headers, asResponse: true }));
    return answer.status === 200
      ? { ok: true, cookies: answer.headers.getSetCookie() }
      : { ok: false, reason: 'wrong' };
  }

  async function who(caller: Caller): Promise<SignedIn | null> {
    if (caller.headers.cookie === undefined) return null;
    const found = await auth.api.getSession({ headers: headersOf(caller, true) });
    if (found === null) return null;
    const memberships = await membershipsOf(deps.pool, found.user.id);
    const here = memberships.find((one) => one.workspace.id === found.session.activeOrganizationId) ?? memberships[0];
    if (here === undefined) return null;
    const { id, name, email } = found.user;
    const scope = { workspaceId: here.workspace.id, memberId: here.memberId, memberName: name, role: here.role };
    return { sessionId: found.session.id, user: { id, name, email }, scope, workspace: here.workspace, memberships };
  }

  const setPassword: SignIn['setPassword'] = async (signedIn, next, caller) => {
    const { internalAdapter } = await auth.$context;
    const email = next.email.toLowerCase();
    const holder = await internalAdapter.findUserByEmail(email);
    if (holder !== null && holder.user.id !== signedIn.user.id) return { ok: false, reason: 'taken' };
    const headers = headersOf(caller, true);
    const { password: newPassword, currentPassword = '' } = next;
    const had = await hasPassword(deps.pool, signedIn.user.id);
    const answer = await oneHash(async () =>
      had
        ? auth.api.changePassword({
            body: { newPassword, currentPassword, revokeOtherSessions: false },
            headers,
            asResponse: true,
          })
        : auth.api.setPassword({ body: { newPassword }, headers, asResponse: true }),
    );
    if (answer.status !== 200) return { ok: false, reason: 'wrong' };
    await internalAdapter.updateUser(signedIn.user.id, {
      email,
      ...(next.name === undefined ? {} : { name: next.name }),
    });
    await endOtherSessions(signedIn);
    return { ok: true };
  };

  /** After a new password nobody stays in by an old sign-in. One by one, so that each end is told. */
  async function endOtherSessions(signedIn: SignedIn): Promise<void> {
    const { internalAdapter } = await auth.$context;
    for (const session of await internalAdapter.listSessions(signedIn.user.id)) {
      if (session.id !== signedIn.sessionId) await internalAdapter.deleteSession(session.token);
    }
  }

  async function choose(signedIn: SignedIn, workspaceId: string): Promise<boolean> {
    if (!signedIn.memberships.some((one) => one.workspace.id === workspaceId)) return false;
    const { adapter } = await auth.$context;
    const where = [{ field: 'id', value: signedIn.sessionId }];
    await adapter.update({ model: 'session', where, update: { activeOrganizationId: workspaceId } });
    return true;
  }

  async function out(caller: Caller): Promise<string[]> {
    const answer = await auth.api.signOut({ headers: headersOf(caller, true), asResponse: true });
    return answer.headers.getSetCookie();
  }

  return {
    first: async () => (await ensureFirstWorkspace(deps.pool, auth)).workspace,
    ownerLink,
    byLink,
    byPassword,
    who,
    hasPassword: (userId) => hasPassword(deps.pool, userId),
    setPassword,
    choose,
    out,
    close: () => authPool.end(),
  };
}

/** Only what the library needs of a request. The caller's address is ours to say, whatever they claim. */
function headersOf(caller: Caller, withCookie: boolean): Headers {
  const headers = new Headers({ [ADDRESS_HEADER]: caller.address });
  const { cookie, 'user-agent': agent } = caller.headers;
  if (withCookie && cookie !== undefined) headers.set('cookie', cookie);
  if (agent !== undefined) headers.set('user-agent', agent.slice(0, 300));
  return headers;
}

/** Password hashes take a core each: one at a time, so that a flood of sign-ins cannot hold a show up. */
function oneAtATime() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
}
