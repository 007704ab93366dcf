import { createServer, request as ask, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRoom } from './room.ts';
import { storable } from './storable.ts';

const room = createRoom(1_000);
let server: Server;
let port: number;
beforeAll(async () => {
  server = createServer((request, response) => {
    if (!room.enter(request, response, 600)) return void response.writeHead(429).end();
    request
      .on('error', () => undefined)
      .resume()
      .on('end', () => response.end('in'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => void server.closeAllConnections());

const begin = (headers: Record<string, string>) => {
  const request = ask({ port, host: '127.0.0.1', method: 'POST', headers }).on('error', () => undefined);
  request.flushHeaders();
  return request;
};
const until = async (used: number) => {
  for (
    const deadline = Date.now() + 3_000;
    room.used() !== used;
    await new Promise((resolve) => setTimeout(resolve, 5))
  )
    expect(Date.now(), `${room.used()} bytes are inside, not ${used}`).toBeLessThan(deadline);
};
const status = async (request: ReturnType<typeof begin>) => {
  const [response] = await once(request, 'response');
  response.resume();
  return response.statusCode as number;
};

it('takes what fits, refuses what does not, and has room again when somebody is answered or hangs up', async () => {
  const slow = begin({ 'content-length': '500' });
  await until(500);
  const silent = begin({ 'transfer-encoding': 'chunked' });
  expect(await status(silent), 'who says no length is taken for the longest').toBe(429);
  const second = begin({ 'content-length': '400' });
  await until(900);
  second.end(Buffer.alloc(400));
  expect(await status(second)).toBe(200);
  await until(500);
  slow.destroy();
  await until(0);
});

it('one request that is larger than the whole room is taken when it is alone', async () => {
  const small = createRoom(10);
  const request = { headers: { 'content-length': '50' } } as never;
  expect(small.enter(request, server as never, 600)).toBe(true);
  expect(small.enter(request, server as never, 600)).toBe(false);
});

it.each([
  ['nul \0', '"nul \ufffd"'],
  ['half \ud83d', '"half \ufffd"'],
  ['whole 😀', '"whole 😀"'],
  ['written \\u0000 out', '"written \\\\u0000 out"'],
  ['three \\\0', '"three \\\\\ufffd"'],
])('%j is stored as %s', (text, json) => {
  expect(storable(text)).toBe(json);
  expect(storable({ [text]: 1 })).toBe(`{${json}:1}`);
});
