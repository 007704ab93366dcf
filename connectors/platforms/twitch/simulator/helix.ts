import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Lines } from './lines.ts';
import type { Platform } from './platform.ts';

const MAX_TEXT = 500;
const POINTS_A_MINUTE = 800;
const SCOPES = [
  'user:read:chat',
  'user:write:chat',
  'moderator:manage:chat_messages',
  'moderator:manage:banned_users',
  'channel:moderate',
];

interface Asked {
  query: URLSearchParams;
  body: Record<string, unknown>;
}
interface Answer {
  status: number;
  body?: object;
  headers?: Record<string, string>;
}
type Route = (platform: Platform, asked: Asked, lines: Lines) => Answer;

const ok = (data: object[], status = 200): Answer => ({ status, body: { data } });
const no = (status: number, error: string, message: string): Answer => ({ status, body: { error, status, message } });

const routes: Record<string, Route> = {
  'GET /helix/users': ({ owner }, { query }) => {
    const login = query.get('login');
    const one = { id: owner.id, login: owner.login, display_name: owner.name, broadcaster_type: 'partner' };
    return ok(login === null || login === owner.login ? [one] : []);
  },
  'GET /helix/streams': (platform, { query }) => {
    const { owner } = platform;
    const stream = platform.stream();
    const mine = query.get('user_id') === owner.id || query.get('user_login') === owner.login;
    if (!stream || !mine) return ok([]);
    const who = { user_id: owner.id, user_login: owner.login, user_name: owner.name };
    const started_at = new Date(stream.startedMs).toISOString();
    const live = { type: 'live', title: 'Live with the shop', viewer_count: platform.viewers(), started_at };
    return ok([{ id: stream.id, ...who, ...live }]);
  },
  'POST /helix/eventsub/subscriptions': subscribe,
  'POST /helix/chat/messages': say,
  'DELETE /helix/moderation/chat': (platform, { query }) =>
    platform.remove(query.get('message_id') ?? '')
      ? { status: 204 }
      : no(404, 'Not Found', 'The message was not found.'),
  'POST /helix/moderation/bans': (platform, { body }) => {
    const { user_id, duration } = (body['data'] ?? {}) as { user_id?: string; duration?: number };
    if (!user_id) return no(400, 'Bad Request', 'The user_id field is required.');
    if (!platform.ban(user_id, duration)) return no(400, 'Bad Request', 'The user specified is already banned.');
    return ok([{ broadcaster_id: platform.owner.id, moderator_id: platform.owner.id, user_id, end_time: null }]);
  },
  'DELETE /helix/moderation/bans': (platform, { query }) =>
    platform.unban(query.get('user_id') ?? '')
      ? { status: 204 }
      : no(400, 'Bad Request', 'The user specified in the user_id query parameter is not banned.'),
};

function subscribe({ owner }: Platform, { body }: Asked, lines: Lines): Answer {
  const { type, condition, transport } = body as {
    type?: string;
    condition?: Record<string, string>;
    transport?: { session_id?: string };
  };
  const there = lines.subscriptionsOf(transport?.session_id ?? '');
  if (!type || !condition) return no(400, 'Bad Request', 'The type and condition fields are required.');
  if (!there) return no(400, 'Bad Request', 'websocket transport session does not exist or has already disconnected');
  if (condition['broadcaster_user_id'] !== owner.id || (condition['user_id'] ?? owner.id) !== owner.id)
    return no(403, 'Forbidden', 'subscription missing proper authorization');
  if (there.some((one) => one.type === type)) return no(409, 'Conflict', 'subscription already exists');
  const made = { id: randomUUID(), type, condition };
  there.push(made);
  return ok([{ ...made, version: '1', status: 'enabled', cost: 0, transport }], 202);
}

function say(platform: Platform, { body }: Asked): Answer {
  const { broadcaster_id, sender_id, message, reply_parent_message_id: parent } = body as Record<string, string>;
  const { id } = platform.owner;
  if (broadcaster_id !== id || sender_id !== id) return no(401, 'Unauthorized', 'The sender does not match the token.');
  if (!message) return no(400, 'Bad Request', 'The message field is required.');
  if ([...message].length > MAX_TEXT) return no(400, 'Bad Request', 'The message is too long.');
  const held = platform.takeHeld();
  if (held) return ok([{ message_id: '', is_sent: false, drop_reason: held }]);
  return ok([{ message_id: platform.say(message, parent).id, is_sent: true, drop_reason: null }]);
}

/** Helix and the token address: who asks, how often, and what is answered. */
export function createHelix(platform: Platform, lines: () => Lines) {
  let minute = 0;
  let spent = 0;

  /** Points refill by the minute; every answer says how many are left. */
  function points(): Record<string, string> {
    const now = Math.floor(Date.now() / 60_000);
    if (now !== minute) [minute, spent] = [now, 0];
    spent += 1;
    const left = Math.max(0, POINTS_A_MINUTE - spent);
    return limits(left, (minute + 1) * 60);
  }

  function answerFor(request: IncomingMessage, asked: Asked): Answer {
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    const [scheme, shown] = (request.headers.authorization ?? '').split(' ');
    const admitted = !platform.isRefused() && shown === platform.token.access;
    if (path === '/oauth2/token') return renewed(platform, asked);
    if (path === '/oauth2/validate')
      return admitted && (scheme === 'OAuth' || scheme === 'Bearer') ? validated(platform) : UNKNOWN_TOKEN;
    const waitMs = platform.throttledMs();
    if (waitMs !== null) return throttled(waitMs);
    if (!admitted || scheme !== 'Bearer') return no(401, 'Unauthorized', 'Invalid OAuth token');
    if (request.headers['client-id'] !== platform.app.clientId)
      return no(401, 'Unauthorized', 'Client ID and OAuth token do not match');
    const route = routes[`${request.method} ${path}`];
    const headers = points();
    if (spent > POINTS_A_MINUTE) return { ...no(429, 'Too Many Requests', 'Rate limit'), headers };
    return { headers, ...(route?.(platform, asked, lines()) ?? no(404, 'Not Found', 'No such address.')) };
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    if (platform.isDropped()) return void request.socket.destroy();
    const query = new URL(request.url ?? '/', 'http://x').searchParams;
    const { status, body, headers } = answerFor(request, { query, body: bodyOf(request, Buffer.concat(chunks)) });
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body ? JSON.stringify(body) : '');
  };
}

const limits = (left: number, resetSeconds: number) => ({
  'ratelimit-limit': String(POINTS_A_MINUTE),
  'ratelimit-remaining': String(left),
  'ratelimit-reset': String(resetSeconds),
});

const throttled = (waitMs: number): Answer => ({
  ...no(429, 'Too Many Requests', 'Rate limit'),
  headers: limits(0, Math.ceil((Date.now() + waitMs) / 1_000)),
});

const UNKNOWN_TOKEN: Answer = { status: 401, body: { status: 401, message: 'invalid access token' } };

const validated = ({ app, owner }: Platform): Answer => ({
  status: 200,
  body: { client_id: app.clientId, login: owner.login, scopes: SCOPES, user_id: owner.id, expires_in: 14_000 },
});

function renewed(platform: Platform, { body }: Asked): Answer {
  const form = body as { grant_type?: string; refresh_token?: string; client_secret?: string };
  const token = platform.renew(form.refresh_token ?? null, form.client_secret ?? null);
  if (!token) return { status: 400, body: { error: 'Bad Request', status: 400, message: 'Invalid refresh token' } };
  const made = { access_token: token.access, refresh_token: token.refresh, expires_in: 14_000 };
  return { status: 200, body: { ...made, scope: SCOPES, token_type: 'bearer' } };
}

function bodyOf(request: IncomingMessage, bytes: Buffer): Record<string, unknown> {
  const text = bytes.toString('utf8');
  if (text === '') return {};
  if (request.headers['content-type']?.includes('json')) return JSON.parse(text) as Record<string, unknown>;
  return Object.fromEntries(new URLSearchParams(text));
}
