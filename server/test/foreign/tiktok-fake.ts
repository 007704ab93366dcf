/**
 * A stranger's TikTok: room pages, the web API, a sign server and the socket, written from the documented wire alone.
 * It knows nothing of how the connector works and shares no line with its simulator.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { WebSocketServer, type WebSocket } from 'ws';
import { pb, read, textOf, type Fields } from './wire.ts';

export interface TikTokOptions {
  handle: string;
  roomId?: string;
  /** One port for everything, or one each for web, webcast and sign. */
  ports?: 'one' | 'three';
  /** The only way to the room's number; the other two are broken in their own ways. */
  roomBy?: 'html' | 'api-live' | 'sign' | 'all';
  roomInfo?: 'live' | 'offline' | 'missing';
  /** Answers to sign requests by their number, from 0; `null` is a good one. */
  sign?: (nth: number) => { status: number; headers?: Record<string, string>; body?: string } | null;
  signKey?: string;
  /** Told in the sign server's answer on every connect. */
  initial?: Said[];
  withRoomHeader?: boolean;
  /** What the sign server calls the push server; the real one names a host of TikTok's. */
  pushServer?: (own: string) => string;
  answersHeartbeats?: boolean;
}

export interface Said {
  method: string;
  payload: Buffer;
  id?: string;
  history?: boolean;
}

export interface Person {
  id: string;
  handle: string;
  name: string;
}

const ONE_PIXEL = 'https://p16.tiktokcdn.com/a.webp';
export const snowflake = (n: number): string => String(7_300_000_000_000_000_000n + BigInt(n));

const userFields = (who: Person): Fields => ({
  1: BigInt(who.id),
  3: who.name,
  9: { 1: [ONE_PIXEL] },
  38: who.handle,
  46: 'MS4wLjABAAAA',
});
const common = (method: string, id: string, atMs: number | null, more: Fields = {}): Fields => ({
  1: method,
  2: BigInt(id),
  ...(atMs === null ? {} : { 4: BigInt(Math.floor(atMs)) }),
  ...more,
});

/** Messages of the live video, each as the platform would put it on the wire. */
export const tell = {
  chat(id: string, who: Person, text: string, atMs: number | null = Date.now()): Said {
    const method = 'WebcastChatMessage';
    return { method, id, payload: pb({ 1: common(method, id, atMs), 2: userFields(who), 3: text, 14: 'th' }) };
  },
  gift(
    id: string,
    who: Person,
    gift: { id: number; name: string; coins: number; combo: boolean; count: number; end: boolean; group: number },
  ): Said {
    const method = 'WebcastGiftMessage';
    const described: Fields = {
      2: 'sent a gift',
      5: gift.id,
      10: gift.combo,
      11: gift.combo ? 1 : 2,
      12: gift.coins,
      16: gift.name,
    };
    return {
      method,
      id,
      payload: pb({
        1: common(method, id, Date.now()),
        2: gift.id,
        4: 1,
        5: gift.count,
        6: gift.count,
        7: userFields(who),
        9: gift.end ? 1 : 0,
        11: gift.group,
        15: described,
      }),
    };
  },
  like(id: string, who: Person, count: number, total: number): Said {
    const method = 'WebcastLikeMessage';
    return { method, id, payload: pb({ 1: common(method, id, Date.now()), 2: count, 3: total, 5: userFields(who) }) };
  },
  join(id: string, who: Person): Said {
    const method = 'WebcastMemberMessage';
    return { method, id, payload: pb({ 1: common(method, id, Date.now()), 2: userFields(who), 3: 12, 10: 1 }) };
  },
  social(id: string, who: Person, what: 'follow' | 'share'): Said {
    const method = 'WebcastSocialMessage';
    const key = what === 'follow' ? 'pm_main_follow_message_viewer_2' : 'pm_mt_guidance_share';
    return {
      method,
      id,
      payload: pb({
        1: common(method, id, Date.now(), { 8: { 1: key } }),
        2: userFields(who),
        4: what === 'follow' ? 1 : 3,
      }),
    };
  },
  viewers(id: string, now: number): Said {
    const method = 'WebcastRoomUserSeqMessage';
    return { method, id, payload: pb({ 1: common(method, id, Date.now()), 3: now, 7: now * 4 }) };
  },
  deleted(id: string, messageIds: string[]): Said {
    const method = 'WebcastImDeleteMessage';
    return { method, id, payload: pb({ 1: common(method, id, Date.now()), 2: messageIds.map(BigInt) }) };
  },
  product(id: string, productId: string, title: string, price: string): Said {
    const method = 'WebcastOecLiveShoppingMessage';
    return {
      method,
      id,
      payload: pb({
        1: common(method, id, Date.now()),
        2: 1,
        3: 1,
        4: { 1: title, 2: price, 3: ONE_PIXEL, 4: 'https://shop.tiktok.com/x', 6: BigInt(productId) },
      }),
    };
  },
  control(id: string, action: number): Said {
    const method = 'WebcastControlMessage';
    return { method, id, payload: pb({ 1: common(method, id, Date.now()), 2: action }) };
  },
};

export interface TikTokFake {
  endpoints: Record<'TIKTOK_WEB_URL' | 'TIKTOK_WEBCAST_URL' | 'TIKTOK_SIGN_URL', string>;
  roomId: string;
  seen: {
    paths: string[];
    signs: { atMs: number; key: string | null }[];
    acks: string[];
    heartbeats: number;
    entered: number;
    chats: string[];
  };
  lines(): number;
  /** One frame with these messages. */
  frame(messages: Said[], how?: { gzip?: boolean; needAck?: boolean }): void;
  /** Bytes that are no frame, or text. */
  rubbish(data: Buffer | string): void;
  /** Asks for a sign of life as WebSocket servers do; answered by how many. */
  ping(): Promise<number>;
  drop(code?: number): void;
  stop(): Promise<void>;
}

export async function startTikTok(options: TikTokOptions): Promise<TikTokFake> {
  const roomId = options.roomId ?? '7412345678901234567';
  const sockets = new Set<WebSocket>();
  const seen: TikTokFake['seen'] = { paths: [], signs: [], acks: [], heartbeats: 0, entered: 0, chats: [] };
  const servers: Server[] = [];
  let frames = 0n;

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? '/', 'http://any');
    seen.paths.push(`${request.method ?? ''} ${url.pathname}`);
    if (url.pathname === `/@${options.handle}/live`) return void page(response);
    if (url.pathname === '/api-live/user/room/') return void apiLive(url, response);
    if (url.pathname === '/webcast/room/info/') return void roomInfo(response);
    if (url.pathname === `/webcast/anchors/${options.handle}/room_id`) return void anchors(response);
    if (url.pathname === `/webcast/rooms/${roomId}/connect`) return void connect(request, response);
    if (url.pathname === `/webcast/rooms/${roomId}/chat`) return void chat(request, response);
    response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found');
  };
  const by = (way: string): boolean => (options.roomBy ?? 'all') === 'all' || options.roomBy === way;
  const json = (response: ServerResponse, body: unknown, status = 200): void =>
    void response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));

  function page(response: ServerResponse): void {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    if (!by('html'))
      return void response.end('<!doctype html><title>Security Check</title><div id="captcha_container"></div>');
    const state = {
      LiveRoom: {
        liveRoomUserInfo: { user: { uniqueId: options.handle, roomId }, liveRoom: { status: 2, title: 'Sale' } },
      },
    };
    response.end(
      `<!doctype html><html><head></head><body><script id="SIGI_STATE" type="application/json">${JSON.stringify(state)}</script></body></html>`,
    );
  }
  function apiLive(url: URL, response: ServerResponse): void {
    if (!by('api-live') || url.searchParams.get('uniqueId') !== options.handle)
      return json(response, { statusCode: 19881007, message: 'user_not_found' });
    json(response, { statusCode: 0, message: '', data: { user: { id: '1', roomId }, liveRoom: { status: 2 } } });
  }
  function anchors(response: ServerResponse): void {
    if (!by('sign')) return json(response, { code: 404, ok: false, message: 'not found' }, 404);
    // As a server in another language may write it: a number too large for JavaScript.
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(`{"code": 200, "ok": true, "room_id": ${roomId}, "is_live": true}`);
  }
  function roomInfo(response: ServerResponse): void {
    if (options.roomInfo === 'missing') return void response.writeHead(404).end();
    const status = options.roomInfo === 'offline' ? 4 : 2;
    json(response, {
      status_code: 0,
      data: { id_str: roomId, status, title: 'Friday sale', user_count: 41, owner: { display_id: options.handle } },
    });
  }
  function connect(request: IncomingMessage, response: ServerResponse): void {
    const key = request.headers['x-api-key'];
    const nth = seen.signs.push({ atMs: Date.now(), key: typeof key === 'string' ? key : null }) - 1;
    if (options.signKey !== undefined && key !== options.signKey)
      return json(response, { code: 401, message: 'Invalid API key' }, 401);
    const refusal = options.sign?.(nth) ?? null;
    if (refusal !== null)
      return void response
        .writeHead(refusal.status, { 'content-type': 'application/json', ...refusal.headers })
        .end(refusal.body ?? '{}');
    const own = `ws://127.0.0.1:${(servers[1] ?? servers[0]!).address() && ((servers[1] ?? servers[0]!).address() as AddressInfo).port}/webcast/im/push/v2/`;
    const body = pb({
      1: (options.initial ?? []).map((said) => base(said)),
      2: 'cursor-1',
      5: 'internal_src:dim|wss_push_room_id:1',
      7: [{ 1: 'imprp', 2: 'abc' }],
      10: options.pushServer?.(own) ?? own,
    });
    response.writeHead(200, {
      'content-type': 'application/protobuf',
      'x-set-tt-cookie': 'ttwid=1%7Cabc; msToken=x',
      ...(options.withRoomHeader === false ? {} : { 'x-room-id': roomId }),
    });
    response.end(body);
  }
  function chat(request: IncomingMessage, response: ServerResponse): void {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { content } = JSON.parse(Buffer.concat(parts).toString()) as { content: string };
      seen.chats.push(content);
      json(response, { code: 200, message: 'ok', data: {} });
    });
  }

  const count = options.ports === 'three' ? 3 : 1;
  for (let nth = 0; nth < count; nth++) {
    const server = createServer(answer);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    servers.push(server);
  }
  const websockets = new WebSocketServer({ noServer: true });
  (servers[1] ?? servers[0]!).on('upgrade', (request, socket, head) => {
    websockets.handleUpgrade(request, socket, head, (ws) => {
      sockets.add(ws);
      ws.on('close', () => sockets.delete(ws));
      ws.on('message', (data: Buffer) => hear(ws, data));
    });
  });
  function hear(ws: WebSocket, data: Buffer): void {
    const frame = read(data);
    const type = textOf(frame, 7);
    if (type === 'hb') {
      seen.heartbeats++;
      if (options.answersHeartbeats !== false) ws.send(pb({ 6: 'pb', 7: 'hb' }));
    }
    if (type === 'ack') seen.acks.push(String(frame.get(2)?.[0]));
    if (type === 'im_enter_room') {
      seen.entered++;
      ws.send(pb({ 6: 'pb', 7: 'im_enter_room_resp', 8: Buffer.alloc(0) }));
    }
  }
  const base = (said: Said): Fields => ({
    1: said.method,
    2: said.payload,
    3: said.id === undefined ? undefined : BigInt(said.id),
    6: said.history === true ? true : undefined,
  });
  const portOf = (nth: number): number => ((servers[nth] ?? servers[0]!).address() as AddressInfo).port;
  const address = (nth: number): string => `http://127.0.0.1:${portOf(nth)}`;
  const everyone = (data: Buffer | string): void => sockets.forEach((ws) => ws.send(data));

  return {
    endpoints: { TIKTOK_WEB_URL: address(0), TIKTOK_WEBCAST_URL: address(1), TIKTOK_SIGN_URL: address(2) },
    roomId,
    seen,
    lines: () => sockets.size,
    frame(messages, how = {}) {
      const inside = pb({
        1: messages.map(base),
        2: `cursor-${frames}`,
        4: Date.now(),
        5: 'ext',
        9: how.needAck === true,
      });
      everyone(
        pb({ 1: 1, 2: ++frames, 3: 1, 4: 2, 6: 'pb', 7: 'msg', 8: how.gzip === true ? gzipSync(inside) : inside }),
      );
    },
    rubbish: everyone,
    async ping() {
      let answered = 0;
      for (const ws of sockets) {
        ws.once('pong', () => answered++);
        ws.ping('are you there');
      }
      await new Promise((done) => setTimeout(done, 100));
      return answered;
    },
    drop: (code) => sockets.forEach((ws) => (code === undefined ? ws.terminate() : ws.close(code, 'bye'))),
    async stop() {
      sockets.forEach((ws) => ws.terminate());
      websockets.close();
      await Promise.all(
        servers.map(
          (server) =>
            new Promise((done) => {
              server.close(done);
              server.closeAllConnections();
            }),
        ),
      );
    },
  };
}
