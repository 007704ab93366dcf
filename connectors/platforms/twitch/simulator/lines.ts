import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';

/** Twitch closes a line that nobody subscribed on within this time. */
const UNUSED_MS = 10_000;
/** After it asked to move, the old line stays this long. */
const MOVE_WITHIN_MS = 30_000;
/** Twitch speaks at least as often as was asked; this one more often, for clients whose clock a test has sped up. */
const BEAT_MS = 1_000;

export interface Subscription {
  id: string;
  type: string;
  condition: Record<string, string>;
}
interface Line {
  sessionId: string;
  socket: WebSocket;
  subscriptions: Subscription[];
  keepaliveSeconds: number;
}

export type Lines = ReturnType<typeof createLines>;

/** The EventSub lines: welcome, signs of life, moves, and what is told on which. */
export function createLines(address: () => string, isSilent: () => boolean) {
  const server = new WebSocketServer({ noServer: true });
  const lines = new Map<WebSocket, Line>();
  const beat = () => void (isSilent() || all((line) => tell(line, 'session_keepalive', {})));
  const beating = setInterval(beat, BEAT_MS);

  const all = (each: (line: Line) => void) => [...lines.values()].forEach(each);

  function tell({ socket }: Line, type: string, payload: object, more: object = {}): void {
    const timed = { message_id: randomUUID(), message_timestamp: new Date().toISOString() };
    socket.send(JSON.stringify({ metadata: { ...timed, message_type: type, ...more }, payload }));
  }

  const session = (line: Line, status: string, reconnect_url: string | null) => ({
    session: {
      id: line.sessionId,
      status,
      connected_at: new Date().toISOString(),
      keepalive_timeout_seconds: line.keepaliveSeconds,
      reconnect_url,
    },
  });

  function open(socket: WebSocket, url: URL): void {
    const old = [...lines.values()].find(({ sessionId }) => sessionId === url.searchParams.get('moved'));
    const asked = Number(url.searchParams.get('keepalive_timeout_seconds') ?? 10);
    const line: Line = {
      sessionId: old?.sessionId ?? `AQoQ${randomUUID().replaceAll('-', '')}`,
      ...{ socket, subscriptions: old?.subscriptions ?? [], keepaliveSeconds: old?.keepaliveSeconds ?? asked },
    };
    if (old) lines.delete(old.socket);
    lines.set(socket, line);
    socket.on('close', () => lines.delete(socket));
    socket.on('error', () => socket.terminate());
    // A client has nothing to say here.
    socket.on('message', () => socket.close(4001, 'client sent inbound traffic'));
    setTimeout(() => {
      if (line.subscriptions.length === 0) socket.close(4003, 'connection unused');
    }, UNUSED_MS).unref();
    tell(line, 'session_welcome', session(line, 'connected', null));
  }

  return {
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      server.handleUpgrade(request, socket, head, (opened) => open(opened, new URL(request.url ?? '/', 'ws://x')));
    },
    /** The line of a session, for a subscription to be put on. */
    subscriptionsOf: (sessionId: string): Subscription[] | null =>
      [...lines.values()].find((line) => line.sessionId === sessionId)?.subscriptions ?? null,
    /** Tells everybody who subscribed to it; answers how many that were. */
    notify(type: string, event: object, timed: { message_id: string; message_timestamp: string }): number {
      let told = 0;
      all(({ socket, subscriptions, sessionId }) => {
        const wanted = subscriptions.find((one) => one.type === type);
        if (!wanted) return;
        told += 1;
        const transport = { method: 'websocket', session_id: sessionId };
        const subscription = { ...wanted, version: '1', status: 'enabled', cost: 0, transport };
        const metadata = {
          ...{ ...timed, message_type: 'notification', subscription_type: type, subscription_version: '1' },
        };
        socket.send(JSON.stringify({ metadata, payload: { subscription, event } }));
      });
      return told;
    },
    revoke(type: string, status: string): void {
      all((line) => {
        const subscription = line.subscriptions.find((one) => one.type === type);
        if (!subscription) return;
        line.subscriptions.splice(line.subscriptions.indexOf(subscription), 1);
        tell(line, 'revocation', { subscription: { ...subscription, status } }, { subscription_type: type });
      });
    },
    /** Asks every line to move to another address; one that does not is closed. */
    move(): void {
      all((line) => {
        tell(line, 'session_reconnect', session(line, 'reconnecting', `${address()}?moved=${line.sessionId}`));
        setTimeout(() => line.socket.close(4004, 'reconnect grace time expired'), MOVE_WITHIN_MS).unref();
      });
    },
    say: (text: string) => all(({ socket }) => socket.send(text)),
    cut: () => all(({ socket }) => socket.terminate()),
    beat,
    count: () => lines.size,
    close(): void {
      clearInterval(beating);
      all(({ socket }) => socket.terminate());
      server.close();
    },
  };
}
