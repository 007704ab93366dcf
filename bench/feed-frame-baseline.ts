import { WebSocket } from 'ws';
import type { FeedMessage } from '../server/feed/entry.ts';
import type { Sockets } from './feed-sockets.ts';

/** A frame a message to everybody, as `ws` documents a broadcast: the message is serialised once, every open client gets it. */
export async function frameBaseline(sockets: Sockets, messages: readonly FeedMessage[]): Promise<number> {
  const began = performance.now();
  for (const message of messages) {
    const data = JSON.stringify(message);
    sockets.server.clients.forEach((client) => {
      if (client.readyState === WebSocket.OPEN) client.send(data, { binary: false });
    });
    await sockets.breathe();
  }
  await sockets.ended();
  return Math.round(((messages.length * sockets.all.size) / (performance.now() - began)) * 1_000);
}
