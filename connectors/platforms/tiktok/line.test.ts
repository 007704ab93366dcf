/** Whole lines: the connector, the real client library, and a TikTok on loopback. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { spawnSimulator } from '../testkit/control-client.ts';
import { failureOf, ofKind, openLine, pause, texts, until } from '../testkit/line.ts';
import type { LineOptions } from '../testkit/line.ts';
import type { SimConnection, Simulator } from '../testkit/simulator.ts';
import { tiktok } from './index.ts';
import { startTikTokSimulator } from './simulator/index.ts';
import { chat, ended, fetchResult, frame } from './simulator/wire.ts';

const nok = { id: '7000000000000000101', handle: 'nok', name: 'Nok' };
const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const simulator = async (seed: string): Promise<Simulator> => {
  const sim = await startTikTokSimulator({ seed });
  closers.push(() => sim.close());
  return sim;
};
const open = async (connection: SimConnection, options?: LineOptions) => {
  const line = await openLine(tiktok, connection, options);
  closers.push(() => line.close());
  return line;
};

test('two connections in one process keep to their own addresses and keys', async () => {
  const [one, two] = [await simulator('one'), await simulator('two')];
  const [first, second] = await Promise.all([open(one.connection), open(two.connection)]);
  expect(first.session.liveId).not.toBe(second.session.liveId);
  one.publish({ kind: 'message', author: nok, text: 'to one' });
  two.publish({ kind: 'message', author: nok, text: 'to two' });
  await until(() => texts(first).length + texts(second).length >= 2, 3_000, 'both messages');
  expect([texts(first), texts(second)]).toEqual([['to one'], ['to two']]);
  await second.session.act.reply?.({ key: 'k', text: 'hello' }, new AbortController().signal);
  expect(one.journal().received).toEqual([]);
  expect(two.journal().received).toMatchObject([{ text: 'hello' }]);
});

test('our reply comes back in the chat as the host’s own', async () => {
  const sim = await simulator('echo');
  const line = await open(sim.connection);
  const done = await line.session.act.reply?.(
    { key: 'k', text: 'It is 390 baht', toHandle: 'nok' },
    new AbortController().signal,
  );
  await until(() => texts(line).length > 0, 3_000, 'the reply in the chat');
  expect(ofKind(line.events(), 'message')).toMatchObject([
    { id: done?.id, text: '@nok It is 390 baht', author: { badges: ['owner'] } },
  ]);
});

test('what was said between the signature and the open line is not missed', async () => {
  const sim = await simulator('between');
  const talk = setInterval(() => sim.publish({ kind: 'like', author: nok, count: 1 }), 1);
  const line = await open(sim.connection);
  await pause(100);
  clearInterval(talk);
  await pause(200);
  const told = new Set(line.events().map(({ id }) => id));
  const { published } = sim.journal();
  const first = published.findIndex(({ id }) => told.has(id));
  expect(published.slice(first).every(({ id }) => told.has(id))).toBe(true);
  expect(published.filter(({ id, lost }) => !lost !== told.has(id))).toEqual([]);
});

test('a gap loses what was said in it, but for the last comments, which come as history', async () => {
  const sim = await simulator('gap');
  const line = await open(sim.connection);
  sim.publish({ kind: 'message', author: nok, text: 'before' });
  await until(() => texts(line).includes('before'), 3_000, 'the message before');
  sim.fault({ kind: 'drop', forMs: 300 });
  for (let n = 1; n <= 8; n += 1) sim.publish({ kind: 'message', author: nok, text: `gap ${n}` });
  expect(await line.ended(2_000)).toMatchObject({ how: 'error', error: { code: 'network', final: false } });
  expect((await failureOf(open(sim.connection), 1_000)).code).toBe('network');
  await pause(300);
  const again = await open(sim.connection);
  sim.publish({ kind: 'message', author: nok, text: 'after' });
  await until(() => texts(again).includes('after'), 3_000, 'the message after');
  expect(ofKind(again.events(), 'message').map(({ text, history }) => [text, history ?? false])).toEqual([
    ...[3, 4, 5, 6, 7, 8].map((n) => [`gap ${n}`, true]),
    ['after', false],
  ]);
  expect(
    sim
      .journal()
      .published.filter(({ lost }) => lost)
      .map(({ text }) => text),
  ).toEqual(['gap 1', 'gap 2']);
});

test('what was sent just before the line broke still arrives, an open streak too', async () => {
  const sim = await simulator('tail');
  const line = await open(sim.connection);
  sim.fault({ kind: 'lose-streak-end' });
  sim.publish({ kind: 'gift', author: nok, name: 'Rose', count: 4, type: 'gift', coins: 1, streak: [1, 4] });
  for (let n = 1; n <= 500; n += 1) sim.publish({ kind: 'message', author: nok, text: `tail ${n} ${'x'.repeat(200)}` });
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  sim.fault({ kind: 'drop', forMs: 100 });
  expect(await line.ended(3_000)).toMatchObject({ how: 'error' });
  expect(texts(line)).toHaveLength(500);
  expect(ofKind(line.events(), 'gift')).toMatchObject([{ gift: { count: 4, value: { coins: 4 } } }]);
});

test('a show that is over is not live, and worth another look', async () => {
  const sim = await simulator('over');
  sim.fault({ kind: 'end' });
  expect(await failureOf(open(sim.connection), 1_000)).toMatchObject({ code: 'not-live', final: false });
});

test('a handle nobody has is not found, a line of words is refused at once', async () => {
  const { connection } = await simulator('nobody');
  expect(await failureOf(open({ ...connection, broadcast: '@nobody.here' }), 1_000)).toMatchObject({
    code: 'not-found',
  });
  expect(await failureOf(open({ ...connection, broadcast: 'two words' }), 1_000)).toMatchObject({
    code: 'not-found',
    final: true,
  });
});

test('nobody there is a network fault', async () => {
  const sim = await startTikTokSimulator({ seed: 'gone' });
  await sim.close();
  expect(await failureOf(open(sim.connection), 1_000)).toMatchObject({ code: 'network', final: false });
});

test('an expired session refuses replies and goes on reading', async () => {
  const sim = await simulator('expired');
  const line = await open(sim.connection);
  sim.fault({ kind: 'expire-token' });
  const reply = line.session.act.reply?.({ key: 'k', text: 'hello' }, new AbortController().signal);
  await expect(reply).rejects.toMatchObject({ code: 'unauthorized', final: true });
  sim.publish({ kind: 'message', author: nok, text: 'still here' });
  await until(() => texts(line).includes('still here'), 3_000, 'a message after it');
});

test('without a key and a session everything is read and nothing is replied', async () => {
  const sim = await simulator('reader');
  const line = await open(sim.connection, { settings: {} });
  sim.publish({ kind: 'message', author: nok, text: 'A1' });
  await until(() => texts(line).includes('A1'), 3_000, 'the message');
  await expect(line.session.act.reply?.({ key: 'k', text: 'hi' }, new AbortController().signal)).rejects.toMatchObject({
    code: 'unsupported',
  });
});

test('an abort while the line is being made ends the attempt at once', async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  closers.push(async () => (silent.closeAllConnections(), silent.close()));
  const base = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const controller = new AbortController();
  const { contextFor } = await import('../testkit/line.ts');
  const { ctx } = contextFor({
    settings: {},
    endpoints: { TIKTOK_WEB_URL: base, TIKTOK_WEBCAST_URL: base, TIKTOK_SIGN_URL: base },
    broadcast: '@nok',
  });
  const attempt = tiktok.connect({ ...ctx, signal: controller.signal }).then(
    () => 'opened',
    () => 'ended',
  );
  await pause(100);
  controller.abort();
  expect(await Promise.race([attempt, pause(1_000).then(() => 'hung')])).toBe('ended');
});

test('a reader who is slow stops the socket, and loses nothing', async () => {
  const sim = await simulator('slow');
  const { contextFor } = await import('../testkit/line.ts');
  const { ctx, abort } = contextFor(sim.connection);
  const session = await tiktok.connect(ctx);
  closers.push(async () => (abort(), session.close()));
  const total = 12_000;
  for (let n = 1; n <= total; n += 1) sim.publish({ kind: 'message', author: nok, text: `${n}` });
  await pause(600);
  let came = 0;
  for await (const { event } of session.deliveries()) {
    if (event.kind === 'message') came += 1;
    if (came === total) break;
  }
  expect(came).toBe(total);
}, 20_000);

test('the simulator runs as a process of its own and speaks the same', async () => {
  const sim = await spawnSimulator(new URL('simulator/main.ts', import.meta.url), { seed: 'child' });
  closers.push(() => sim.close());
  const line = await open(sim.connection);
  const [id] = await sim.publish({ kind: 'message', author: nok, text: 'from afar' });
  await until(() => texts(line).includes('from afar'), 3_000, 'the message');
  expect((await sim.journal()).published).toMatchObject([{ id, text: 'from afar' }]);
});

/** Somebody else's TikTok: as little as the facts demand, nothing of our simulator's own. */
interface Foreign {
  page?: boolean;
  apiLive?: boolean;
  info?: boolean;
  signRoom?: boolean;
}

async function foreignTikTok(offers: Foreign) {
  const asked: string[] = [];
  const acks: string[] = [];
  const roomId = '7212345678901234567';
  const user = { roomId, uniqueId: 'nok' };
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    const { pathname } = new URL(request.url ?? '/', 'http://fake');
    asked.push(pathname);
    const json = (body: object) => response.end(JSON.stringify(body));
    if (offers.page && pathname === '/@nok/live') {
      const state = JSON.stringify({ LiveRoom: { liveRoomUserInfo: { user } } });
      return response.end(`<html><script id="SIGI_STATE" type="application/json">${state}</script></html>`);
    }
    if (offers.apiLive && pathname === '/api-live/user/room/') return json({ statusCode: 0, data: { user } });
    if (offers.info && pathname === '/webcast/room/info/') return json({ data: { status: 2, title: 'Foreign' } });
    if (offers.signRoom && pathname === '/webcast/anchors/nok/room_id')
      return json({ code: 200, ok: true, room_id: roomId });
    if (pathname !== `/webcast/rooms/${roomId}/connect`) return response.writeHead(404).end();
    const pushServer = `ws://${request.headers.host}/anywhere`;
    const body = fetchResult({ messages: [], cursor: 'c-1', internalExt: 'ext', nowMs: 0, pushServer });
    return response.writeHead(200, { 'x-set-tt-cookie': 'ttwid=1' }).end(body);
  };
  const server = createServer(serve);
  const sockets = new WebSocketServer({ server });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    sockets.clients.forEach((client) => client.terminate());
    server.closeAllConnections();
    server.close();
  });
  sockets.on('connection', (socket) => socket.on('message', (data) => acks.push((data as Buffer).toString('latin1'))));
  const send = (data: Buffer) => sockets.clients.forEach((client) => client.send(data));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const endpoints = { TIKTOK_WEB_URL: address, TIKTOK_WEBCAST_URL: address, TIKTOK_SIGN_URL: address };
  const stamp = (msgId: string, atMs = Date.now()) => ({ msgId, atMs, roomId });
  const say = (list: Parameters<typeof fetchResult>[0]['messages']) =>
    send(
      frame('msg', '9', fetchResult({ messages: list, cursor: 'c-2', internalExt: 'ext-2', nowMs: 0, needAck: true })),
    );
  return {
    connection: { settings: {}, endpoints, broadcast: 'https://www.tiktok.com/@nok/live' },
    asked,
    acks,
    send,
    say,
    stamp,
  };
}

describe("somebody else's TikTok, reached by the base addresses", () => {
  test.each([
    ['all of it', { page: true, apiLive: true, info: true }, ['/@nok/live', '/webcast/room/info/']],
    ['no live page', { apiLive: true, info: true }, ['/@nok/live', '/api-live/user/room/', '/webcast/room/info/']],
    ['no room info', { page: true }, ['/@nok/live', '/webcast/room/info/']],
    [
      'only a sign server',
      { signRoom: true },
      ['/@nok/live', '/api-live/user/room/', '/webcast/anchors/nok/room_id', '/webcast/room/info/'],
    ],
  ])('that offers %s is read', async (_, offers, before) => {
    const fake = await foreignTikTok(offers);
    const line = await open(fake.connection);
    expect(fake.asked.slice(0, -1)).toEqual(before);
    fake.say([chat(nok, 'A1', fake.stamp('1'))]);
    await until(() => texts(line).includes('A1'), 3_000, 'the message');
    await until(
      () => fake.acks.some((ack) => ack.includes('ack') && ack.includes('ext-2')),
      1_000,
      'the acknowledgement',
    );
    fake.say([ended(fake.stamp('2'))]);
    expect(await line.ended(1_000)).toEqual({ how: 'end' });
  });

  test('a large zipped frame is not overtaken by a small plain one', async () => {
    const fake = await foreignTikTok({ page: true });
    const line = await open(fake.connection);
    const atMs = Date.now();
    fake.say(Array.from({ length: 3_000 }, (_, n) => chat(nok, `large ${n}`, fake.stamp(String(1_000 + n), atMs))));
    fake.say([chat(nok, 'small', fake.stamp('9999', atMs + 1))]);
    await until(() => texts(line).length === 3_001, 5_000, 'all of them');
    expect(texts(line).at(-1)).toBe('small');
    expect(texts(line).slice(0, -1)).toEqual(Array.from({ length: 3_000 }, (_, n) => `large ${n}`));
  });

  test('a message that is overtaken on the way by twenty milliseconds takes its place again', async () => {
    const fake = await foreignTikTok({ page: true });
    const line = await open(fake.connection);
    const atMs = Date.now();
    fake.say([chat(nok, 'second', fake.stamp('2', atMs + 1))]);
    await pause(20);
    fake.say([chat(nok, 'first', fake.stamp('1', atMs))]);
    await until(() => texts(line).length === 2, 3_000, 'both');
    expect(texts(line)).toEqual(['first', 'second']);
  });

  test('old comments repeated to a new line are history even where nobody marked them', async () => {
    const fake = await foreignTikTok({ page: true });
    const line = await open(fake.connection);
    fake.say([chat(nok, 'old', fake.stamp('1', Date.now() - 60_000)), chat(nok, 'new', fake.stamp('2'))]);
    await until(() => texts(line).length === 2, 3_000, 'both');
    expect(ofKind(line.events(), 'message').map(({ text, history }) => [text, history ?? false])).toEqual([
      ['old', true],
      ['new', false],
    ]);
  });

  test('frames of the line itself are no broken messages', async () => {
    const fake = await foreignTikTok({ page: true });
    const line = await open(fake.connection);
    fake.send(frame('hb', '0', Buffer.from([8, 1])));
    fake.send(frame('im_enter_room_resp', '0', Buffer.from([0x0a, 0xff])));
    fake.say([chat(nok, 'A1', fake.stamp('1'))]);
    await until(() => texts(line).includes('A1'), 3_000, 'the message');
    expect(line.skipped).toEqual([]);
  });
});
