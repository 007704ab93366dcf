import type { Clock } from '../clock.ts';
import type { Pools } from '../db/pools.ts';
import type { Tx } from '../db/transaction.ts';
import type { Log } from '../log.ts';
import { createBus } from './bus.ts';
import { ShowReader } from './reader.ts';
import { createSockets, type FeedSocket, type SocketOwner } from './socket.ts';
import { takeNumbers, type Change } from './store.ts';
import { findFollowed } from './store-changes.ts';

export type { Change } from './store.ts';

export interface FeedDeps {
  pools: Pools;
  /** Carries the word between processes; null where there is one. */
  redisUrl: string | null;
  clock: Clock;
  log: Log;
}

/** Shows people what changes, as it changes. */
export interface Feed {
  /** The last statement of a transaction. */
  takeNumbers(tx: Tx, workspaceId: string, showId: string, changes: readonly Change[]): Promise<number | null>;
  /** After its commit. */
  told(showId: string): void;
  attach(socket: FeedSocket, owner: SocketOwner): void;
  closeFor(sessionId: string): void;
  stats(): { sockets: number; shows: number };
  close(): Promise<void>;
}

/** A show nobody follows is still read for this long: a page that is opened again finds its reader there. */
const LINGER_MS = 10_000;

const keyOf = (workspaceId: string, showId: string): string => `${workspaceId}/${showId}`;

export function createFeed(deps: FeedDeps): Feed {
  const { log, clock } = deps;
  const bus = createBus(deps.redisUrl, log);
  const readers = new Map<string, Promise<ShowReader | null>>();
  const ready = new Map<string, ShowReader>();
  bus.onTold((showId) => ready.get(showId)?.told());

  async function openReader(workspaceId: string, showId: string): Promise<ShowReader | null> {
    const show = await findFollowed(deps.pools.hot, workspaceId, showId);
    if (show === null) return null;
    const reader = await ShowReader.open({ pool: deps.pools.hot, clock, log }, show);
    ready.set(showId, reader);
    return reader;
  }

  async function readerOf(workspaceId: string, showId: string): Promise<ShowReader | null> {
    // By workspace too: a show asked for from another one is not there, whoever asks first.
    const key = keyOf(workspaceId, showId);
    const made = readers.get(key) ?? openReader(workspaceId, showId);
    readers.set(key, made);
    const reader = await made.catch((error: unknown) => {
      readers.delete(key);
      throw error;
    });
    if (reader === null) readers.delete(key);
    return reader;
  }

  function left(reader: ShowReader): void {
    const { showId } = reader.show;
    setTimeout(() => {
      if (reader.followers > 0 || ready.get(showId) !== reader) return;
      ready.delete(showId);
      readers.delete(keyOf(reader.show.workspaceId, showId));
      reader.close();
    }, LINGER_MS).unref();
  }

  const sockets = createSockets({ readerOf, left, log });
  return {
    takeNumbers,
    told: (showId) => bus.told(showId),
    attach: (socket, owner) => sockets.attach(socket, owner),
    closeFor: (sessionId) => sockets.closeFor(sessionId),
    stats: () => ({ sockets: sockets.count(), shows: ready.size }),
    async close() {
      sockets.close();
      for (const reader of ready.values()) reader.close();
      await bus.close();
    },
  };
}
