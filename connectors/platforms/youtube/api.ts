/** Transport and pacing: every call of the REST API, what it costs, and its time-out. No meaning. */
import { youtube } from '@googleapis/youtube';
import { ConnectorError, type ConnectorContext } from '../contract.ts';
import { COST, untilResetMs } from './budget.ts';
import { secretsOf, type Credentials } from './credentials.ts';
import { toConnectorError } from './errors.ts';
import type { Broadcast, Channel, ChatPage, LiveStream, Video } from './payloads.ts';
import { linked, rest } from './rest.ts';

const TIME_OUT_MS = 10_000;

interface Call {
  cost: number;
  on?: 'read' | 'reply';
  changes?: boolean;
  signal?: AbortSignal;
}
interface CallOptions {
  signal: AbortSignal;
}
interface Answer {
  data: unknown;
  headers?: unknown;
}

export type Api = ReturnType<typeof createApi>;

export function createApi(ctx: ConnectorContext, credentials: Credentials) {
  const rootUrl = ctx.endpoints.YOUTUBE_API_URL;
  const client = youtube({
    version: 'v3',
    auth: credentials.by === 'key' ? credentials.key : credentials.client,
    // Trying again is the hub's business: it knows the delay the platform asked for, and what is left to spend.
    retry: false,
    fetchImplementation: rootUrl ? belowPath(rootUrl, ctx.fetch) : ctx.fetch,
    ...(rootUrl ? { rootUrl } : {}),
  });
  const secrets = () => [...secretsOf(ctx), ...(credentials.by === 'sign-in' ? credentials.tokens() : [])];
  let clockSkewMs = 0;

  async function call<T>(how: Call, run: (options: CallOptions) => Promise<Answer>): Promise<T> {
    refuseWhenSpent(ctx, how.cost);
    if (credentials.by === 'sign-in') await credentials.refresh();
    const once = () => inTime(ctx, how, run);
    try {
      const answer = await once().catch(async (error: unknown) => {
        if (credentials.by !== 'sign-in' || statusOf(error) !== 401) throw error;
        // An access token can end before its time: one fresh one, then the refusal is believed.
        await credentials.renew();
        return once();
      });
      clockSkewMs = skewOf(answer.headers, ctx.now()) ?? clockSkewMs;
      return answer.data as T;
    } catch (error) {
      throw toConnectorError(error, { secrets: secrets(), ...(how.changes ? { changes: true } : {}) });
    }
  }

  const items = async <T>(answer: Promise<{ items?: T[] }>): Promise<T[]> => (await answer).items ?? [];
  const { liveChatMessages, liveChatBans } = client;

  return {
    secrets,
    canAct: credentials.by === 'sign-in',
    /** The platform's clock, as well as its `Date` headers tell. */
    platformNow: () => ctx.now() + clockSkewMs,
    /** Metadata that opens the gRPC stream; the sign-in's token is renewed first when `fresh`. */
    async grpcCredentials(fresh = false): Promise<[name: string, value: string]> {
      if (credentials.by === 'key') return ['x-goog-api-key', credentials.key];
      await (fresh ? credentials.renew() : credentials.refresh());
      const { token } = await credentials.client.getAccessToken().catch((error: unknown) => {
        throw toConnectorError(error, { secrets: secrets() });
      });
      return ['authorization', `Bearer ${token}`];
    },
    videos: (ids: string[]) =>
      items<Video>(
        call({ cost: COST.look }, (o) => client.videos.list({ part: ['snippet', 'liveStreamingDetails'], id: ids }, o)),
      ),
    myBroadcasts: (filter: { id: string[] } | { broadcastStatus: string; broadcastType: string }) =>
      items<Broadcast>(
        call({ cost: COST.look }, (o) =>
          client.liveBroadcasts.list({ part: ['id', 'snippet', 'status', 'contentDetails'], ...filter }, o),
        ),
      ),
    channels: (filter: { id: string[] } | { forHandle: string } | { mine: true }) =>
      items<Channel>(
        call({ cost: COST.look }, (o) =>
          client.channels.list({ part: ['id', 'snippet', 'contentDetails'], ...filter }, o),
        ),
      ),
    uploads: (playlistId: string) =>
      items<{ contentDetails?: { videoId?: string } }>(
        call({ cost: COST.look }, (o) =>
          client.playlistItems.list({ part: ['contentDetails'], playlistId, maxResults: 15 }, o),
        ),
      ),
    searchLive: (channelId: string) =>
      items<{ id?: { videoId?: string } }>(
        call({ cost: COST.search }, (o) =>
          client.search.list({ part: ['id'], channelId, eventType: 'live', type: ['video'] }, o),
        ),
      ),
    liveStreams: (id: string) =>
      items<LiveStream>(call({ cost: COST.look }, (o) => client.liveStreams.list({ part: ['status'], id: [id] }, o))),
    async chatPage(liveChatId: string, pageToken: string | null): Promise<ChatPage | null> {
      const part = ['id', 'snippet', 'authorDetails'];
      const data = await call<ChatPage>({ cost: COST.read }, (o) =>
        liveChatMessages.list({ liveChatId, part, maxResults: 2000, ...(pageToken ? { pageToken } : {}) }, o),
      );
      return Array.isArray(data?.items) ? { ...data, broken: 0 } : null;
    },
    insert: (liveChatId: string, messageText: string, signal: AbortSignal) =>
      call<{ id?: string | null; snippet?: { authorChannelId?: string | null } }>(
        { cost: COST.reply, on: 'reply', changes: true, signal },
        (o) =>
          liveChatMessages.insert(
            {
              part: ['snippet'],
              requestBody: { snippet: { liveChatId, type: 'textMessageEvent', textMessageDetails: { messageText } } },
            },
            o,
          ),
      ),
    remove: (id: string, signal: AbortSignal) =>
      call<unknown>({ cost: COST.moderate, on: 'reply', changes: true, signal }, (o) =>
        liveChatMessages.delete({ id }, o),
      ),
    ban: (
      snippet: {
        liveChatId: string;
        type: string;
        banDurationSeconds?: string;
        bannedUserDetails: { channelId: string };
      },
      signal: AbortSignal,
    ) =>
      call<{ id?: string | null }>({ cost: COST.moderate, on: 'reply', changes: true, signal }, (o) =>
        liveChatBans.insert({ part: ['snippet'], requestBody: { snippet } }, o),
      ),
    /** Opening the stream costs like one read; it is not a call of this client. */
    countStream: () => {
      refuseWhenSpent(ctx, COST.read);
      ctx.spent(COST.read, 'read');
    },
  };
}

/** Of a base address the client keeps the host only: a path before the API's own is put back. */
function belowPath(base: string, ask: typeof fetch): typeof fetch {
  const path = new URL(base).pathname.replace(/(\/youtube\/v3)?\/*$/, '');
  if (path === '') return ask;
  return (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    url.pathname = path + url.pathname;
    return ask(input instanceof Request ? new Request(url, input) : url, init);
  };
}

function refuseWhenSpent(ctx: ConnectorContext, cost: number) {
  const left = ctx.unitsLeft();
  if (left === null || left >= cost) return;
  throw new ConnectorError('quota', "Today's units are used up; they return at midnight Pacific time.", {
    retryAfterMs: untilResetMs(ctx.now()),
  });
}

/** Runs one request; ends it when it takes too long, by the context's clock. */
async function inTime(
  ctx: ConnectorContext,
  how: Call,
  run: (options: CallOptions) => Promise<Answer>,
): Promise<Answer> {
  ctx.spent(how.cost, how.on ?? 'read');
  const { signal, abort, unlink } = linked(ctx.signal, ...(how.signal ? [how.signal] : []));
  const done = new AbortController();
  let late = false;
  void rest(ctx, TIME_OUT_MS, done.signal).then(() => {
    if (done.signal.aborted) return;
    late = true;
    abort();
  });
  try {
    return await run({ signal });
  } catch (error) {
    if (!late || how.changes) throw error;
    throw new ConnectorError('stalled', `YouTube did not answer within ${TIME_OUT_MS / 1000} seconds.`);
  } finally {
    unlink();
    done.abort();
  }
}

const statusOf = (error: unknown) => (error as { response?: { status?: number } } | null)?.response?.status;

/** The `Date` header counts whole seconds: less than two of them is no difference. */
function skewOf(headers: unknown, nowMs: number): number | undefined {
  const platformMs = Date.parse((headers instanceof Headers && headers.get('date')) || '');
  if (!Number.isFinite(platformMs)) return undefined;
  return Math.abs(platformMs - nowMs) < 2_000 ? 0 : platformMs - nowMs;
}
