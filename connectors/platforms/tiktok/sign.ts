/**
 * The sign server: it lends the signature without which TikTok opens no line, finds rooms when TikTok's own pages are
 * blocked, and writes into the chat. It is asked by our own requests, not by the library's client, for a time-out, a
 * readable 429 and an abort; the library's own loses the delay of every 429 and puts the key into the address.
 */
import { ConnectorError } from '../contract.ts';
import type { ConnectorContext } from '../contract.ts';
import type { Addresses } from './addresses.ts';
import type { SignLimit } from './sign-limit.ts';

const TIMEOUT_MS = 10_000;
const DEFAULT_RETRY_MS = 60_000;

export interface SignedLine {
  /** Protobuf `ProtoMessageFetchResult`: where to connect, and the recent messages. */
  body: Uint8Array;
  cookie: string;
  roomId: string | null;
}

export interface SignServer {
  openLine(roomId: string, userAgent: string): Promise<SignedLine>;
  roomOf(handle: string): Promise<{ roomId: string | null; live: boolean | null }>;
  /** Writes into the chat as the account whose session cookies are given. Answers the message's id if it is told. */
  chat(roomId: string, text: string, cookies: string, signal: AbortSignal): Promise<string | null>;
}

interface Deps {
  ctx: Pick<ConnectorContext, 'fetch' | 'now' | 'signal'>;
  addresses: Addresses;
  limit: SignLimit;
  apiKey: string | null;
}

export function createSignServer({ ctx, addresses, limit, apiKey }: Deps): SignServer {
  const ask = async (path: string, init: RequestInit, signal: AbortSignal): Promise<Response> => {
    const headers = { ...(apiKey && { 'x-api-key': apiKey }), 'user-agent': 'hawker', ...init.headers };
    const response = await ctx.fetch(addresses.sign + path, {
      ...init,
      headers,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    if (response.status === 429) {
      const retryAfterMs = retryAfter(response.headers, ctx.now());
      limit.stayAway(ctx.now(), retryAfterMs);
      await response.body?.cancel();
      throw tooMany(retryAfterMs);
    }
    return response;
  };

  return {
    async openLine(roomId, userAgent) {
      const waitMs = limit.ask(ctx.now());
      if (waitMs > 0) throw tooMany(waitMs);
      const query = new URLSearchParams({
        client: 'ttlive-node',
        cursor: '',
        user_agent: userAgent,
        client_enter: 'true',
        platform: 'web',
      });
      const path = `/webcast/rooms/${encodeURIComponent(roomId)}/connect?${query}`;
      const response = await reached(() =>
        ask(path, { headers: { accept: 'application/protobuf,application/json' } }, ctx.signal),
      );
      if (response.status !== 200) throw await refusal(response);
      const cookie = response.headers.get('x-set-tt-cookie');
      if (!cookie)
        throw new ConnectorError(
          'protocol',
          'The sign server answered without the cookie TikTok asks for. It is tried again.',
        );
      return { body: await bytesOf(response), cookie, roomId: response.headers.get('x-room-id') };
    },

    async roomOf(handle) {
      const response = await reached(() =>
        ask(
          `/webcast/anchors/${encodeURIComponent(handle)}/room_id`,
          { headers: { accept: 'application/json' } },
          ctx.signal,
        ),
      );
      if (response.status !== 200) throw await refusal(response);
      const text = await response.text().catch(() => '');
      const answer = parsed(text) as { ok?: boolean; room_id?: unknown; is_live?: unknown };
      // Read from the text: as a number the id has already lost its last digits.
      const roomId = /"room_id"\s*:\s*"?(\d+)/.exec(text)?.[1] ?? null;
      if (answer.ok === false && roomId === null)
        throw new ConnectorError('not-found', 'The sign server does not know this handle.');
      return { roomId, live: typeof answer.is_live === 'boolean' ? answer.is_live : null };
    },

    async chat(roomId, text, cookies, signal) {
      const init = {
        method: 'POST',
        body: JSON.stringify({ content: text }),
        headers: { 'content-type': 'application/json', accept: 'application/json', 'x-cookie-header': cookies },
      };
      const response = await ask(`/webcast/rooms/${encodeURIComponent(roomId)}/chat`, init, signal).catch(outcomeOf);
      if (response.status !== 200) throw await chatRefusal(response);
      return chatAnswer((await jsonOf(response)) as ChatAnswer);
    },
  };
}

const tooMany = (retryAfterMs: number) =>
  new ConnectorError('rate-limited', 'The sign server asks us to wait. A key of your own raises its limit.', {
    retryAfterMs,
  });

/** `retry-after` in seconds or as a date, else the time at which the window opens again. */
export function retryAfter(headers: Headers, nowMs: number): number {
  const after = headers.get('retry-after');
  const seconds = Number(after ?? NaN);
  if (after !== null && Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(after ?? '');
  if (Number.isFinite(date)) return Math.max(0, date - nowMs);
  const reset = Number(headers.get('x-ratelimit-reset') ?? NaN) * 1000;
  return Number.isFinite(reset) && reset > nowMs ? reset - nowMs : DEFAULT_RETRY_MS;
}

/** Failures on the way; an abort of our own passes as it is. */
async function reached(ask: () => Promise<Response>): Promise<Response> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof ConnectorError) throw cause;
    throw new ConnectorError('network', `The sign server cannot be reached (${reasonOf(cause)}).`);
  }
}

/** What the server answered is never quoted: it may repeat our key. */
async function refusal(response: Response): Promise<ConnectorError> {
  await response.body?.cancel();
  switch (response.status) {
    case 401:
      return new ConnectorError(
        'unauthorized',
        'The sign server does not accept the key. Put a valid key into the connection, or none.',
        { final: true },
      );
    case 402:
    case 403:
      return new ConnectorError('forbidden', 'The sign server does not allow this with this key or plan.', {
        final: true,
      });
    case 404:
      return new ConnectorError('not-found', 'The sign server does not know this live video.');
    default:
      return new ConnectorError(
        response.status >= 500 ? 'network' : 'protocol',
        `The sign server answered with status ${response.status}.`,
      );
  }
}

async function chatRefusal(response: Response): Promise<ConnectorError> {
  if (response.status === 400 || response.status === 422) {
    await response.body?.cancel();
    return new ConnectorError('refused', 'TikTok did not take this reply.', { final: true });
  }
  const paid = response.status === 402 || response.status === 403;
  if (response.status === 401) {
    await response.body?.cancel();
    return new ConnectorError(
      'unauthorized',
      'The session cookie or the key is not accepted any more. Sign in to TikTok again and renew it in the connection.',
      { final: true },
    );
  }
  const fault = await refusal(response);
  if (paid)
    return new ConnectorError(
      'forbidden',
      'Replying on TikTok needs a paid plan of the sign server; this key has none.',
      { final: true },
    );
  // The server itself stumbled after it took the text: it may stand in the chat or not.
  return response.status >= 500
    ? new ConnectorError(
        'unknown-outcome',
        `The sign server answered with status ${response.status}; the reply may or may not have been sent.`,
      )
    : fault;
}

/** A request that broke off may have arrived; only one that never left did certainly not. */
function outcomeOf(cause: unknown): never {
  if (cause instanceof ConnectorError) throw cause;
  const reason = reasonOf(cause);
  if (/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/.test(reason))
    throw new ConnectorError('network', `The sign server cannot be reached (${reason}).`);
  throw new ConnectorError(
    'unknown-outcome',
    'The sign server did not answer in time; the reply may or may not have been sent.',
  );
}

interface ChatAnswer {
  code?: number;
  data?: { status_code?: number; data?: Record<string, unknown> };
}

function chatAnswer(answer: ChatAnswer): string | null {
  const status = answer.data?.status_code ?? 0;
  if (status !== 0)
    throw new ConnectorError('refused', `TikTok did not take this reply (its code ${status}).`, { final: true });
  const id = answer.data?.data?.['msg_id_str'] ?? answer.data?.data?.['msg_id'];
  // A number past 2^53 has already lost its last digits: no id is better than a wrong one.
  return typeof id === 'string' && id !== '' ? id : Number.isSafeInteger(id) ? String(id) : null;
}

async function bytesOf(response: Response): Promise<Uint8Array> {
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw new ConnectorError('network', `The sign server's answer broke off (${reasonOf(cause)}).`);
  }
}

const jsonOf = async (response: Response): Promise<unknown> => parsed(await response.text().catch(() => ''));

function parsed(text: string): unknown {
  try {
    return (JSON.parse(text) as unknown) ?? {};
  } catch {
    // Not JSON: the callers read what they need from an empty answer.
    return {};
  }
}

/** A code or name, never the message: that could quote an address or a header. */
export function reasonOf(cause: unknown): string {
  const fault = cause as { code?: unknown; name?: unknown; cause?: { code?: unknown } } | null;
  const code = fault?.cause?.code ?? fault?.code ?? fault?.name;
  return typeof code === 'string' ? code : 'unknown reason';
}
