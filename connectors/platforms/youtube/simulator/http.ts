/** YouTube's REST API and Google's token address, over plain HTTP on loopback. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { serveLoopback } from '../../testkit/loopback.ts';
import { HISTORY_ITEMS, POLLING_INTERVAL_MS, type Platform, type Refusal } from './platform.ts';

/** A call may come this much early: timers are not exact. */
const EARLY_MS = 50;
const MAX_TEXT = 200;

interface Asked {
  query: URLSearchParams;
  body: Record<string, unknown>;
}
interface Route {
  units: number;
  /** A sign-in is needed; an API key does not do. */
  account?: true;
  answer(platform: Platform, asked: Asked, last: { polledAtMs: number }): unknown;
}

const refuse = (status: number, reason: string, message: string): never => {
  throw Object.assign(new Error(message), { refusal: { status, reason, message } satisfies Refusal });
};

const routes: Record<string, Route> = {
  'GET /youtube/v3/videos': {
    units: 1,
    answer: (platform, { query }) => ({ items: query.getAll('id').flatMap((id) => video(platform, id)) }),
  },
  'GET /youtube/v3/channels': { units: 1, answer: (platform, { query }) => ({ items: channel(platform, query) }) },
  'GET /youtube/v3/playlistItems': {
    units: 1,
    answer: (platform, { query }) =>
      query.get('playlistId') === platform.channel.uploads
        ? { items: [{ contentDetails: { videoId: platform.videoId } }] }
        : refuse(404, 'playlistNotFound', 'The playlist cannot be found.'),
  },
  'GET /youtube/v3/search': {
    units: 100,
    answer: (platform, { query }) => {
      const live = query.get('channelId') === platform.channel.id && platform.endedAtMs() === null;
      return { items: live ? [{ id: { kind: 'youtube#video', videoId: platform.videoId } }] : [] };
    },
  },
  'GET /youtube/v3/liveBroadcasts': {
    units: 1,
    account: true,
    answer: (platform, { query }) => ({ items: broadcasts(platform, query) }),
  },
  'GET /youtube/v3/liveStreams': {
    units: 1,
    account: true,
    answer: (platform, { query }) => ({ items: query.get('id') === platform.streamId ? [liveStream(platform)] : [] }),
  },
  'GET /youtube/v3/liveChat/messages': { units: 5, answer: chatPage },
  'POST /youtube/v3/liveChat/messages': { units: 20, account: true, answer: insert },
  'DELETE /youtube/v3/liveChat/messages': {
    units: 50,
    account: true,
    answer: (platform, { query }) =>
      platform.remove(query.get('id') ?? '')
        ? undefined
        : refuse(404, 'liveChatMessageNotFound', 'The message cannot be found.'),
  },
  'POST /youtube/v3/liveChat/bans': { units: 50, account: true, answer: ban },
};

function video(platform: Platform, id: string) {
  const pastMs = platform.endOfPast(id);
  if (id !== platform.videoId && pastMs === null) return [];
  const endedAtMs = pastMs ?? platform.endedAtMs();
  const live = { activeLiveChatId: platform.liveChatId, concurrentViewers: String(platform.viewers()) };
  const over = { actualEndTime: new Date(endedAtMs ?? 0).toISOString() };
  const snippet = {
    title: `Live with ${platform.channel.title}`,
    channelId: platform.channel.id,
    liveBroadcastContent: endedAtMs === null ? 'live' : 'none',
  };
  return [{ id, snippet, liveStreamingDetails: endedAtMs === null ? live : over }];
}

function channel(platform: Platform, query: URLSearchParams) {
  const { id, handle, title, uploads } = platform.channel;
  const asked =
    query.get('mine') === 'true' || query.get('id') === id || query.get('forHandle')?.replace(/^@/, '') === handle;
  return asked
    ? [{ id, snippet: { title, customUrl: `@${handle}` }, contentDetails: { relatedPlaylists: { uploads } } }]
    : [];
}

function broadcasts(platform: Platform, query: URLSearchParams) {
  const over = platform.endedAtMs() !== null;
  const asked = query.has('id')
    ? query.get('id') === platform.videoId
    : query.get('broadcastStatus') !== 'active' || !over;
  if (!asked) return [];
  const { videoId, channel: own, liveChatId, streamId } = platform;
  const snippet = { title: `Live with ${own.title}`, channelId: own.id, liveChatId };
  return [
    {
      id: videoId,
      snippet,
      status: { lifeCycleStatus: over ? 'complete' : 'live' },
      contentDetails: { boundStreamId: streamId },
    },
  ];
}

function liveStream(platform: Platform) {
  const healthStatus = { status: 'good', configurationIssues: [] };
  return {
    id: platform.streamId,
    status: { streamStatus: platform.endedAtMs() === null ? 'active' : 'inactive', healthStatus },
  };
}

function chatPage(platform: Platform, { query }: Asked, last: { polledAtMs: number }) {
  if (platform.isPastChat(query.get('liveChatId') ?? ''))
    return refuse(403, 'liveChatEnded', 'The live chat is no longer live.');
  if (query.get('liveChatId') !== platform.liveChatId)
    return refuse(404, 'liveChatNotFound', 'The live chat cannot be found.');
  const token = query.get('pageToken');
  const position = token === null ? platform.startOfHistory() : platform.positionOf(token);
  if (position === null) return refuse(400, 'pageTokenInvalid', 'The page token is invalid.');
  const now = Date.now();
  if (token !== null && now - last.polledAtMs < POLLING_INTERVAL_MS - EARLY_MS) {
    return refuse(403, 'rateLimitExceeded', 'The request was sent too soon after the previous request.');
  }
  last.polledAtMs = now;
  const limit = Math.max(200, Number(query.get('maxResults') ?? 500));
  const items = platform.since(position, token === null ? HISTORY_ITEMS : limit);
  const endedAtMs = platform.endedAtMs();
  if (endedAtMs !== null && items.length === 0) return refuse(403, 'liveChatEnded', 'The live chat is no longer live.');
  return {
    kind: 'youtube#liveChatMessageListResponse',
    pollingIntervalMillis: POLLING_INTERVAL_MS,
    pageInfo: { totalResults: items.length, resultsPerPage: items.length },
    nextPageToken: platform.tokenAt(position + items.length),
    ...(endedAtMs === null ? {} : { offlineAt: new Date(endedAtMs).toISOString() }),
    items,
  };
}

function insert(platform: Platform, { body }: Asked) {
  const snippet = body.snippet as
    { liveChatId?: string; type?: string; textMessageDetails?: { messageText?: string } } | undefined;
  const text = snippet?.textMessageDetails?.messageText ?? '';
  if (snippet?.liveChatId !== platform.liveChatId)
    return refuse(404, 'liveChatNotFound', 'The live chat cannot be found.');
  if (snippet.type !== 'textMessageEvent') return refuse(400, 'typeRequired', 'The type is required.');
  if (platform.endedAtMs() !== null) return refuse(403, 'liveChatEnded', 'The live chat is no longer live.');
  if (text === '') return refuse(400, 'messageTextRequired', 'The text is required.');
  if ([...text].length > MAX_TEXT) return refuse(400, 'messageTextInvalid', 'The text is not valid.');
  const { id } = platform.say(text);
  return { kind: 'youtube#liveChatMessage', id, snippet };
}

function ban(platform: Platform, { body }: Asked) {
  const snippet = body.snippet as
    | { liveChatId?: string; type?: string; banDurationSeconds?: string; bannedUserDetails?: { channelId?: string } }
    | undefined;
  const channelId = snippet?.bannedUserDetails?.channelId;
  if (snippet?.liveChatId !== platform.liveChatId || !channelId)
    return refuse(400, 'liveChatBanInsertionNotAllowed', 'The ban is not valid.');
  const seconds = snippet.type === 'temporary' ? Number(snippet.banDurationSeconds) : undefined;
  return { kind: 'youtube#liveChatBan', id: platform.ban(channelId, seconds).id, snippet };
}

export function serveHttp(platform: Platform, port: number) {
  const last = { polledAtMs: 0 };
  return serveLoopback(platform.troubles, port, (request, response) => respond(platform, request, response, last));
}

async function respond(
  platform: Platform,
  request: IncomingMessage,
  response: ServerResponse,
  last: { polledAtMs: number },
) {
  try {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://youtube.example');
    const text = await bodyOf(request);
    if (pathname === '/token') return token(platform, response, new URLSearchParams(text));
    const route = routes[`${request.method} ${pathname}`];
    if (!route)
      return send(response, 404, { error: { code: 404, message: 'Not Found', errors: [{ reason: 'notFound' }] } });
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const key = searchParams.get('key') ?? header(request, 'x-goog-api-key');
    const refusal = platform.refusalOf(route.units, bearer, key, route.account ?? false);
    if (refusal) return sendRefusal(response, refusal);
    const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
    if (pathname.endsWith('/liveChat/messages') && request.method === 'GET' && platform.troubles.takeBrokenPage()) {
      return response.writeHead(200, { 'content-type': 'application/json' }).end('{"items": [{"id": "LCC');
    }
    const answer = route.answer(platform, { query: searchParams, body }, last);
    return answer === undefined ? response.writeHead(204).end() : send(response, 200, answer);
  } catch (error) {
    const refusal = (error as { refusal?: Refusal }).refusal ?? {
      status: 500,
      reason: 'backendError',
      message: String(error),
    };
    return sendRefusal(response, refusal);
  }
}

function token(platform: Platform, response: ServerResponse, form: URLSearchParams) {
  const made =
    form.get('grant_type') === 'refresh_token'
      ? platform.newToken(form.get('refresh_token'), form.get('client_secret'))
      : null;
  if (made === null)
    return send(response, 400, { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' });
  return send(response, 200, {
    access_token: made,
    expires_in: 3599,
    scope: 'https://www.googleapis.com/auth/youtube',
    token_type: 'Bearer',
  });
}

function sendRefusal(response: ServerResponse, { status, reason, message, retryAfterMs }: Refusal) {
  const errors = [{ domain: 'youtube.liveChat', reason, message }];
  const headers = retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) };
  return send(response, status, { error: { code: status, message, errors } }, headers);
}

function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) {
  // JSON.stringify escapes NUL and lone surrogates: both cross the wire as YouTube would send them.
  return response
    .writeHead(status, { 'content-type': 'application/json; charset=UTF-8', ...headers })
    .end(JSON.stringify(body));
}

const header = (request: IncomingMessage, name: string) => {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
