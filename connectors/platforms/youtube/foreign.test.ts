import { createServer, type ServerResponse } from 'node:http';
import { connect, createServer as createDoor, type AddressInfo, type Socket } from 'node:net';
import { Server, ServerCredentials, status, type ServerWritableStream } from '@grpc/grpc-js';
import { afterEach, expect, test } from 'vitest';
import type { Simulator, SimulatorOptions } from '../testkit/simulator.ts';
import { openLine, pause, texts, until, type Line, type LineOptions } from '../testkit/line.ts';
import { requestFields } from './fields.ts';
import { encodePage } from './grpc-payloads.ts';
import { youtube } from './index.ts';
import type { ChatItem } from './payloads.ts';
import { decode } from './protobuf.ts';
import { targetOf } from './stream.ts';
import { startYoutubeSimulator } from './simulator/index.ts';

const nok = { id: 'UCviewer', handle: 'nok', name: 'Nok' };
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function simulator(options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  const sim = await startYoutubeSimulator({ seed: 'line', ...options });
  closing.push(() => sim.close());
  return sim;
}

async function line(connection: Simulator['connection'], options?: LineOptions): Promise<Line> {
  const opened = await openLine(youtube, connection, options);
  closing.push(() => opened.close());
  return opened;
}

const say = (sim: Simulator, text: string) => sim.publish({ kind: 'message', author: nok, text });
const heard = (on: Line, text: string) => until(() => texts(on).includes(text), 8_000, `"${text}" heard`);
const signal = new AbortController().signal;

/** A door before the stream alone, which can be shut or deafened while REST goes on. */
async function withDoor(sim: Simulator) {
  const inside = new URL(sim.connection.endpoints.YOUTUBE_GRPC_URL ?? '');
  const sockets = new Set<Socket>();
  const door = createDoor((outer) => {
    const inner = connect(Number(inside.port), inside.hostname);
    for (const [from, to] of [[outer, inner] as const, [inner, outer] as const]) {
      sockets.add(from);
      from.on('error', () => to.destroy()).on('close', () => to.destroy());
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const cut = () => sockets.forEach((socket) => socket.destroy());
  closing.push(() => new Promise((resolve) => (door.close(() => resolve()), cut())));
  const YOUTUBE_GRPC_URL = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
  const connection = { ...sim.connection, endpoints: { ...sim.connection.endpoints, YOUTUBE_GRPC_URL } };
  return { connection, cut, deafen: () => sockets.forEach((socket) => (socket.unpipe(), socket.pause())) };
}

test.for([
  [undefined, 'youtube.googleapis.com:443', true],
  ['http://127.0.0.1:5000', '127.0.0.1:5000', false],
  ['127.0.0.1:5000', '127.0.0.1:5000', false],
  ['localhost:5000', 'localhost:5000', false],
  ['https://127.0.0.1:5000/', '127.0.0.1:5000', true],
  ['grpc.example:443', 'grpc.example:443', true],
] as const)('the address %s is spoken to as %s, by TLS: %s', ([setting, target, secure]) => {
  expect(targetOf(setting)).toEqual({ target, secure });
});

test('a stream that worked and breaks is a gap to be seen, though polling would still do', async () => {
  const sim = await simulator();
  const { connection, cut } = await withDoor(sim);
  const on = await line(connection);
  say(sim, 'one');
  await heard(on, 'one');
  cut();
  expect(await on.ended(2_000)).toMatchObject({ how: 'error', error: { code: 'network', final: false } });
});

test('a stream gone silent while the chat goes on is noticed, and a chat that is only quiet is left alone', async () => {
  const sim = await simulator();
  const { connection, deafen } = await withDoor(sim);
  const on = await line(connection, { speed: 20 });
  say(sim, 'one');
  await heard(on, 'one');
  await pause(3_000);
  expect(on.outcome()).toBeUndefined();
  deafen();
  say(sim, 'unheard');
  expect(await on.ended(4_000)).toMatchObject({ how: 'error', error: { code: 'stalled', final: false } });
});

/** A server of somebody else: three routes over HTTP, an API key, ids of its own making, no gRPC, no Date header. */
async function plainFake() {
  const said: object[] = [];
  let asked = 0;
  const send = (response: ServerResponse, body: object) => response.end(JSON.stringify(body));
  const server = createServer((request, response) => {
    response.sendDate = false;
    response.setHeader('content-type', 'application/json');
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://fake');
    if (pathname === '/youtube/v3/videos' && searchParams.get('id') === 'video-1') {
      return send(response, {
        items: [{ id: 'video-1', snippet: { title: 'x' }, liveStreamingDetails: { activeLiveChatId: 'chat-1' } }],
      });
    }
    if (pathname === '/youtube/v3/liveChat/messages') {
      asked += 1;
      const from = Number(searchParams.get('pageToken') ?? 0);
      return send(response, { items: said.slice(from), nextPageToken: `${said.length}`, pollingIntervalMillis: 50 });
    }
    response.statusCode = 404;
    return response.end('not here');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => (server.close(() => resolve()), server.closeAllConnections())));
  const endpoints = { YOUTUBE_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  return { said, asked: () => asked, connection: { settings: { apiKey: 'a-key' }, endpoints, broadcast: 'video-1' } };
}

const item = (id: string, messageText: string) => ({
  id,
  snippet: { type: 'textMessageEvent', publishedAt: new Date().toISOString(), textMessageDetails: { messageText } },
  authorDetails: { channelId: 'UC1', displayName: 'Nok' },
});

test('a plain HTTP server without gRPC is polled at once, with an API key', async () => {
  const fake = await plainFake();
  const on = await line(fake.connection);
  await until(() => fake.asked() > 0, 1_000, 'the first poll');
  fake.said.push(item('m1', 'A1'));
  await heard(on, 'A1');
  await expect(on.session.act.reply?.({ key: 'a', text: 'hi' }, signal)).rejects.toMatchObject({
    code: 'unsupported',
    final: true,
  });
});

test('a stream that cannot be reached is given up for polling within two seconds', async () => {
  const fake = await plainFake();
  const endpoints = { ...fake.connection.endpoints, YOUTUBE_GRPC_URL: 'http://127.0.0.1:9' };
  const startedAt = Date.now();
  const on = await line({ ...fake.connection, endpoints });
  fake.said.push(item('m1', 'A1'));
  await heard(on, 'A1');
  expect(Date.now() - startedAt).toBeLessThan(2_000);
});

/** A stream of somebody else: each opening is answered by the next page and then closed, as YouTube does now and then. */
async function closingStream(pages: (ChatItem[] | 'unavailable')[]) {
  const tokens: (string | undefined)[] = [];
  const server = new Server();
  const path = '/youtube.api.v3.V3DataLiveChatMessageService/StreamList';
  const raw = {
    path,
    requestStream: false,
    responseStream: true,
    requestSerialize: Buffer.from,
    responseDeserialize: Buffer.from,
  };
  const codec = { requestDeserialize: (bytes: Buffer) => decode(requestFields, bytes), responseSerialize: Buffer.from };
  const implementation = (call: ServerWritableStream<{ pageToken?: string }, Uint8Array>) => {
    tokens.push(call.request.pageToken);
    const items = pages[tokens.length - 1];
    if (items === undefined) return;
    if (items === 'unavailable') return void call.emit('error', { code: status.UNAVAILABLE, details: 'gone' });
    call.write(encodePage({ items, nextPageToken: `after ${tokens.length}` }));
    call.end();
  };
  server.addService({ StreamList: { ...raw, ...codec } }, { StreamList: implementation });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  closing.push(async () => server.forceShutdown());
  return { tokens, YOUTUBE_GRPC_URL: `127.0.0.1:${port}` };
}

test('a stream that YouTube closes in order is opened again from the last token', async () => {
  const fake = await plainFake();
  const { tokens, YOUTUBE_GRPC_URL } = await closingStream([[item('m1', 'one')], [item('m2', 'two')]]);
  const on = await line({ ...fake.connection, endpoints: { ...fake.connection.endpoints, YOUTUBE_GRPC_URL } });
  await heard(on, 'two');
  await until(() => tokens.length === 3, 3_000, 'a third opening');
  expect(texts(on)).toEqual(['one', 'two']);
  expect(tokens).toEqual([undefined, 'after 1', 'after 2']);
  expect(fake.asked()).toBe(0);
});

test('a stream that cannot be opened again is a gap to be seen', async () => {
  const fake = await plainFake();
  const { YOUTUBE_GRPC_URL } = await closingStream([[item('m1', 'one')], 'unavailable', 'unavailable', 'unavailable']);
  const on = await line({ ...fake.connection, endpoints: { ...fake.connection.endpoints, YOUTUBE_GRPC_URL } });
  expect(await on.ended(4_000)).toMatchObject({ how: 'error', error: { code: 'network', final: false } });
  expect(texts(on)).toEqual(['one']);
});
