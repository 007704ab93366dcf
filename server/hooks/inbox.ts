import type { HookAnswer, HookPart, HookRequest } from '../../connectors/platforms/contract.ts';
import type { Clock } from '../clock.ts';
import type { Pools } from '../db/pools.ts';
import { isTransient } from '../db/transaction.ts';
import type { Log } from '../log.ts';
import type { HookAccount, HookAccounts } from './accounts.ts';
import type { Bell } from './bell.ts';
import { storable } from './storable.ts';
import { createQueues } from './queues.ts';
import { keepParts, keyOf, type KeptPart } from './store.ts';

export interface InboxDeps {
  pools: Pick<Pools, 'hot'>;
  accounts: HookAccounts;
  bell: Bell;
  clock: Pick<Clock, 'now'>;
  log: Pick<Log, 'info' | 'warn'>;
  /** Requests reach this connection: what it is known to be able to do says so. */
  arrived?(workspaceId: string, connectionId: string): void;
}

export const META = ['facebook', 'instagram'] as const;
export const OPEN = ['webhook'] as const;

/** So much may wait for one connection; then we are behind and say so. Meta sends again for a day and a half. */
export const MOST_WAITING = { open: 10_000, meta: 50_000 };
export const COME_BACK_SECONDS = 5;

export type Refusal = { ok: false; status: 400 | 401 | 403 | 413 | 429; reason: string };
export type MetaAnswer = { ok: true; text: string } | Refusal;

/** Of one line of an open request, by its number among the lines that are not blank. */
export interface LineAnswer {
  line: number;
  id: string | null;
  result: 'accepted' | 'duplicate' | 'refused';
  reason?: string;
}
export type OpenAnswer = { ok: true; lines: LineAnswer[] } | Refusal;

export interface InboxCounts {
  kept: number;
  duplicates: number;
  /** Parts of accounts that no connection has. */
  unknown: number;
  /** Requests whose signature fits nothing. */
  refused: number;
}

/** Takes requests: proves them, keeps their parts, and only then answers that they were taken. */
export interface Inbox {
  meta(request: HookRequest): Promise<MetaAnswer>;
  open(connectionId: string, request: HookRequest): Promise<OpenAnswer>;
  counts(): Readonly<InboxCounts>;
}

/** A connection whose broadcast is called so takes every stream of its source. */
const ANY_STREAM = '*';

const behind: Refusal = { ok: false, status: 429, reason: 'The hub is behind: send this again later.' };
const MOST_STRANGERS = 1_000;

export function createInbox(deps: InboxDeps): Inbox {
  const counts: InboxCounts = { kept: 0, duplicates: 0, unknown: 0, refused: 0 };
  const strangers = new Set<string>();
  const queues = createQueues(deps);

  /** Once an account: a Page that was taken out of the hub goes on being told about for ever. */
  function unknown(account: string): void {
    counts.unknown++;
    if (strangers.has(account) || strangers.size >= MOST_STRANGERS) return;
    strangers.add(account);
    deps.log.warn({ account }, 'hook-account-unknown');
  }

  /** `full`: nothing was kept for these, so much waits there. */
  async function keep(parts: readonly KeptPart[], most: number): Promise<{ fresh: Set<string>; full: boolean }> {
    const full = await queues.full(parts, most);
    const taken = parts.filter((part) => !full.has(part.connectionId));
    if (full.size > 0) deps.log.warn({ connections: [...full] }, 'hook-parts-refused-behind');
    if (taken.length === 0) return { fresh: new Set(), full: full.size > 0 };
    const fresh = await keptOnce(deps, taken);
    counts.kept += fresh.size;
    counts.duplicates += taken.length - fresh.size;
    // Also for what had been there: its first ring may have died with its process.
    const rung = new Map(taken.map((part) => [part.connectionId, part.workspaceId]));
    deps.bell.ring(rung.keys());
    for (const [connectionId, workspaceId] of rung) deps.arrived?.(workspaceId, connectionId);
    return { fresh, full: full.size > 0 };
  }

  async function meta(request: HookRequest): Promise<MetaAnswer> {
    let answer = proveMeta(await deps.accounts.of(META), request);
    if (answer.refusal !== null) answer = proveMeta(await deps.accounts.of(META, true), request);
    if (answer.refusal !== null) {
      counts.refused++;
      return answer.refusal;
    }
    if (answer.challenge !== null) return { ok: true, text: answer.challenge };
    for (const account of answer.strangers) unknown(account);
    const { full } = await keep(answer.parts, MOST_WAITING.meta);
    return full ? behind : { ok: true, text: 'EVENT_RECEIVED' };
  }

  async function open(connectionId: string, request: HookRequest): Promise<OpenAnswer> {
    const prove = async (fresh: boolean) =>
      proveOpen(
        (await deps.accounts.of(OPEN, fresh)).find((one) => one.connectionId === connectionId),
        request,
      );
    let proven = await prove(false);
    if (!proven.answer.ok) proven = await prove(true);
    const { answer, account } = proven;
    if (!answer.ok || account === null || !('parts' in answer)) {
      counts.refused++;
      return answer.ok ? { ok: false, status: 400, reason: 'Events are posted.' } : answer;
    }
    const fits = ({ account: stream }: HookPart): boolean =>
      stream === '' || account.accounts.includes(stream) || account.accounts.includes(ANY_STREAM);
    const kept = await keep(
      answer.parts.filter(fits).map((part) => keptPart(account, part)),
      MOST_WAITING.open,
    );
    if (kept.full) return behind;
    return { ok: true, lines: answersOf(answer, fits, account, kept.fresh) };
  }

  return { meta, open, counts: () => counts };
}

/** A deadlock or a broken line: the keys make a second try do nothing twice. */
async function keptOnce({ pools }: InboxDeps, parts: readonly KeptPart[]): Promise<Set<string>> {
  try {
    return await keepParts(pools.hot, parts);
  } catch (error) {
    if (!isTransient(error)) throw error;
    return keepParts(pools.hot, parts);
  }
}

const keptPart = ({ workspaceId, connectionId }: HookAccount, part: HookPart): KeptPart => ({
  ...{ workspaceId, connectionId, receivedMs: part.receivedMs },
  account: part.account,
  partId: part.id.toWellFormed().replaceAll('\0', '\ufffd'),
  json: storable(part.body),
});

interface ProvenMeta {
  parts: KeptPart[];
  strangers: string[];
  challenge: string | null;
  refusal: Refusal | null;
}

/**
 * The app is the one whose secret fits. What an app tells of an account is kept for the connections that have both this
 * account and this app: who owns an app of their own cannot tell anything about another's Page.
 */
function proveMeta(accounts: readonly HookAccount[], request: HookRequest): ProvenMeta {
  const none: ProvenMeta = { parts: [], strangers: [], challenge: null, refusal: null };
  const parts = new Map<string, KeptPart>();
  const named = new Set<string>();
  const known = new Set<string>();
  let refusal: Refusal = { ok: false, status: request.method === 'GET' ? 403 : 401, reason: NOBODY };
  let isProven = false;
  for (const { key, among, answer } of answersOfApps(accounts, request)) {
    if (!answer.ok) refusal = answer.status === 401 ? refusal : answer;
    else if ('challenge' in answer) return { ...none, challenge: answer.challenge };
    else {
      isProven = true;
      for (const part of answer.parts) {
        named.add(part.account);
        for (const one of among) {
          if (!one.accounts.includes(part.account) || !one.secrets.includes(key)) continue;
          known.add(part.account);
          const kept = keptPart(one, part);
          parts.set(keyOf(kept), kept);
        }
      }
    }
  }
  if (!isProven) return { ...none, refusal };
  return { ...none, parts: [...parts.values()], strangers: [...named].filter((one) => !known.has(one)) };
}

const NOBODY = 'No app of this hub fits this request.';

/** Each way to read it once: connections of one app share its secret, and both of Meta's platforms their hook. */
function* answersOfApps(
  accounts: readonly HookAccount[],
  request: HookRequest,
): Generator<{ key: string; among: HookAccount[]; answer: HookAnswer }> {
  const asked = new Map<HookAccount['hook']['receive'], Set<string>>();
  for (const { hook, secrets, verifyToken } of accounts) {
    const done = asked.get(hook.receive) ?? new Set();
    asked.set(hook.receive, done);
    const keys = request.method === 'GET' ? (verifyToken === null ? [] : [verifyToken]) : secrets;
    for (const key of keys) {
      if (done.has(key)) continue;
      done.add(key);
      const among = accounts.filter((one) => one.hook.receive === hook.receive);
      const answer = request.method === 'GET' ? hook.receive(request, [], key) : hook.receive(request, [key], null);
      yield { key, among, answer };
    }
  }
}

/** Who does not know a secret is not told whether the connection exists. */
function proveOpen(
  account: HookAccount | undefined,
  request: HookRequest,
): { account: HookAccount | null; answer: HookAnswer } {
  if (account === undefined)
    return { account: null, answer: { ok: false, status: 401, reason: 'The signature does not fit the body.' } };
  return { account, answer: account.hook.receive(request, account.secrets, null) };
}

/** In the order of the lines: parts and refused lines together are all of them. */
function answersOf(
  { parts, refused = [] }: Extract<HookAnswer, { parts: HookPart[] }>,
  fits: (part: HookPart) => boolean,
  account: HookAccount,
  fresh: Set<string>,
): LineAnswer[] {
  const wrong = new Map(refused.map((one) => [one.line, one.reason]));
  const rest = [...parts];
  return Array.from({ length: parts.length + refused.length }, (_, index): LineAnswer => {
    const line = index + 1;
    const reason = wrong.get(line);
    const part = reason === undefined ? rest.shift() : undefined;
    if (part === undefined) return { line, id: null, result: 'refused', reason: reason ?? '' };
    const id = idOf(part.body);
    if (!fits(part))
      return {
        line,
        id,
        result: 'refused',
        reason: `streamId is not the stream of this connection, ${account.accounts.join()}.`,
      };
    // The same line twice in one request: the first was kept.
    const isFresh = fresh.delete(keyOf(keptPart(account, part)));
    return { line, id, result: isFresh ? 'accepted' : 'duplicate' };
  });
}

function idOf(body: unknown): string | null {
  const id = typeof body === 'object' && body !== null && 'id' in body ? body.id : null;
  return typeof id === 'string' ? id : null;
}
