/**
 * The one file that touches `tiktok-live-connector`. The library is unofficial and will break one day: whatever
 * replaces it has to answer `OpenLine`, and nothing else of this folder changes.
 *
 * Nothing global of the library is used or changed (its `RouteConfig` and `SignConfig` belong to the whole process):
 * a rehearsal and a real show hold lines to different addresses at the same time.
 */
import { gunzipSync } from 'node:zlib';
import {
  TikTokLiveConnection,
  WebcastPushFrame,
  createBaseWebcastPushFrame,
  deserializeMessage,
  fetchRoomInfoFromHtmlRoute,
  fetchRoomInfoRoute,
} from 'tiktok-live-connector';
import { ConnectorError } from '../contract.ts';
import { pushAddress, routed } from './addresses.ts';
import { findRoom, notLive } from './find-room.ts';
import { lineFault, lookupFault } from './faults.ts';
import type { LookupFault, RoomAnswer } from './find-room.ts';
import type { LineOptions, OpenLine } from './line.ts';
import { idOf, timeOf } from './payloads.ts';
import type { WireMessage } from './payloads.ts';

const HANDSHAKE_MS = 10_000;
/** A closing handshake is a courtesy; nobody waits for it longer than this. */
const CLOSE_MS = 200;
const MAX_FRAME_BYTES = 16 * 1024 * 1024;
const MAX_UNZIPPED_BYTES = 64 * 1024 * 1024;
const ROOM_OFFLINE = 4;
/** Frames of the line itself; their payload is not a list of messages. */
const LINE_FRAMES = new Set(['hb', 'ack', 'im_enter_room', 'im_enter_room_resp']);

export const openLine: OpenLine = async (options) => {
  const room = new Room(options);
  const close = () => {
    options.signal.removeEventListener('abort', close);
    room.shut();
  };
  options.signal.addEventListener('abort', close, { once: true });
  try {
    const roomId = await findRoom(options.handle, room.lookups(), options.signal);
    const title = await room.lookAround(roomId);
    await room.connect(roomId);
    return {
      roomId: room.roomId || roomId,
      title,
      pause: () => room.socket?.pause(),
      resume: () => room.socket?.resume(),
      close,
    };
  } catch (cause) {
    close();
    throw options.signal.aborted
      ? new ConnectorError('network', 'The line was given up before it was open.')
      : lineFault(cause);
  }
};

/** What we use of the library's socket; its published types lose what it inherits from `ws`. */
interface Socket {
  pause(): void;
  resume(): void;
  close(): void;
  terminate(): void;
  sendBytes(data: Uint8Array): boolean;
  removeAllListeners(event: 'message'): void;
  on(event: 'message' | 'ping', listen: (data: Buffer) => void): void;
  pong(data: Buffer): void;
}

type Client = NonNullable<TikTokLiveConnection['wsClient']>;
type Options = ConstructorParameters<typeof TikTokLiveConnection>[1];

class Room extends TikTokLiveConnection {
  readonly #options: LineOptions;
  #ownerId: string | null = null;
  #title: string | null = null;
  #shut = false;

  constructor(options: LineOptions) {
    super(options.handle, libraryOptions(options));
    this.#options = options;
    const make = this._wsClientProvider;
    this._wsClientProvider = (params) =>
      this.#listen(make({ ...params, baseUrl: pushAddress(params.baseUrl, options.addresses) }));
    const events = this as unknown as { on(event: 'disconnected', listen: (how: { code: number }) => void): void };
    events.on('disconnected', ({ code }) => {
      if (!this.#shut) options.listener.closed(code);
    });
  }

  get socket(): Socket | null {
    return this.wsClient as unknown as Socket | null;
  }

  lookups() {
    const { handle, sign } = this.#options;
    return [
      {
        place: 'live page',
        ask: () =>
          this.#ask('live page', async () =>
            roomIn(
              (await fetchRoomInfoFromHtmlRoute({ webClient: this.webClient, uniqueId: handle })) as RoomUserInfoWire,
            ),
          ),
      },
      { place: 'live API', ask: () => this.#ask('live API', () => this.#apiLive(handle)) },
      { place: 'sign server', ask: () => this.#ask('sign server', () => sign.roomOf(handle)) },
    ];
  }

  /** What the room says of itself. Only "offline" stops us: without the rest a line can still be opened. */
  async lookAround(roomId: string): Promise<string | null> {
    const answer: { data?: RoomInfoWire } = await fetchRoomInfoRoute({ webClient: this.webClient, roomId }).catch(
      () => ({}),
    );
    if (answer.data?.status === ROOM_OFFLINE) throw notLive(this.#options.handle);
    const { title, owner } = answer.data ?? {};
    this.#ownerId = idOf(owner?.id_str ?? owner?.id);
    this.#title = title || null;
    return this.#title;
  }

  /** Replaces the library's own order of steps, whose sign request has no time-out and loses the delay of a 429. */
  protected override async _connect(roomId = this.roomId): Promise<void> {
    const { sign, listener } = this.#options;
    this.webClient.roomId = roomId;
    const signed = await sign.openLine(roomId, this.webClient.clientHeaders['User-Agent'] ?? '');
    const first = decodeResult(signed.body);
    if (!first?.cursor || !first.pushServer)
      throw new ConnectorError('protocol', 'The sign server did not say where to connect. It is tried again.');
    await this.webClient.cookieJar.processSetCookieHeader(signed.cookie);
    if (signed.roomId) this.webClient.roomId = signed.roomId;
    listener.opening({ ownerId: this.#ownerId, title: this.#title, platformNowMs: timeOf(first.now) });
    // What comes with the signature was said before this line was there.
    listener.messages(first.messages.map((message) => ({ ...toWire(message), history: true })));
    const routeParams = Object.fromEntries(Object.entries(first.routeParams).filter(([, value]) => value));
    const params = {
      compress: 'gzip',
      room_id: this.roomId,
      internal_ext: first.internalExt,
      cursor: first.cursor,
      ...routeParams,
    };
    await this.setupWebsocket(first.pushServer, params, this.roomId);
    if (this.#shut) this.socket?.terminate();
  }

  shut() {
    this.#shut = true;
    const client = this.socket;
    if (!client) return;
    client.close();
    setTimeout(() => client.terminate(), CLOSE_MS).unref();
  }

  async #apiLive(handle: string): Promise<RoomAnswer> {
    const answer = (await this.webClient.getJsonObjectFromTikTokApi('api-live/user/room/', {
      ...this.webClient.clientParams,
      uniqueId: handle,
      sourceType: '54',
    })) as ApiLiveWire;
    if (answer.statusCode) throw Object.assign(new Error('no such room'), { status: 404 });
    return roomIn(answer.data);
  }

  async #ask(place: string, ask: () => Promise<RoomAnswer>): Promise<RoomAnswer | LookupFault> {
    try {
      return await ask();
    } catch (cause) {
      return lookupFault(place, cause);
    }
  }

  /** Our own reading of frames: in the order of the wire, where the library's lets small frames overtake large ones. */
  #listen(client: Client): Client {
    const socket = client as unknown as Socket;
    socket.removeAllListeners('message');
    socket.on('message', (data) => this.#receive(socket, data));
    // The library leaves pings unanswered; whoever sends them, a proxy on the way too, would take the line for dead.
    socket.on('ping', (data) => {
      this.#options.listener.alive();
      socket.pong(data);
    });
    return client;
  }

  #receive(client: Socket, data: Buffer) {
    const { listener } = this.#options;
    listener.alive();
    const frame = decodeFrame(data);
    if (!frame) return listener.unreadable('broken frame');
    if (LINE_FRAMES.has(frame.payloadType) || frame.payload.length === 0) return;
    const result = decodeResult(unzipped(frame.payload));
    if (!result) return listener.unreadable('broken frame');
    if (result.needAck && idOf(frame.logId) !== null && result.internalExt)
      client.sendBytes(ackOf(frame.logId, result.internalExt));
    listener.messages(result.messages.map(toWire));
  }
}

interface RoomInfoWire {
  status?: number;
  title?: string;
  owner?: { id_str?: string; id?: string | number };
}

interface RoomUserInfoWire {
  user?: { roomId?: string | number };
  liveRoom?: { status?: number };
}

interface ApiLiveWire {
  statusCode?: number;
  data?: RoomUserInfoWire;
}

function roomIn(answer: RoomUserInfoWire | undefined): RoomAnswer {
  const status = answer?.liveRoom?.status;
  return { roomId: idOf(answer?.user?.roomId), live: status === undefined ? null : status !== ROOM_OFFLINE };
}

/** The account's session is never given to the library: it would travel with every page and to the WebSocket. */
function libraryOptions({ addresses, signal }: LineOptions): Options {
  const webClientOptions = {
    retry: { limit: 0 },
    signal,
    // The library asks TikTok's hosts by `http:`. This hook is the last word on where a request goes, redirects too.
    hooks: {
      beforeRequest: [
        (request: { url: string | URL | undefined }) => void (request.url &&= routed(new URL(request.url), addresses)),
      ],
    },
  };
  return {
    webClientOptions: webClientOptions as unknown as NonNullable<Options['webClientOptions']>,
    wsClientOptions: { handshakeTimeout: HANDSHAKE_MS, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false },
  };
}

function decodeFrame(data: Uint8Array) {
  try {
    return WebcastPushFrame.decode(data);
  } catch {
    // Told to the listener as unreadable, and counted there.
    return null;
  }
}

function decodeResult(payload: Uint8Array | null) {
  if (!payload) return null;
  try {
    return deserializeMessage('ProtoMessageFetchResult', Buffer.from(payload));
  } catch {
    // Likewise counted by the caller.
    return null;
  }
}

function unzipped(payload: Uint8Array): Uint8Array | null {
  if (payload[0] !== 0x1f || payload[1] !== 0x8b || payload[2] !== 8) return payload;
  try {
    return gunzipSync(payload, { maxOutputLength: MAX_UNZIPPED_BYTES });
  } catch {
    // Counted as a broken frame.
    return null;
  }
}

interface LibraryMessage {
  method: string;
  msgId: string;
  isHistory: boolean;
  decodedData?: { data: unknown };
  decodeError?: unknown;
}

const toWire = (message: LibraryMessage): WireMessage => ({
  method: message.method,
  msgId: message.msgId,
  history: message.isHistory,
  data: message.decodedData?.data ?? null,
  broken: message.decodeError !== undefined,
});

const ackOf = (logId: string, internalExt: string) =>
  createBaseWebcastPushFrame({
    logId,
    payloadEncoding: 'pb',
    payloadType: 'ack',
    payload: Buffer.from(internalExt),
  }).finish();
