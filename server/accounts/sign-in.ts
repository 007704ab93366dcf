import { createHash, randomBytes } from 'node:crypto';
import { ConnectorError, type Manifest } from '../../connectors/platforms/contract.ts';
import type { Clock } from '../clock.ts';
import { SealBroken, withTokens, type Credentials } from '../connections/credentials.ts';
import { accountRow, saveSignedIn, sealedOf, type Account } from '../connections/store-account.ts';
import type { Pools } from '../db/pools.ts';
import { transaction } from '../db/transaction.ts';
import type { Log } from '../log.ts';
import { newId } from '../workspaces/new-id.ts';
import { isProvider, providers } from './providers.ts';
import {
  accountSettings,
  consentEnd,
  parted,
  providerOf,
  scopesFor,
  whereOf,
  type Begun,
  type CallbackQuery,
  type Choice,
  type Finished,
  type Kept,
  type Person,
  type Plan,
} from './plan.ts';
import { asSettings, clientOf, SignInRefused, type AccountChoice, type Client, type Door } from './provider.ts';
import {
  addAttempt,
  dropAttempt,
  dropOldAttempts,
  findAttempt,
  keepChoices,
  useAttempt,
  usedAttempt,
  type AttemptOf,
} from './store.ts';

export interface AccountsDeps {
  pools: Pick<Pools, 'rest'>;
  credentials: Credentials;
  load(platform: string): Promise<{ manifest: Manifest }>;
  door: Omit<Door, 'signal'>;
  /** Without a slash at its end: providers send people back below it, exactly. */
  publicUrl: string;
  clock: Clock;
  log: Log;
}

/** Signing in at platforms, from the first click to a sealed connection. */
export interface Accounts {
  begin(person: Person, plan: Plan): Promise<Begun>;
  /** The browser came back; `person` is who its cookie says, null where there is none. */
  finish(person: Person | null, provider: string, query: CallbackQuery, cameTo: string): Promise<Finished>;
  choices(person: Person, choice: string): Promise<{ platform: string; accounts: Choice[] } | null>;
  choose(person: Person, choice: string, accountId: string): Promise<Finished>;
  redirectOf(provider: string): string;
}
const EXCHANGE_LIMIT_MS = 15_000;
const NOT_HERE =
  'This sign-in did not begin here, was used already, or took longer than ten minutes. Begin again on Connections.';

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const random = (): string => randomBytes(32).toString('base64url');

export function createAccounts(deps: AccountsDeps): Accounts {
  const { pools, credentials } = deps;
  const redirectOf = (provider: string): string => `${deps.publicUrl}/oauth/${provider}/callback`;
  const attemptOf = (person: Person, stateHash: string): AttemptOf => ({
    stateHash,
    workspaceId: person.scope.workspaceId,
    sessionHash: hashOf(person.sessionId),
  });
  // Bound to the attempt: what is sealed for one state opens for no other.
  const rowOf = (of: { workspaceId: string; stateHash: string }) => ({
    workspaceId: of.workspaceId,
    connectionId: `attempt:${of.stateHash}`,
  });
  const sealKept = (of: AttemptOf, kept: Kept) => credentials.seal(rowOf(of), { kept: JSON.stringify(kept) });
  const openKept = (of: { workspaceId: string; stateHash: string }, sealed: Parameters<Credentials['secrets']>[1]) =>
    JSON.parse(credentials.secrets(rowOf(of), sealed)['kept'] ?? '{}') as Kept;

  async function begin(person: Person, given: Plan): Promise<Begun> {
    const { manifest } = await deps.load(given.platform);
    if (manifest.oauth === undefined)
      return { ok: false, field: null, reason: `${manifest.name} has no sign-in: type what it needs.` };
    const provider = providers[providerOf(manifest, given.settings)];
    const plan = { ...given, client: await clientFor(person, given) };
    if (plan.client.id === '' || plan.client.secret === '')
      return {
        ok: false,
        field: plan.client.id === '' ? 'app.id' : 'app.secret',
        reason: `Signing in with ${provider.name} needs the id and the secret of an app of your own; the page about ${manifest.name} says how to make one.`,
      };
    const state = random();
    const verifier = provider.pkce ? random() : null;
    const scopes = scopesFor(manifest, provider.id).map((scope) => scope.name);
    const of = attemptOf(person, hashOf(state));
    await dropOldAttempts(pools.rest);
    await addAttempt(pools.rest, {
      ...of,
      memberId: person.scope.memberId ?? '',
      provider: provider.id,
      connectionId: plan.connectionId,
      sealed: sealKept(of, { plan, verifier, scopes }),
    });
    const challenge = verifier === null ? null : createHash('sha256').update(verifier).digest('base64url');
    const { client, platform } = plan;
    const redirect = redirectOf(provider.id);
    const url = provider.authorizeUrl({ client, redirect, state, scopes, challenge, platform }, deps.door.addresses);
    return { ok: true, url: url.href };
  }

  /** As typed; else what this connection has; else the secret that another connection of the same app was given. */
  async function clientFor(person: Person, plan: Plan): Promise<Client> {
    const { workspaceId } = person.scope;
    const own =
      plan.connectionId === null
        ? null
        : await accountRow(pools.rest, { workspaceId, connectionId: plan.connectionId });
    const had = own === null ? { id: '', secret: '' } : clientOf({ ...own.settings, ...opened(own) });
    const id = plan.client.id || had.id;
    const secret = plan.client.secret || (id === had.id ? had.secret : '');
    if (secret !== '' || id === '') return { id, secret };
    for (const other of await sealedOf(pools.rest, workspaceId, plan.platform)) {
      const theirs = clientOf({ ...other.settings, ...opened(other) });
      if (theirs.id === id && theirs.secret !== '') return theirs;
    }
    return { id, secret };
  }

  const opened = (row: Parameters<Credentials['secrets']>[0] & { sealed: Parameters<Credentials['secrets']>[1] }) => {
    try {
      return credentials.secrets(row, row.sealed);
    } catch (error) {
      // Sealed with another HAWKER_SECRET: it is typed anew.
      if (error instanceof SealBroken) return {};
      throw error;
    }
  };

  async function finish(
    person: Person | null,
    providerId: string,
    query: CallbackQuery,
    cameTo: string,
  ): Promise<Finished> {
    if (!isProvider(providerId) || !query.state) return { ok: false, reason: NOT_HERE };
    const stateHash = hashOf(query.state);
    if (person === null) return elsewhere(stateHash, cameTo);
    const of = attemptOf(person, stateHash);
    const sealed = await useAttempt(pools.rest, { ...of, provider: providerId });
    if (sealed === null) return { ok: false, reason: NOT_HERE };
    const kept = openKept(of, sealed);
    const provider = providers[providerId];
    if (query.error !== undefined || !query.code) {
      await dropAttempt(pools.rest, of);
      return { ok: false, reason: saidNo(provider.name, query) };
    }
    const { client, platform } = kept.plan;
    const asked = { client, redirect: redirectOf(providerId), code: query.code, verifier: kept.verifier, platform };
    const signal = AbortSignal.timeout(EXCHANGE_LIMIT_MS);
    try {
      const grant = await provider.exchange(asked, { ...deps.door, signal });
      return await settle(person, of, { ...kept, granted: grant.scopes ?? kept.scopes, accounts: grant.choices });
    } catch (error) {
      if (!(error instanceof SignInRefused || error instanceof ConnectorError)) throw error;
      deps.log.warn({ provider: providerId, reason: error.message }, 'sign-in-at-platform-refused');
      await dropAttempt(pools.rest, of);
      return { ok: false, reason: error.message };
    }
  }

  /** The browser came back by PUBLIC_URL and has its cookie at another address of this hub: it is sent there, once. */
  async function elsewhere(stateHash: string, cameTo: string): Promise<Finished> {
    const found = await findAttempt(pools.rest, stateHash);
    if (found === null) return { ok: false, reason: NOT_HERE };
    const { origin } = openKept({ workspaceId: found.workspaceId, stateHash }, found.sealed).plan;
    return origin === cameTo
      ? { ok: false, reason: 'Sign in to Hawker first, then begin again on Connections.' }
      : { ok: 'elsewhere', origin };
  }

  /** One account: it is the one. Several: the connection's own if it is among them, else the person is asked. */
  async function settle(person: Person, of: AttemptOf, kept: Kept): Promise<Finished> {
    const accounts = kept.accounts ?? [];
    const before = await accountBefore(person, kept.plan.connectionId);
    const [first] = accounts;
    const same = before === null ? undefined : accounts.find((one) => one.id === before.id);
    if (same !== undefined) return save(person, of, kept, same);
    if (before !== null && before.id !== '' && first?.id !== '')
      return {
        ok: false,
        reason: `That is another account than ${before.name}, which this connection is of. Sign in as ${before.name}, or add a connection for the other one.`,
      };
    if (first === undefined) return { ok: false, reason: 'There is no account to connect.' };
    if (accounts.length === 1) return save(person, of, kept, first);
    await keepChoices(pools.rest, of, sealKept(of, kept));
    return { ok: 'choose', choice: of.stateHash };
  }

  async function accountBefore({ scope }: Person, connectionId: string | null): Promise<Account | null> {
    if (connectionId === null) return null;
    return (await accountRow(pools.rest, { workspaceId: scope.workspaceId, connectionId }))?.account ?? null;
  }

  async function save({ scope }: Person, of: AttemptOf, kept: Kept, chosen: AccountChoice): Promise<Finished> {
    const { plan } = kept;
    const { manifest } = await deps.load(plan.platform);
    const connectionId = plan.connectionId ?? newId('c');
    const row = { workspaceId: scope.workspaceId, connectionId };
    const before = plan.connectionId === null ? null : await accountRow(pools.rest, row);
    if (plan.connectionId !== null && before === null) return { ok: false, reason: 'This connection was removed.' };
    const settings = {
      ...before?.settings,
      ...(before === null ? {} : opened(before)),
      ...plan.settings,
      ...asSettings(plan.client, manifest.settings.properties),
      ...accountSettings(manifest, chosen),
    };
    const { plain, secret } = parted(manifest, settings);
    const nowMs = deps.clock.now();
    const scopes = kept.granted ?? [];
    const provider = providerOf(manifest, settings);
    const asked = scopesFor(manifest, provider);
    await transaction(pools.rest, (tx) =>
      saveSignedIn(tx, scope, {
        ...row,
        platform: plan.platform,
        name: plan.name || chosen.name,
        broadcast: plan.broadcast || whereOf(plan.platform, chosen),
        settings: plain,
        sealed: credentials.seal(row, withTokens(secret, chosen.tokens)),
        account: {
          ...{ id: chosen.id, name: chosen.name, provider, scopes },
          withheld: asked.filter((one) => !scopes.includes(one.name)).map((one) => one.name),
        },
        tokenExpiresAtMs: chosen.expiresInMs === null ? null : nowMs + chosen.expiresInMs,
        consentEndsAtMs: consentEnd(provider, plan, chosen, nowMs),
      }),
    );
    await dropAttempt(pools.rest, of);
    return { ok: true, connectionId };
  }

  return {
    begin,
    finish,
    redirectOf,
    async choices(person, choice) {
      const of = attemptOf(person, choice);
      const sealed = await usedAttempt(pools.rest, of);
      if (sealed === null) return null;
      const { plan, accounts = [] } = openKept(of, sealed);
      return { platform: plan.platform, accounts: accounts.map(({ id, name, detail }) => ({ id, name, detail })) };
    },
    async choose(person, choice, accountId) {
      const of = attemptOf(person, choice);
      const sealed = await usedAttempt(pools.rest, of);
      if (sealed === null) return { ok: false, reason: NOT_HERE };
      const kept = openKept(of, sealed);
      const chosen = kept.accounts?.find((one) => one.id === accountId);
      return chosen === undefined
        ? { ok: false, reason: 'There is no such account among those you may connect.' }
        : save(person, of, kept, chosen);
    },
  };
}

function saidNo(name: string, { error, error_description: more }: CallbackQuery): string {
  if (error === 'access_denied') return `You did not allow it on ${name}'s page, so nothing was connected.`;
  const said = [error, more].filter(Boolean).join(': ').slice(0, 200);
  return said === '' ? `${name} sent nobody back. Begin again on Connections.` : `${name} refused: ${said}`;
}
