/**
 * A stranger's YouTube: the Data API over HTTP, the chat stream over gRPC and Google's token endpoint, written from
 * the public documentation alone. It knows nothing of how the connector works.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, ServerCredentials, status, type ServerWritableStream } from '@grpc/grpc-js';
import { pb, read, textOf, type Fields } from './wire.ts';

export const CHAT = 'Cg0KC2Fhc2RmZ2hqa2wqJwoYVUNhYmNkZWZnaGlqa2xtbm9wcXJzdHY';
export const CHANNEL = 'UCabcdefghijklmnopqrstuv';
export const VIDEO = 'dQw4w9WgXcQ';

export interface Item {
  id: string;
  snippet: Record<string, unknown> & { type: string };
  authorDetails?: Record<string, unknown>;
}

/** A refusal to give instead of an answer; null lets the request through. */
export type Refusal = { code: number; reason: string; retryAfter?: string } | null;

export interface YouTubeOptions {
  apiKey?: string;
  /** The sign-in the token endpoint knows. */
  refreshToken?: string;
  intervalMs?: number;
  /** Paths under /youtube/v3 that this server does not have. */
  without?: string[];
  grpc?: boolean;
  /** Every stream ends in order after so long. */
  closeStreamAfterMs?: number;
  /** Answers to streams by their number, from 0: a gRPC status, or null for a good one. */
  streams?: (nth: number) => { code: number; details: string } | null;
  refuse?: (call: string, nth: number) => Refusal;
  tokenPath?: string;
  /** Where the Data API stands behind the address. */
  prefix?: string;
  broadcast?: Record<string, unknown>;
  /** Who the sign-in is, as the chat shows what it writes; a helper's account is not the channel's owner. */
  writesAs?: Person;
  /** The chat shows what was written before the request for it is answered. */
  insertAnswersAfterMs?: number;
}

interface Person {
  id: string;
  name: string;
  owner?: boolean;
}

let serial = 0;
const item = (
  type: string,
  who: Person | null,
  details: Record<string, unknown>,
  more: { id?: string; atMs?: number } = {},
): Item => ({
  id: more.id ?? `LCC.EhwKGkNQ${(++serial).toString(36)}_-`,
  snippet: {
    type,
    liveChatId: CHAT,
    ...(who === null ? {} : { authorChannelId: who.id }),
    // Microseconds and an offset, as the API writes them.
    publishedAt: new Date(more.atMs ?? Date.now()).toISOString().replace('Z', '123+00:00'),
    hasDisplayContent: type !== 'chatEndedEvent',
    ...details,
  },
  ...(who === null
    ? {}
    : {
        authorDetails: {
          channelId: who.id,
          channelUrl: `http://www.youtube.com/channel/${who.id}`,
          displayName: who.name,
          profileImageUrl: 'https://yt3.ggpht.com/a',
          isVerified: false,
          isChatOwner: who.owner === true,
          isChatSponsor: false,
          isChatModerator: false,
        },
      }),
});

export const say = {
  text: (who: Person, text: string, more: { id?: string; atMs?: number } = {}): Item =>
    item('textMessageEvent', who, { displayMessage: text, textMessageDetails: { messageText: text } }, more),
  superChat: (who: Person, micros: string, currency: string, comment: string): Item =>
    item('superChatEvent', who, {
      displayMessage: `฿100 "${comment}"`,
      superChatDetails: {
        amountMicros: micros,
        currency,
        amountDisplayString: '฿100.00',
        userComment: comment,
        tier: 2,
      },
    }),
  sticker: (who: Person, micros: string, currency: string): Item =>
    item('superStickerEvent', who, {
      displayMessage: 'sticker',
      superStickerDetails: {
        superStickerMetadata: { stickerId: 's1', altText: 'Dancing pear', language: 'en' },
        amountMicros: micros,
        currency,
        amountDisplayString: '$2.00',
        tier: 1,
      },
    }),
  member: (who: Person): Item =>
    item('newSponsorEvent', who, {
      displayMessage: 'Welcome',
      newSponsorDetails: { memberLevelName: 'Fans', isUpgrade: false },
    }),
  giftedMemberships: (who: Person, count: number): Item =>
    item('membershipGiftingEvent', who, {
      displayMessage: 'gifted',
      membershipGiftingDetails: { giftMembershipsCount: count, giftMembershipsLevelName: 'Fans' },
    }),
  deleted: (id: string): Item => item('messageDeletedEvent', null, { messageDeletedDetails: { deletedMessageId: id } }),
  banned: (who: Person, seconds: number): Item =>
    item('userBannedEvent', null, {
      userBannedDetails: {
        bannedUserDetails: { channelId: who.id, displayName: who.name },
        banType: 'temporary',
        banDurationSeconds: String(seconds),
      },
    }),
  ended: (): Item => item('chatEndedEvent', null, {}),
  strange: (): Item => item('aNewKindOfEvent', null, { aNewKindDetails: { x: 1 } }),
};

const ENUM: Record<string, number> = {
  textMessageEvent: 1,
  chatEndedEvent: 4,
  newSponsorEvent: 7,
  superChatEvent: 15,
  superStickerEvent: 16,
  membershipGiftingEvent: 18,
  aNewKindOfEvent: 99,
};

/** The same item as the stream writes it. */
function itemFields({ id, snippet, authorDetails = {} }: Item): Fields {
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  const inside = (key: string): Record<string, unknown> | undefined =>
    snippet[key] as Record<string, unknown> | undefined;
  const [said, paid, sticker, gifting, member] = [
    'textMessageDetails',
    'superChatDetails',
    'superStickerDetails',
    'membershipGiftingDetails',
    'newSponsorDetails',
  ].map(inside);
  return {
    200: 'youtube#liveChatMessage',
    101: id,
    2: {
      1: ENUM[snippet.type] ?? 98,
      201: text(snippet.liveChatId),
      301: text(snippet.authorChannelId),
      4: text(snippet.publishedAt),
      17: true,
      16: text(snippet.displayMessage),
      19: said && { 1: text(said.messageText) },
      27: paid && {
        1: BigInt(String(paid.amountMicros)),
        2: text(paid.currency),
        3: 'x',
        4: text(paid.userComment),
        5: 2,
      },
      28: sticker && {
        1: BigInt(String(sticker.amountMicros)),
        2: text(sticker.currency),
        5: { 1: 's1', 2: 'Dancing pear', 3: 'en' },
      },
      29: member && { 1: text(member.memberLevelName) },
      31: gifting && { 1: gifting.giftMembershipsCount as number, 2: 'Fans' },
    } as Fields,
    3: {
      10101: text(authorDetails.channelId),
      103: text(authorDetails.displayName),
      104: text(authorDetails.profileImageUrl),
      5: authorDetails.isChatOwner === true,
    } as Fields,
  };
}

export interface YouTubeFake {
  endpoints: Record<string, string>;
  settings: Record<string, string>;
  seen: {
    calls: string[];
    tooEarly: number;
    inserted: string[];
    streams: { token: string; key: string | null; bearer: string | null }[];
    tokens: number;
    deleted: string[];
    banned: unknown[];
  };
  push(...items: Item[]): void;
  /** No access token given out so far is good any more. */
  expireTokens(): void;
  offline(): void;
  viewers: number;
  cutStreams(): void;
  stop(): Promise<void>;
}

export async function startYouTube(options: YouTubeOptions = {}): Promise<YouTubeFake> {
  const log: Item[] = [];
  const good = new Set<string>();
  const listeners = new Set<() => void>();
  const cuts = new Set<() => void>();
  const counts = new Map<string, number>();
  const seen: YouTubeFake['seen'] = {
    calls: [],
    tooEarly: 0,
    inserted: [],
    streams: [],
    tokens: 0,
    deleted: [],
    banned: [],
  };
  const interval = options.intervalMs ?? 150;
  let offlineAt: string | null = null;
  let lastListMs = 0;
  let viewers = 12;
  const prefix = options.prefix ?? '';
  const tokenPath = options.tokenPath ?? '/token';
  const tokenOf = (at: number): string => `GAE-${Buffer.from(`at:${at}`).toString('base64url')}`;
  const placeOf = (token: string): number => {
    const found = /^at:(\d+)$/.exec(Buffer.from(token.replace(/^GAE-/, ''), 'base64url').toString());
    return found ? Number(found[1]) : -1;
  };
  const refused = (response: ServerResponse, code: number, reason: string, more: Record<string, string> = {}): void => {
    response.writeHead(code, { 'content-type': 'application/json; charset=UTF-8', ...more });
    response.end(
      JSON.stringify({
        error: {
          code,
          message: `The request failed: ${reason}.`,
          errors: [{ message: 'x', domain: 'youtube.api', reason }],
        },
      }),
    );
  };
  const json = (response: ServerResponse, body: unknown): void =>
    void response.writeHead(200, { 'content-type': 'application/json; charset=UTF-8' }).end(JSON.stringify(body));
  const list = (kind: string, items: unknown[]): object => ({
    kind: `youtube#${kind}ListResponse`,
    etag: 'e',
    pageInfo: { totalResults: items.length, resultsPerPage: 5 },
    items,
  });
  const allowed = (key: string | null, bearer: string | null, writes: boolean): boolean =>
    bearer !== null ? good.has(bearer) : !writes && key !== null && key === options.apiKey;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://any');
    const body = await bodyOf(request);
    if (url.pathname === tokenPath) return token(new URLSearchParams(body), response);
    if (!url.pathname.startsWith(`${prefix}/youtube/v3/`)) return void response.writeHead(404).end('Not Found');
    const path = url.pathname.slice(prefix.length + '/youtube/v3/'.length);
    const call = `${request.method} ${path}`;
    seen.calls.push(call);
    if (options.without?.includes(path))
      return void response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>404</h1>');
    const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
    const key = url.searchParams.get('key') ?? (request.headers['x-goog-api-key'] as string | undefined) ?? null;
    if (!allowed(key, bearer, request.method !== 'GET'))
      return bearer === null && request.method === 'GET'
        ? refused(response, 400, 'keyInvalid')
        : refused(response, 401, 'authError');
    const nth = counts.get(call) ?? 0;
    counts.set(call, nth + 1);
    const refusal = options.refuse?.(call, nth) ?? null;
    if (refusal)
      return refused(
        response,
        refusal.code,
        refusal.reason,
        refusal.retryAfter ? { 'retry-after': refusal.retryAfter } : {},
      );
    route(call, url.searchParams, body, response);
  }

  function route(call: string, query: URLSearchParams, body: string, response: ServerResponse): void {
    const ids = query.getAll('id').flatMap((id) => id.split(','));
    switch (call) {
      case 'GET videos':
        return json(response, list('video', ids.includes(VIDEO) ? [video()] : []));
      case 'GET liveBroadcasts':
        return json(response, list('liveBroadcast', ids.length === 0 || ids.includes(VIDEO) ? [broadcast()] : []));
      case 'GET channels': {
        const forHandle = query.get('forHandle')?.replace(/^@/, '').toLowerCase();
        const known = query.get('mine') === 'true' || ids.includes(CHANNEL) || forHandle === 'fridaysale';
        return json(
          response,
          list('channel', known ? [{ id: CHANNEL, snippet: { title: 'Friday', customUrl: '@fridaysale' } }] : []),
        );
      }
      case 'GET search':
        return json(
          response,
          list(
            'search',
            query.get('channelId') === CHANNEL && query.get('eventType') === 'live'
              ? [{ id: { kind: 'youtube#video', videoId: VIDEO } }]
              : [],
          ),
        );
      case 'GET liveStreams':
        return json(
          response,
          list('liveStream', [{ id: 'str', status: { streamStatus: 'active', healthStatus: { status: 'good' } } }]),
        );
      case 'GET liveChat/messages':
        return chat(query, response);
      case 'POST liveChat/messages':
        return insert(body, response);
      case 'DELETE liveChat/messages':
        seen.deleted.push(...ids);
        return void response.writeHead(204).end();
      case 'POST liveChat/bans':
        seen.banned.push(JSON.parse(body));
        return json(response, { kind: 'youtube#liveChatBan', id: 'ban-1' });
      default:
        return void response.writeHead(404).end('Not Found');
    }
  }

  const video = (): object => ({
    kind: 'youtube#video',
    id: VIDEO,
    snippet: { title: 'Friday sale', channelId: CHANNEL, liveBroadcastContent: 'live' },
    liveStreamingDetails: {
      actualStartTime: '2026-01-01T00:00:00Z',
      concurrentViewers: String(viewers),
      activeLiveChatId: CHAT,
    },
  });
  const broadcast = (): object => ({
    kind: 'youtube#liveBroadcast',
    id: VIDEO,
    snippet: { title: 'Friday sale', channelId: CHANNEL, liveChatId: CHAT },
    status: { lifeCycleStatus: 'live' },
    contentDetails: { boundStreamId: 'str' },
    ...options.broadcast,
  });

  function chat(query: URLSearchParams, response: ServerResponse): void {
    if (query.get('liveChatId') !== CHAT) return refused(response, 404, 'liveChatNotFound');
    const given = query.get('pageToken');
    const from = given === null ? 0 : placeOf(given);
    if (from < 0) return refused(response, 400, 'pageTokenInvalid');
    const now = performance.now();
    if (now - lastListMs < interval) {
      seen.tooEarly++;
      return refused(response, 403, 'rateLimitExceeded');
    }
    const items = log.slice(from);
    response.on('finish', () => (lastListMs = performance.now()));
    json(response, {
      kind: 'youtube#liveChatMessageListResponse',
      etag: 'e',
      pollingIntervalMillis: interval,
      ...(offlineAt === null ? {} : { offlineAt }),
      pageInfo: { totalResults: items.length, resultsPerPage: items.length },
      nextPageToken: tokenOf(log.length),
      items,
    });
  }

  function insert(body: string, response: ServerResponse): void {
    const { snippet } = JSON.parse(body) as {
      snippet?: { liveChatId?: string; type?: string; textMessageDetails?: { messageText?: string } };
    };
    const text = snippet?.textMessageDetails?.messageText ?? '';
    if (snippet?.liveChatId !== CHAT) return refused(response, 404, 'liveChatNotFound');
    if (snippet.type !== 'textMessageEvent') return refused(response, 400, 'typeRequired');
    // The strictest reading of "200 characters".
    if (text === '' || text.length > 200) return refused(response, 400, 'messageTextInvalid');
    seen.inserted.push(text);
    const made = say.text(options.writesAs ?? { id: CHANNEL, name: '@fridaysale', owner: true }, text);
    push(made);
    setTimeout(() => json(response, made), options.insertAnswersAfterMs ?? 0);
  }

  function token(form: URLSearchParams, response: ServerResponse): void {
    seen.tokens++;
    response.setHeader('content-type', 'application/json');
    if (form.get('grant_type') !== 'refresh_token' || form.get('refresh_token') !== options.refreshToken)
      return void response
        .writeHead(400)
        .end('{"error":"invalid_grant","error_description":"Token has been expired or revoked."}');
    const made = `ya29.a0-${seen.tokens}`;
    good.add(made);
    response.end(
      JSON.stringify({
        access_token: made,
        expires_in: 3599,
        scope: 'https://www.googleapis.com/auth/youtube.force-ssl',
        token_type: 'Bearer',
      }),
    );
  }

  function push(...items: Item[]): void {
    log.push(...items);
    listeners.forEach((tell) => tell());
  }

  const http = createServer((request, response) => void answer(request, response));
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
  const grpc = options.grpc === true ? await startStream() : null;

  async function startStream(): Promise<{ server: Server; port: number }> {
    const server = new Server();
    const bytes = (value: Buffer): Buffer => value;
    server.addService(
      {
        StreamList: {
          path: '/youtube.api.v3.V3DataLiveChatMessageService/StreamList',
          requestStream: false,
          responseStream: true,
          requestSerialize: bytes,
          requestDeserialize: bytes,
          responseSerialize: bytes,
          responseDeserialize: bytes,
        },
      },
      { StreamList: stream },
    );
    const port = await new Promise<number>((done, fail) =>
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error ? fail(error) : done(bound),
      ),
    );
    return { server, port };
  }

  function stream(call: ServerWritableStream<Buffer, Buffer>): void {
    const request = read(call.request);
    const given = textOf(request, 99);
    const first = (name: string): string | null => call.metadata.get(name)[0]?.toString() ?? null;
    const bearer = first('authorization')?.replace(/^Bearer /, '') ?? null;
    const key = first('x-goog-api-key');
    const nth = seen.streams.push({ token: given, key, bearer }) - 1;
    const fail = (code: number, details: string): void => void call.emit('error', { code, details });
    if (!allowed(key, bearer, false))
      return fail(status.UNAUTHENTICATED, 'Request had invalid authentication credentials.');
    const refusal = options.streams?.(nth) ?? null;
    if (refusal) return fail(refusal.code, refusal.details);
    if (textOf(request, 1) !== CHAT) return fail(status.NOT_FOUND, 'The live chat was not found.');
    let at = given === '' ? 0 : placeOf(given);
    if (at < 0) return fail(status.INVALID_ARGUMENT, 'The page token is invalid.');
    const tell = (): void => {
      const items = log.slice(at);
      at = log.length;
      call.write(
        pb({
          200: 'youtube#liveChatMessageListResponse',
          1004: { 1: items.length },
          1007: items.map(itemFields),
          100602: tokenOf(at),
        }),
      );
    };
    tell();
    listeners.add(tell);
    const cut = (): void => void call.emit('error', { code: status.UNAVAILABLE, details: 'upstream went away' });
    cuts.add(cut);
    const timer =
      options.closeStreamAfterMs === undefined ? undefined : setTimeout(() => call.end(), options.closeStreamAfterMs);
    const over = (): void => {
      clearTimeout(timer);
      listeners.delete(tell);
      cuts.delete(cut);
    };
    call.on('cancelled', over);
    call.on('finish', over);
    call.on('error', over);
  }

  const { port } = http.address() as AddressInfo;
  return {
    endpoints: {
      YOUTUBE_API_URL: `http://127.0.0.1:${port}${prefix}`,
      GOOGLE_TOKEN_URL: `http://127.0.0.1:${port}${tokenPath}`,
      ...(grpc === null ? {} : { YOUTUBE_GRPC_URL: `127.0.0.1:${grpc.port}` }),
    },
    settings:
      options.refreshToken === undefined
        ? { apiKey: options.apiKey ?? '' }
        : {
            clientId: 'id.apps.googleusercontent.com',
            clientSecret: 'GOCSPX-secret',
            refreshToken: options.refreshToken,
          },
    seen,
    push,
    expireTokens: () => good.clear(),
    offline: () => (offlineAt = new Date().toISOString()),
    get viewers() {
      return viewers;
    },
    set viewers(count) {
      viewers = count;
    },
    cutStreams: () => cuts.forEach((cut) => cut()),
    async stop() {
      grpc?.server.forceShutdown();
      await new Promise((done) => {
        http.close(done);
        http.closeAllConnections();
      });
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
