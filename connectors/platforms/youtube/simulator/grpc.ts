/** `StreamList` over plain HTTP/2 on loopback: recent history first, then every item as it comes. */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Metadata, Server, ServerCredentials, status, type ServerWritableStream } from '@grpc/grpc-js';
import { requestFields, retryInfoFields, statusFields } from '../fields.ts';
import { encodePage } from '../grpc-payloads.ts';
import { decode, encode } from '../protobuf.ts';
import type { Platform, Refusal } from './platform.ts';

const UNITS = 5;
/** Nothing but field number 0, which no protobuf message has. */
const BROKEN = Buffer.from([0x00, 0xff, 0xff, 0xff]);

interface Request {
  liveChatId?: string;
  pageToken?: string;
}
type Call = ServerWritableStream<Request, Buffer>;

const service = {
  StreamList: {
    path: '/youtube.api.v3.V3DataLiveChatMessageService/StreamList',
    requestStream: false,
    responseStream: true,
    requestSerialize: (request: Request) => Buffer.from(encode(requestFields, request)),
    requestDeserialize: (bytes: Buffer) => decode(requestFields, bytes) as Request,
    responseSerialize: (page: Buffer) => page,
    responseDeserialize: (bytes: Buffer) => bytes,
  },
};

export async function serveGrpc(platform: Platform, port: number) {
  const server = new Server();
  server.addService(service, { StreamList: (call: Call) => stream(platform, call) });
  // The sockets are ours and are handed in: a drop can then cut each of them, and refuse new ones for a while.
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const sockets = new Set<Socket>();
  const door = createServer((socket) => {
    if (platform.troubles.isDropped()) return socket.destroy();
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    injector.injectConnection(socket);
  });
  platform.troubles.onCut(() => sockets.forEach((socket) => socket.destroy()));
  await new Promise<void>((resolve) => door.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.forceShutdown();
        sockets.forEach((socket) => socket.destroy());
        door.close(() => resolve());
      }),
  };
}

function stream(platform: Platform, call: Call) {
  const opened = opening(platform, call);
  if ('refusal' in opened) return refuse(call, opened.refusal);
  let { position } = opened;
  const { liveChatId } = platform;
  let drained = true;
  let first = true;
  let scheduled = false;
  const write = (bytes: Buffer) => {
    drained = call.write(bytes);
    if (!drained) call.once('drain', () => ((drained = true), pump()));
  };
  const pump = () => {
    scheduled = false;
    if (!drained || call.destroyed || platform.troubles.isStalled()) return;
    if (platform.liveChatId !== liveChatId) return call.end();
    if (platform.troubles.takeBrokenPage()) write(BROKEN);
    const items = platform.since(position);
    if (items.length === 0 && !first) return;
    first = false;
    position += items.length;
    write(Buffer.from(encodePage({ items, nextPageToken: platform.tokenAt(position) })));
    if (platform.endedAtMs() !== null) call.end();
  };
  // What one turn of the loop publishes leaves in one page.
  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(pump);
  };
  const stop = platform.onChange(schedule);
  call.on('cancelled', stop).on('close', stop).on('error', stop);
  schedule();
}

function opening(platform: Platform, call: Call): { position: number } | { refusal: Refusal } {
  const text = (name: string) => call.metadata.get(name)[0]?.toString();
  const bearer = /^Bearer (.+)$/.exec(text('authorization') ?? '')?.[1];
  const refusal = platform.refusalOf(UNITS, bearer, text('x-goog-api-key'), false);
  if (refusal) return { refusal };
  const { liveChatId, pageToken } = call.request;
  const no = (code: number, reason: string) => ({ refusal: { status: code, reason, message: reason } });
  if (platform.isPastChat(liveChatId ?? '')) return no(409, 'liveChatEnded');
  if (liveChatId !== platform.liveChatId) return no(404, 'liveChatNotFound');
  const position = pageToken ? platform.positionOf(pageToken) : platform.startOfHistory();
  if (position === null) return no(400, 'pageTokenInvalid');
  if (platform.endedAtMs() !== null && position >= platform.length()) return no(409, 'liveChatEnded');
  return { position };
}

const CODES: Record<number, status> = {
  400: status.INVALID_ARGUMENT,
  401: status.UNAUTHENTICATED,
  403: status.RESOURCE_EXHAUSTED,
  404: status.NOT_FOUND,
  409: status.FAILED_PRECONDITION,
  429: status.RESOURCE_EXHAUSTED,
};

function refuse(call: Call, { status: code, message, retryAfterMs }: Refusal) {
  const metadata = new Metadata();
  if (retryAfterMs !== undefined) metadata.set('grpc-status-details-bin', Buffer.from(retryInfo(retryAfterMs)));
  call.emit('error', { code: CODES[code] ?? status.INTERNAL, details: message, metadata });
}

function retryInfo(delayMs: number): Uint8Array {
  const retryDelay = { seconds: String(Math.floor(delayMs / 1000)), nanos: (delayMs % 1000) * 1e6 };
  const value = encode(retryInfoFields, { retryDelay });
  return encode(statusFields, { details: [{ typeUrl: 'type.googleapis.com/google.rpc.RetryInfo', value }] });
}
