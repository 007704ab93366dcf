/** The HTTP side: TikTok's pages and API, and the sign server, in one. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Room } from './room.ts';
import { fetchResult } from './wire.ts';

const STATUS_LIVE = 2;
const STATUS_OFFLINE = 4;
const CHAT_LENGTH = 150;

export interface Gate {
  apiKey: string;
  sessionId: string;
  keyRefused: boolean;
  sessionRefused: boolean;
  throttled: { times: number; retryAfterMs: number };
}

interface Call {
  room: Room;
  gate: Gate;
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  id: string;
}

const routes: { method: string; path: RegExp; answer: (call: Call) => void | Promise<void> }[] = [
  { method: 'GET', path: /^\/@([^/]+)\/live$/, answer: livePage },
  { method: 'GET', path: /^\/api-live\/user\/room\/$/, answer: apiLive },
  { method: 'GET', path: /^\/webcast\/room\/info\/$/, answer: roomInfo },
  { method: 'GET', path: /^\/webcast\/anchors\/([^/]+)\/room_id$/, answer: roomOfHandle },
  { method: 'GET', path: /^\/webcast\/rooms\/(\d+)\/connect$/, answer: signedLine },
  { method: 'POST', path: /^\/webcast\/rooms\/(\d+)\/chat$/, answer: roomChat },
];

export async function answer(
  room: Room,
  gate: Gate,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
  for (const route of routes) {
    const match = route.method === request.method ? route.path.exec(url.pathname) : null;
    if (match) return route.answer({ room, gate, request, response, url, id: decodeURIComponent(match[1] ?? '') });
  }
  json(response, 404, { code: 404, message: 'no such page' });
}

const status = (room: Room) => (room.live ? STATUS_LIVE : STATUS_OFFLINE);
const userOf = (room: Room) => ({
  id: room.owner.id,
  uniqueId: room.owner.handle,
  nickname: room.owner.name,
  roomId: room.roomId,
});
const isOwner = (room: Room, handle: string | null) => handle?.toLowerCase() === room.owner.handle.toLowerCase();

function livePage({ room, response, id }: Call) {
  if (!isOwner(room, id)) return html(response, 404, '<!doctype html><title>Not found</title>');
  const state = {
    LiveRoom: { liveRoomUserInfo: { user: userOf(room), liveRoom: { status: status(room), title: 'Simulated live' } } },
  };
  const script = `<script id="SIGI_STATE" type="application/json">${JSON.stringify(state).replaceAll('<', '\\u003c')}</script>`;
  html(response, 200, `<!doctype html><html><head><title>Live</title></head><body>${script}</body></html>`);
}

function apiLive({ room, response, url }: Call) {
  if (!isOwner(room, url.searchParams.get('uniqueId')))
    return json(response, 200, { statusCode: 10221, message: 'user_not_found' });
  json(response, 200, {
    statusCode: 0,
    data: { user: userOf(room), liveRoom: { status: status(room), roomId: room.roomId } },
  });
}

function roomInfo({ room, response, url }: Call) {
  if (url.searchParams.get('room_id') !== room.roomId) return json(response, 200, { status_code: 30003, data: {} });
  const owner = { id_str: room.owner.id, display_id: room.owner.handle, nickname: room.owner.name };
  json(response, 200, {
    status_code: 0,
    data: { id_str: room.roomId, status: status(room), title: 'Simulated live', owner },
  });
}

function roomOfHandle(call: Call) {
  if (!admitted(call)) return;
  const { room, response, id } = call;
  if (!isOwner(room, id)) return json(response, 200, { code: 404, ok: false, message: 'unknown handle' });
  json(response, 200, { code: 200, ok: true, room_id: room.roomId, is_live: room.live, routes_attempted: [] });
}

function signedLine(call: Call) {
  if (!admitted(call)) return;
  const { room, request, response, id } = call;
  if (id !== room.roomId || !room.live) return json(response, 404, { code: 404, message: 'this room is not live' });
  const { cursor, history } = room.recent();
  const body = fetchResult({
    messages: history,
    cursor: String(cursor),
    internalExt: `sim-${cursor}`,
    nowMs: Date.now(),
    pushServer: `ws://${request.headers.host}/webcast/im/ws_proxy/ws_reuse_supplement/`,
    routeParams: { imprp: `sim${room.roomId}` },
  });
  response
    .writeHead(200, {
      'content-type': 'application/protobuf',
      'x-set-tt-cookie': 'ttwid=simulated; Path=/',
      'x-room-id': room.roomId,
    })
    .end(body);
}

async function roomChat(call: Call) {
  const { room, gate, request, response, id } = call;
  const body = await bodyOf(request);
  if (!admitted(call)) return;
  if (request.headers['x-api-key'] !== gate.apiKey)
    return json(response, 403, { code: 403, message: 'needs a paid plan' });
  const cookies = String(request.headers['x-cookie-header'] ?? '');
  const session = /(?:^|; )sessionid=([^;]*)/.exec(cookies)?.[1];
  if (gate.sessionRefused || session !== gate.sessionId || !cookies.includes('tt-target-idc=')) {
    return json(response, 401, { code: 401, message: 'the session is not valid' });
  }
  const content = contentOf(body);
  if (id !== room.roomId || !room.live) return json(response, 404, { code: 404, message: 'this room is not live' });
  if (content === '' || [...content].length > CHAT_LENGTH)
    return json(response, 400, { code: 400, message: 'the text is empty or too long' });
  const msgId = room.reply(content);
  json(response, 200, { code: 200, data: { status_code: 0, data: { msg_id_str: msgId }, extra: { now: Date.now() } } });
}

/** What the sign server asks of every call: not too many, and a key only if it is a good one. */
function admitted({ gate, request, response }: Call): boolean {
  if (gate.throttled.times > 0) {
    gate.throttled.times -= 1;
    const seconds = Math.ceil(gate.throttled.retryAfterMs / 1000);
    const message = { code: 429, message: 'Too many connections started', limit_label: 'minute' };
    json(response, 429, message, {
      'retry-after': String(seconds),
      'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + seconds),
    });
    return false;
  }
  const key = request.headers['x-api-key'];
  if (key === undefined || (key === gate.apiKey && !gate.keyRefused)) return true;
  json(response, 401, { code: 401, message: `the key ${String(key)} is not valid` });
  return false;
}

function contentOf(body: string): string {
  try {
    const { content } = JSON.parse(body) as { content?: unknown };
    return typeof content === 'string' ? content : '';
  } catch {
    // Not JSON: refused like an empty text.
    return '';
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function html(response: ServerResponse, code: number, body: string) {
  response.writeHead(code, { 'content-type': 'text/html; charset=utf-8' }).end(body);
}

function json(response: ServerResponse, code: number, body: object, headers: Record<string, string> = {}) {
  response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
