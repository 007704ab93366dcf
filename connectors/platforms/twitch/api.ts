import { ConnectorError, type ConnectorContext } from '../contract.ts';
import { noAnswer, refusal, untilReset, type Asking } from './errors.ts';
import type { Page, WireSent, WireStream, WireToken, WireUser } from './payloads.ts';

const TIMEOUT_MS = 10_000;
/** Below this many points of the minute we wait for the next one, so that answers never meet an empty bucket. */
const RESERVE = 20;

export interface Account {
  id: string;
  login: string;
  /** Null where nobody could say. */
  scopes: readonly string[] | null;
}

interface Call {
  query?: Record<string, string>;
  body?: object;
  signal?: AbortSignal;
  asking?: Asking;
}

export type Api = ReturnType<typeof createApi>;

/** Helix: addresses, the token and its renewal, limits, time-outs. It knows no meaning. */
export function createApi(ctx: ConnectorContext) {
  const { endpoints } = ctx;
  const helix = address(endpoints.TWITCH_API_URL, 'https://api.twitch.tv/helix');
  const oauth = address(endpoints.TWITCH_OAUTH_URL, 'https://id.twitch.tv/oauth2');
  let clientId = ctx.settings.clientId ?? '';
  let quietUntilMs = 0;

  async function send(url: URL, token: string, scheme: string, method: string, call: Call): Promise<Response> {
    const { body, asking = 'again' } = call;
    const headers = {
      authorization: `${scheme} ${token}`,
      ...(clientId ? { 'client-id': clientId } : {}),
      ...(body ? { 'content-type': 'application/json' } : {}),
    };
    const signals = [ctx.signal, AbortSignal.timeout(TIMEOUT_MS), ...(call.signal ? [call.signal] : [])];
    const init = { method, headers, signal: AbortSignal.any(signals), ...(body ? { body: JSON.stringify(body) } : {}) };
    return ctx.fetch(url, init).catch((error: unknown) => {
      throw noAnswer(error, asking);
    });
  }

  /** Asks; a token that was refused is renewed once. */
  async function ask(url: URL, scheme: 'Bearer' | 'OAuth', method: string, call: Call): Promise<unknown> {
    let token = await ctx.token();
    if (!token) throw new ConnectorError('unauthorized', 'Sign in with Twitch first.', { final: true });
    let response = await send(url, token, scheme, method, call);
    if (response.status === 401) {
      const renewed = await ctx.token(token);
      if (renewed !== token) response = await send(url, (token = renewed), scheme, method, call);
    }
    const text = await response.text().catch((error: unknown) => {
      throw noAnswer(error, call.asking ?? 'again');
    });
    const answer = parsed(text);
    if (!response.ok) throw refusal(response, sentence(answer, token), call.asking ?? 'again');
    if (Number(response.headers.get('ratelimit-remaining') ?? RESERVE) < RESERVE)
      quietUntilMs = ctx.now() + untilReset(response);
    return answer;
  }

  const call = async <T>(method: string, path: string, more: Call = {}): Promise<T[]> => {
    const url = new URL(`${helix}/${path}?${new URLSearchParams(more.query)}`);
    return ((await ask(url, 'Bearer', method, more)) as Page<T> | null)?.data ?? [];
  };

  return {
    /** Whose token it is. A stand-in for Twitch may have no address that tells: then the account itself is asked for. */
    async account(): Promise<Account> {
      const told = endpoints.TWITCH_API_URL && !endpoints.TWITCH_OAUTH_URL ? null : await this.validate();
      clientId ||= told?.client_id ?? '';
      if (told?.user_id) return { id: told.user_id, login: told.login ?? '', scopes: told.scopes ?? [] };
      const user = await this.user();
      if (!user?.id) throw new ConnectorError('unauthorized', 'Twitch names no account for this token.', FINAL);
      return { id: user.id, login: user.login ?? '', scopes: null };
    },
    validate: async (): Promise<WireToken | null> =>
      ask(new URL(`${oauth}/validate`), 'OAuth', 'GET', {}).catch((error: unknown) => {
        if (error instanceof ConnectorError && error.code === 'not-found') return null;
        throw error;
      }) as Promise<WireToken | null>,
    user: async (login?: string): Promise<WireUser | undefined> =>
      (await call<WireUser>('GET', 'users', login ? { query: { login } } : {}))[0],
    stream: async (user_id: string): Promise<WireStream | undefined> =>
      (await call<WireStream>('GET', 'streams', { query: { user_id } }))[0],
    subscribe: (body: object) => call('POST', 'eventsub/subscriptions', { body }),
    say: async (body: object, signal: AbortSignal): Promise<WireSent | undefined> =>
      (await call<WireSent>('POST', 'chat/messages', { body, signal, asking: 'once' }))[0],
    remove: (query: Record<string, string>, signal: AbortSignal) =>
      call('DELETE', 'moderation/chat', { query, signal }),
    ban: (query: Record<string, string>, body: object, signal: AbortSignal) =>
      call('POST', 'moderation/bans', { query, body, signal }),
    unban: (query: Record<string, string>, signal: AbortSignal) => call('DELETE', 'moderation/bans', { query, signal }),
    /** How long reading should wait, so that points are left for what people order. */
    pauseMs: () => Math.max(0, quietUntilMs - ctx.now()),
  };
}

const FINAL = { final: true } as const;

/** A base address as a setting gives it: one without a path gets the real one's. */
export function address(given: string | undefined, real: string): string {
  const url = new URL(given || real);
  if (url.pathname === '/') url.pathname = new URL(real).pathname;
  return url.href.replace(/\/$/, '');
}

function parsed(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    // A gateway's page in place of an answer: its status says enough.
    return null;
  }
}

function sentence(answer: unknown, token: string): string {
  const { message } = (answer ?? {}) as { message?: unknown };
  return typeof message === 'string' ? message.replaceAll(token, '•••').slice(0, 300) : '';
}
