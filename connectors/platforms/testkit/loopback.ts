import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Troubles } from './troubles.ts';

/** A platform's HTTP side on loopback, with its line's troubles: cut lines are closed and kept out, a stall answers nothing until it is over. */
export async function serveLoopback(
  troubles: Pick<Troubles<never>, 'isDropped' | 'isStalled' | 'onCut' | 'onStallOver'>,
  port: number,
  respond: (request: IncomingMessage, response: ServerResponse) => Promise<unknown>,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const go = (): void => void respond(request, response);
    if (!troubles.isStalled()) return go();
    const forget = troubles.onStallOver(() => {
      if (troubles.isStalled()) return;
      forget();
      go();
    });
  });
  server.on('connection', (socket) => {
    if (troubles.isDropped()) socket.destroy();
  });
  troubles.onCut(() => server.closeAllConnections());
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
