import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { openLine, texts, until, type Line } from '../testkit/line.ts';
import { twitch } from './index.ts';

// A stranger's stand-in for Twitch: it has no address that tells whose token it is, knows two kinds of subscription and
// answers as scarcely as the documentation allows. It is named by its bare origin.

let server: Server;
let sockets: WebSocketServer;
let line: Line | null;
let asked: string[];
const open = new Set<WebSocket>();

const answers: Record<string, (body: { type?: string }) => [number, object?]> = {
  'GET /helix/users': () => [200, { data: [{ id: '77', login: 'ann' }] }],
  'GET /helix/streams': () => [200, { data: [{ id: '9', viewer_count: 3 }] }],
  'POST /helix/eventsub/subscriptions': ({ type = '' }) =>
    type === 'channel.chat.message' ? [200, { data: [{ id: 's' }] }] : [400, { message: 'unknown subscription' }],
  'POST /helix/chat/messages': () => [200, { data: [{ message_id: 'm1' }] }],
  'DELETE /helix/moderation/bans': () => [204],
};

beforeEach(async () => {
  [asked, line] = [[], null];
  server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const path = new URL(request.url ?? '/', 'http://x').pathname;
      asked.push(`${request.method} ${path} ${request.headers['client-id']} ${request.headers.authorization}`);
      const [status, said] = answers[`${request.method} ${path}`]?.(body) ?? [404, {}];
      response.writeHead(status).end(said ? JSON.stringify(said) : '');
    });
  });
  sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, request) => {
    open.add(socket);
    asked.push(`WS ${request.url}`);
    socket.send(JSON.stringify({ metadata: { message_type: 'session_welcome' }, payload: { session: { id: 'q' } } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await line?.close();
  for (const socket of open) socket.terminate();
  sockets.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function bodyOf(request: IncomingMessage): Promise<{ type?: string }> {
  let text = '';
  for await (const chunk of request as AsyncIterable<Buffer>) text += chunk.toString();
  return text === '' ? {} : (JSON.parse(text) as { type?: string });
}

test('is read and answered all the same', async () => {
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = { accessToken: 'abc-token', clientId: 'my-app' };
  const endpoints = { TWITCH_API_URL: `${origin}/`, TWITCH_EVENTSUB_URL: origin };
  line = await openLine(twitch, { settings, endpoints, broadcast: '' });
  const signal = new AbortController().signal;
  const event = { message_id: 'x1', chatter_user_id: '5', chatter_user_login: 'bob', message: { text: 'A12' } };
  const metadata = { message_id: 'f1', message_type: 'notification', subscription_type: 'channel.chat.message' };
  for (const socket of open) socket.send(JSON.stringify({ metadata, payload: { event } }));
  await until(() => texts(line as Line).includes('A12'), 3_000, 'the message');
  expect(line.events().find(({ kind }) => kind === 'message')).toEqual({
    ...{ kind: 'message', id: 'x1', atMs: null, text: 'A12' },
    author: { id: '5', handle: 'bob', name: 'bob' },
  });
  expect(await line.session.act.reply?.({ key: 'k', text: 'hi' }, signal)).toEqual({ id: 'm1' });
  expect(await line.session.act.unban?.({ key: 'k', authorId: '5' }, signal)).toEqual({ id: '5' });
  expect(asked).toContain('GET /helix/users my-app Bearer abc-token');
  expect(asked).toContain('WS /ws?keepalive_timeout_seconds=10');
});
