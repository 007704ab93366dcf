import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { App } from './web.ts';

/**
 * Which listener a request came in by. `main` serves everything; `public` what server/api/public-list.ts names;
 * `network` what a tablet that was let in needs (server/api/network-list.ts).
 */
export type Door = 'main' | 'public' | 'network';

const cameBy = new WeakMap<IncomingMessage, Door>();

export const doorOf = (request: { raw: IncomingMessage }): Door => cameBy.get(request.raw) ?? 'main';

export interface OpenDoor {
  host: string;
  port: number;
  /** Everything that came in by it is cut, sockets too. */
  close(): Promise<void>;
}

export interface DoorPlace {
  host: string;
  port: number;
  /** Feeds need a socket; the public side has none. */
  sockets: boolean;
  /** Who may connect at all, by their address. */
  admits?(address: string): boolean;
}

/**
 * One more listener of the same app: the same routes, headers and limits, but what comes in by it is marked, and the
 * guard looks at the mark after the router has decided which route it is. A list that compared addresses as text would
 * be passed by whatever the router reads differently.
 */
export async function openDoor(app: App, door: Exclude<Door, 'main'>, place: DoorPlace): Promise<OpenDoor> {
  const server = createServer(
    { requestTimeout: app.server.requestTimeout, headersTimeout: app.server.requestTimeout },
    (request, response) => {
      cameBy.set(request, door);
      app.routing(request, response);
    },
  );
  server.setTimeout(app.server.timeout);
  const sockets = track(server, place.admits);
  if (place.sockets)
    server.on('upgrade', (request, socket, head) => {
      cameBy.set(request, door);
      app.server.emit('upgrade', request, socket, head);
    });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: place.host, port: place.port }, () => resolve(void server.off('error', reject)));
  });
  const { port } = server.address() as AddressInfo;
  return {
    host: place.host,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Closing a server leaves the sockets that were upgraded: they are remembered to be cut. */
function track(server: Server, admits: DoorPlace['admits']): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    if (admits !== undefined && !admits(socket.remoteAddress ?? '')) return void socket.destroy();
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}
