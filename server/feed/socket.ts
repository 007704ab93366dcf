import { Value } from 'typebox/value';
import { Type } from 'typebox';
import type { Log } from '../log.ts';
import type { ClientFrame, ServerFrame } from './entry.ts';
import { Follower, type Wire } from './follower.ts';
import type { ShowReader } from './reader.ts';

/** A WebSocket as `ws` gives it. */
export interface FeedSocket extends Wire {
  on(event: 'message', listener: (data: Buffer | ArrayBuffer | Buffer[], isBinary: boolean) => void): unknown;
  on(event: 'close' | 'pong', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  ping(): void;
  terminate(): void;
}

/** Whose socket it is, checked before the upgrade. */
export interface SocketOwner {
  workspaceId: string;
  sessionId: string;
  /** Set for a seat at one show: it follows no other. */
  showId?: string;
}

export interface Sockets {
  /** Takes over an accepted socket. Origin, sign-in and role have been checked. */
  attach(socket: FeedSocket, owner: SocketOwner): void;
  /** A revoked sign-in does not close what it opened: this does. */
  closeFor(sessionId: string): void;
  /** Tells everybody to come back and closes. */
  close(): void;
  count(): number;
}

export interface SocketsDeps {
  /** null: no such show in this workspace. */
  readerOf(workspaceId: string, showId: string): Promise<ShowReader | null>;
  /** Nobody here follows this show any more. */
  left(reader: ShowReader): void;
  log: Log;
}

const Id = Type.String({ minLength: 1, maxLength: 200 });
const Number_ = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Client = Type.Union([
  Type.Object({ t: Type.Literal('follow'), show: Id, since: Type.Optional(Number_) }, { additionalProperties: false }),
  Type.Object({ t: Type.Literal('ack'), show: Id, n: Number_ }, { additionalProperties: false }),
  Type.Object({ t: Type.Literal('leave'), show: Id }, { additionalProperties: false }),
]);

/** Shows one socket may follow at a time. */
const MOST_FOLLOWED = 8;
const PING_EVERY_MS = 20_000;
const COME_BACK = 1012;
const SIGNED_OUT = 4401;

interface Open {
  socket: FeedSocket;
  owner: SocketOwner;
  following: Map<string, { reader: ShowReader; follower: Follower }>;
  /** The newest `follow` of each show, so that a slow look-up does not override a later frame. */
  asked: Map<string, number>;
  alive: boolean;
}

export function createSockets(deps: SocketsDeps): Sockets {
  const open = new Set<Open>();
  let asks = 0;
  const pings = setInterval(() => {
    for (const one of open) ping(one);
  }, PING_EVERY_MS);
  pings.unref();

  function ping(one: Open): void {
    if (!one.alive) return one.socket.terminate();
    one.alive = false;
    one.socket.ping();
  }

  function attach(socket: FeedSocket, owner: SocketOwner): void {
    const one: Open = { socket, owner, following: new Map(), asked: new Map(), alive: true };
    open.add(one);
    socket.on('message', (data, isBinary) => heard(one, isBinary ? null : parse(data)));
    socket.on('pong', () => (one.alive = true));
    socket.on('error', (error) => deps.log.debug({ error }, 'feed-socket-fault'));
    socket.on('close', () => {
      open.delete(one);
      for (const showId of [...one.following.keys()]) leave(one, showId);
    });
  }

  function heard(one: Open, frame: ClientFrame | null): void {
    one.alive = true;
    if (frame === null) return refuse(one, 'bad-frame', 'This is not a frame the feed understands.');
    if (frame.t === 'ack') one.following.get(frame.show)?.follower.ack(frame.n);
    else if (frame.t === 'leave') leave(one, frame.show);
    else void follow(one, frame.show, frame.since ?? null);
  }

  function leave(one: Open, showId: string): void {
    one.asked.delete(showId);
    const held = one.following.get(showId);
    if (held === undefined) return;
    one.following.delete(showId);
    held.follower.leave();
    deps.left(held.reader);
  }

  async function follow(one: Open, showId: string, since: number | null): Promise<void> {
    leave(one, showId);
    if (one.following.size >= MOST_FOLLOWED) return refuse(one, 'too-many', 'This socket follows too many shows.');
    const ask = ++asks;
    one.asked.set(showId, ask);
    try {
      const { owner } = one;
      const isTheirs = owner.showId === undefined || owner.showId === showId;
      const reader = isTheirs ? await deps.readerOf(owner.workspaceId, showId) : null;
      if (reader === null) return refuse(one, 'not-found', 'There is no such show.');
      if (one.asked.get(showId) !== ask || !open.has(one)) return deps.left(reader);
      const failed = (error: unknown): void => deps.log.warn({ show: showId, error }, 'feed-catch-up-failed');
      one.following.set(showId, { reader, follower: new Follower(reader, one.socket, since, failed) });
    } catch (error) {
      deps.log.warn({ show: showId, error }, 'feed-follow-failed');
      one.socket.close(COME_BACK, 'come back');
    }
  }

  function refuse(one: Open, code: string, message: string): void {
    one.socket.send(JSON.stringify({ t: 'refused', code, message } satisfies ServerFrame), { binary: false });
  }

  return {
    attach,
    closeFor(sessionId) {
      for (const one of open) if (one.owner.sessionId === sessionId) one.socket.close(SIGNED_OUT, 'signed out');
    },
    close() {
      clearInterval(pings);
      for (const one of open) one.socket.close(COME_BACK, 'come back');
    },
    count: () => open.size,
  };
}

function parse(data: Buffer | ArrayBuffer | Buffer[]): ClientFrame | null {
  const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer);
  try {
    const frame: unknown = JSON.parse(bytes.toString('utf8'));
    return Value.Check(Client, frame) ? frame : null;
  } catch {
    // Not JSON: refused by the caller like any other wrong frame.
    return null;
  }
}
