/**
 * The Graph API over `ctx.fetch`: base address and version, the token and its one renewal, time-outs, how much of the
 * allowance is used. No meaning. Facebook and Instagram differ only in what they ask.
 */
import { ConnectorError, type ConnectorContext } from '../contract.ts';
import { GraphRefusal, sortGraphError, sortStatus, struck, type GraphError } from './errors.ts';
import { exactJson } from './json.ts';
import { linked, rest } from './rest.ts';
import { slowedBy, usageAfter, waitMs, type Usage } from './usage.ts';

/** The version this code was written against. */
export const GRAPH_VERSION = 'v26.0';
const TIME_OUT_MS = 10_000;
const UNNAMED_LIMIT_MS = 60_000;

export interface GraphAddress {
  /** The setting that moves it, e.g. 'FACEBOOK_GRAPH_URL'. */
  setting: string;
  /** Where it really is, e.g. 'https://graph.facebook.com'. */
  real: string;
}

export type Params = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Asked {
  /** Whose allowance it counts on: 'pages' unless said otherwise; 'messenger', 'instagram'. */
  allowance?: string;
  /** The caller's own abort, beside the session's. */
  signal?: AbortSignal;
}

export interface Graph {
  /** `path` without version or leading slash; a full address from `paging.next` is taken too. */
  get<T>(path: string, params?: Params, asked?: Asked): Promise<T>;
  post<T>(path: string, body: object, asked?: Asked & { params?: Params }): Promise<T>;
  delete<T>(path: string, params?: Params, asked?: Asked): Promise<T>;
  /** How many times slower to read than planned, by what Meta's headers say. */
  slowedBy(allowance: string): number;
  /** Meta's clock, as well as its `Date` headers tell. */
  platformNow(): number;
  /** Never logged: for striking them out of sentences. */
  secrets(): string[];
}

interface Call extends Asked {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  params: Params;
  body?: object;
}

export function createGraph(ctx: ConnectorContext, address: GraphAddress): Graph {
  const base = baseOf(ctx, address);
  let token: Promise<string> | null = null;
  let current: string | null = null;
  let renewingOf: string | null = null;
  let usage: Usage = {};
  let clockSkewMs = 0;
  const seen = new Set<string>();
  const secrets = () => [...seen, ...secretSettings(ctx)];

  async function tokenNow(): Promise<string> {
    token ??= ctx.token();
    const asked = token;
    try {
      current = await asked;
    } catch (error) {
      if (token === asked) token = renewingOf = null;
      throw error;
    }
    if (current === '')
      throw new ConnectorError('unauthorized', 'There is no access token. Connect the account.', { final: true });
    seen.add(current);
    return current;
  }

  /** Null where the same one came back. Another call may have renewed it meanwhile: then that one is tried. */
  async function renewed(refused: string): Promise<string | null> {
    if (current !== refused) return tokenNow();
    if (renewingOf !== refused) {
      renewingOf = refused;
      token = ctx.token(refused);
    }
    const next = await tokenNow();
    return next === refused ? null : next;
  }

  async function call<T>(how: Call): Promise<T> {
    const allowance = how.allowance ?? 'pages';
    const stayAwayMs = waitMs(usage, allowance, how.method === 'GET' ? 'read' : 'write');
    if (stayAwayMs > 0) {
      // Once: after the wait nobody knows more than the next answer's headers.
      usage = {};
      throw new ConnectorError(
        'rate-limited',
        'Meta’s allowance is nearly used up: Hawker waits before it is blocked.',
        {
          retryAfterMs: stayAwayMs,
        },
      );
    }
    const used = await tokenNow();
    try {
      return await once<T>(how, used);
    } catch (error) {
      if (!(error instanceof GraphRefusal) || error.cure !== 'reconnect') throw error;
      const next = await renewed(used);
      if (next === null) throw error;
      return once<T>(how, next);
    }
  }

  async function once<T>(how: Call, withToken: string): Promise<T> {
    const changes = how.method !== 'GET';
    const { status, headers, bytes } = await sent(ctx, request(base, how, withToken), how.signal, changes, secrets);
    usage = usageAfter(usage, headers);
    const skewMs = skewOf(headers, ctx.now());
    if (skewMs !== null) clockSkewMs = skewMs;
    const body = exactJson(bytes);
    const error = errorOf(body);
    if (error !== null) throw refusal(error, status, headers, how.allowance ?? 'pages');
    if (status >= 400) throw refusal({}, status, headers, how.allowance ?? 'pages', changes);
    if (body === null) {
      if (changes)
        throw new ConnectorError('unknown-outcome', 'Meta answered what cannot be read; it may have happened.');
      throw new ConnectorError('protocol', 'Meta answered what is no JSON.');
    }
    return body as T;
  }

  function refusal(
    error: GraphError,
    status: number,
    headers: Headers,
    allowance: string,
    unsure = false,
  ): ConnectorError {
    const bare = Object.keys(error).length === 0;
    const meant = (bare ? sortStatus(status) : null) ?? sortGraphError(error, status);
    if (unsure && bare && meant.code === 'network') {
      return new ConnectorError('unknown-outcome', 'Meta failed in the middle; it may have happened.');
    }
    const detail = struck(error.error_user_msg || error.message || '', secrets()).slice(0, 300);
    const retryAfterMs = meant.code === 'rate-limited' ? limitMs(headers, usage, allowance) : afterOf(headers);
    return new GraphRefusal(meant, error, {
      ...(detail ? { detail } : {}),
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
    });
  }

  return {
    get: (path, params = {}, asked = {}) => call({ method: 'GET', path, params, ...asked }),
    post: (path, body, { params = {}, ...asked } = {}) => call({ method: 'POST', path, params, body, ...asked }),
    delete: (path, params = {}, asked = {}) => call({ method: 'DELETE', path, params, ...asked }),
    slowedBy: (allowance) => slowedBy(usage, allowance),
    platformNow: () => ctx.now() + clockSkewMs,
    secrets,
  };
}

/** The setting may be the bare host, a path on a test server, or end with a version of its own. */
export function baseOf(ctx: Pick<ConnectorContext, 'endpoints'>, { setting, real }: GraphAddress): string {
  const base = (ctx.endpoints[setting] || real).replace(/\/+$/, '');
  return /\/v\d+\.\d+$/.test(base) ? base : `${base}/${ctx.endpoints['META_API_VERSION'] || GRAPH_VERSION}`;
}

const secretSettings = ({ settings }: ConnectorContext): string[] =>
  ['accessToken', 'appSecret', 'appSecretNext', 'verifyToken'].flatMap((name) => settings[name] || []);

function request(base: string, { method, path, params, body }: Call, token: string): [URL, RequestInit] {
  // A page's `next` is Meta's own address: only its path and question are kept, so that a token never leaves for elsewhere.
  const url = /^https?:/.test(path) ? onBase(base, path) : new URL(`${base}/${path}`);
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined && value !== null) url.searchParams.set(name, String(value));
  }
  // Both documented ways at once: the Pages' pages name the parameter, the newer ones the header.
  url.searchParams.set('access_token', token);
  const headers: Record<string, string> = { accept: 'application/json', authorization: `Bearer ${token}` };
  if (body === undefined) return [url, { method, headers, redirect: 'error' }];
  headers['content-type'] = 'application/json';
  return [url, { method, headers, body: JSON.stringify(body), redirect: 'error' }];
}

function onBase(base: string, address: string): URL {
  const from = new URL(address);
  const path = from.pathname.replace(/^.*?\/v\d+\.\d+\//, '').replace(/^\/+/, '');
  const url = new URL(`${base}/${path}`);
  url.search = from.search;
  return url;
}

interface Answer {
  status: number;
  headers: Headers;
  bytes: Uint8Array;
}

/** One request, ended when it takes too long by the context's clock. The vendor's error is not kept: it names the address. */
async function sent(
  ctx: ConnectorContext,
  [url, init]: [URL, RequestInit],
  own: AbortSignal | undefined,
  changes: boolean,
  secrets: () => string[],
): Promise<Answer> {
  const { signal, abort, unlink } = linked(ctx.signal, ...(own ? [own] : []));
  const done = new AbortController();
  let late = false;
  void rest(ctx, TIME_OUT_MS, done.signal).then(() => {
    if (done.signal.aborted) return;
    late = true;
    abort();
  });
  try {
    const response = await ctx.fetch(url, { ...init, signal });
    return { status: response.status, headers: response.headers, bytes: new Uint8Array(await response.arrayBuffer()) };
  } catch (error) {
    throw unanswered(error, late, changes, secrets());
  } finally {
    unlink();
    done.abort();
  }
}

const NEVER_LEFT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

function unanswered(error: unknown, late: boolean, changes: boolean, secrets: readonly string[]): ConnectorError {
  const { code, message } = (error as { cause?: { code?: string; message?: string } } | null)?.cause ?? {};
  if (changes && !NEVER_LEFT.has(code ?? ''))
    return new ConnectorError('unknown-outcome', 'The line broke before Meta answered; it may have happened.');
  if (late) return new ConnectorError('stalled', `Meta did not answer within ${TIME_OUT_MS / 1000} seconds.`);
  const why = struck(code ?? message ?? '', secrets);
  return new ConnectorError('network', why ? `The line to Meta broke. (${why})` : 'The line to Meta broke.');
}

function errorOf(body: unknown): GraphError | null {
  if (typeof body !== 'object' || body === null || !('error' in body)) return null;
  const { error } = body;
  if (typeof error === 'object' && error !== null) return error;
  return { message: String(error) };
}

/** The longest of what Meta says: its own regain time in minutes, the `Retry-After`, else a minute. */
function limitMs(headers: Headers, usage: Usage, allowance: string): number {
  const told = Math.max(waitMs(usage, allowance, 'write'), afterOf(headers) ?? 0);
  return told > 0 ? told : UNNAMED_LIMIT_MS;
}

function afterOf(headers: Headers): number | null {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds * 1000) : null;
}

/** The `Date` header counts whole seconds: less than two of them is no difference. */
function skewOf(headers: Headers, nowMs: number): number | null {
  const platformMs = Date.parse(headers.get('date') ?? '');
  if (!Number.isFinite(platformMs)) return null;
  return Math.abs(platformMs - nowMs) < 2_000 ? 0 : platformMs - nowMs;
}
