import { Redis } from 'ioredis';
import type { Log } from '../log.ts';

/** Carries only "this show has changed"; what changed is in the table. Losing a word costs a second at most. */
export interface Bus {
  told(showId: string): void;
  /** Returns how to stop hearing. */
  onTold(listener: (showId: string) => void): () => void;
  close(): Promise<void>;
}

const CHANNEL = 'hawker:feed';

export function createBus(redisUrl: string | null, log: Log): Bus {
  const listeners = new Set<(showId: string) => void>();
  const hear = (showId: string): void => listeners.forEach((listener) => listener(showId));
  const across = redisUrl === null ? null : acrossProcesses(redisUrl, hear, log);
  return {
    told(showId) {
      hear(showId);
      across?.tell(showId);
    },
    onTold(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => across?.close(),
  };
}

function acrossProcesses(
  url: string,
  hear: (showId: string) => void,
  log: Log,
): { tell(showId: string): void; close(): void } {
  const publisher = new Redis(url, { maxRetriesPerRequest: 0, enableOfflineQueue: false });
  const subscriber = new Redis(url, { maxRetriesPerRequest: null });
  for (const client of [publisher, subscriber]) client.on('error', (error) => log.warn({ error }, 'feed-bus-fault'));
  subscriber.on('message', (_channel, showId) => hear(showId));
  subscriber.subscribe(CHANNEL).catch((error: unknown) => log.warn({ error }, 'feed-bus-fault'));
  return {
    tell: (showId) =>
      void publisher.publish(CHANNEL, showId).catch((error: unknown) => log.debug({ error }, 'feed-bus-fault')),
    close: () => [publisher, subscriber].forEach((client) => client.disconnect()),
  };
}
