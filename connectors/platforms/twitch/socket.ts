import { WebSocket } from 'ws';
import { ConnectorError, type ConnectorContext } from '../contract.ts';
import { address } from './api.ts';
import { KEEPALIVE_SECONDS } from './manifest.ts';
import type { Frame } from './payloads.ts';

const WELCOME_WITHIN_MS = 10_000;
/** A sign of life may be late by this much. */
const GRACE_MS = 5_000;

export interface Listener {
  notification(frame: Frame): void;
  revoked(frame: Frame): void;
  /** The line is gone. Told once; nothing comes after it. */
  lost(error: ConnectorError): void;
}

export interface Socket {
  /** Resolves with the session's id: subscriptions must follow within ten seconds. */
  welcome: Promise<string>;
  pause(): void;
  resume(): void;
  close(): void;
}

/** The EventSub line: welcome, signs of life, and the move to another address, during which the old socket stays. */
export function openSocket(ctx: ConnectorContext, listener: Listener): Socket {
  const welcome = Promise.withResolvers<string>();
  // Whoever opens the line waits for it; a line that is closed before that has nobody waiting.
  welcome.promise.catch(() => undefined);
  const watching = new AbortController();
  let current: WebSocket | null = null;
  let next: WebSocket | null = null;
  let heardMs = ctx.now();
  let silenceMs = WELCOME_WITHIN_MS;
  let paused = false;
  let over = false;

  function dial(url: string): WebSocket {
    const socket = new WebSocket(url, { handshakeTimeout: WELCOME_WITHIN_MS, maxPayload: 8 * 1024 * 1024 });
    socket.on('message', (data: Buffer) => hear(socket, data.toString('utf8')));
    // An error is always followed by the close.
    socket.on('error', (error) => ctx.log.debug({ sentence: error.message }, 'twitch-socket-error'));
    socket.on('close', (code) => closed(socket, code));
    return socket;
  }

  function hear(socket: WebSocket, text: string): void {
    if (over) return;
    heardMs = ctx.now();
    const frame = readFrame(text);
    switch (frame?.metadata?.message_type) {
      case 'session_welcome':
        return welcomed(socket, frame);
      case 'session_keepalive':
        return;
      case 'session_reconnect':
        return move(frame.payload?.session?.reconnect_url);
      case 'notification':
        return listener.notification(frame);
      case 'revocation':
        return listener.revoked(frame);
      default:
        return ctx.skipped(frame?.metadata?.message_type ?? 'frame');
    }
  }

  function welcomed(socket: WebSocket, { payload }: Frame): void {
    silenceMs = (payload?.session?.keepalive_timeout_seconds ?? KEEPALIVE_SECONDS) * 1_000 + GRACE_MS;
    if (socket === next) {
      current?.close();
      [current, next] = [next, null];
      if (paused) current.pause();
    }
    welcome.resolve(payload?.session?.id ?? '');
  }

  /** The subscriptions move along; until the new address welcomes us the old one goes on talking. */
  function move(url: string | null | undefined): void {
    if (!url || next) return;
    ctx.log.info({}, 'twitch-line-moves');
    next = dial(url);
  }

  function closed(socket: WebSocket, code: number): void {
    // An old socket that has done its work, or one that Twitch closed while the new one is on its way.
    if (socket !== current && socket !== next) return;
    if (socket === current && next) return void (current = null);
    lose(new ConnectorError('network', `Twitch's line closed (${code}); it is opened anew.`));
  }

  function lose(error: ConnectorError): void {
    if (over) return;
    welcome.reject(error);
    close();
    listener.lost(error);
  }

  function close(): void {
    over = true;
    watching.abort();
    current?.terminate();
    next?.terminate();
  }

  /** A line on which Twitch has not said that it is there is dead, however open it looks. */
  async function watch(): Promise<void> {
    while (!over) {
      const leftMs = paused ? silenceMs : heardMs + silenceMs - ctx.now();
      if (leftMs <= 0) return lose(new ConnectorError('stalled', 'Twitch has gone silent; the line is opened anew.'));
      await ctx.sleep(Math.ceil(leftMs), watching.signal);
    }
  }

  const url = new URL(
    address(ctx.endpoints.TWITCH_EVENTSUB_URL, 'wss://eventsub.wss.twitch.tv/ws').replace(/^http/, 'ws'),
  );
  url.searchParams.set('keepalive_timeout_seconds', String(KEEPALIVE_SECONDS));
  current = dial(url.href);
  // An aborted sleep may reject; the line is over then.
  watch().catch((error: unknown) => lose(new ConnectorError('network', "Twitch's line was left.", { cause: error })));
  return {
    welcome: welcome.promise,
    pause() {
      paused = true;
      current?.pause();
    },
    resume() {
      paused = false;
      heardMs = ctx.now();
      current?.resume();
    },
    close() {
      welcome.reject(new ConnectorError('network', "Twitch's line was closed before it was open."));
      close();
    },
  };
}

function readFrame(text: string): Frame | null {
  try {
    const frame: unknown = JSON.parse(text);
    return typeof frame === 'object' ? (frame as Frame | null) : null;
  } catch {
    // Counted as skipped by whoever asked.
    return null;
  }
}
