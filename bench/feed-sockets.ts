import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { WebSocketServer, type WebSocket } from 'ws';

const CLIENTS = 200;
const HIGH_BYTES = 512 * 1024;

/** Two hundred real sockets to another process. */
export class Sockets {
  readonly server: WebSocketServer;
  readonly #child: ChildProcess;

  private constructor(server: WebSocketServer, child: ChildProcess) {
    this.server = server;
    this.#child = child;
  }

  static async open(): Promise<Sockets> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
    await once(server, 'listening');
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const child = fork(fileURLToPath(new URL('feed-clients.ts', import.meta.url)), [url, String(CLIENTS)]);
    await once(child, 'message');
    return new Sockets(server, child);
  }

  get all(): ReadonlySet<WebSocket> {
    return this.server.clients;
  }

  /** Until nobody has much unread: neither way may hide its cost in a growing buffer. */
  async breathe(): Promise<void> {
    while ([...this.all].some((socket) => socket.bufferedAmount > HIGH_BYTES)) await new Promise(setImmediate);
  }

  /** Resolves when every client has read everything. */
  async ended(): Promise<void> {
    const told = once(this.#child, 'message');
    for (const socket of this.all) socket.send('end');
    await told;
  }

  async close(): Promise<void> {
    this.#child.kill();
    await once(this.#child, 'exit');
    for (const socket of this.all) socket.terminate();
    this.server.close();
  }
}
