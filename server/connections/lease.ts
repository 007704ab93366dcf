import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { giveLease, LEASE_MS, renewLease, showLife, takeLease } from './store-lease.ts';

/** This process's hold on one broadcast. Everything written in its name carries the fence; a lower one is refused. */
export interface Lease {
  readonly workspaceId: string;
  readonly broadcastId: string;
  readonly fence: number;
  /** By our own clock, without asking: false once it could have run out, e.g. after the process was paused. */
  holds(): boolean;
}

/** Leases of this process. One process at a time holds a connection, and knows when it does no longer. */
export interface Leases {
  /** null while another process holds it. */
  take(workspaceId: string, broadcastId: string): Promise<Lease | null>;
  give(lease: Lease): Promise<void>;
  /** Renews until `close`; `lost` is told of each lease that another process has taken over. */
  start(lost: (lease: Lease) => void): void;
  close(): Promise<void>;
}

const RENEW_EVERY_MS = 1_000;
/** Before it has run out in the database we must have stopped believing in it. */
const MARGIN_MS = 1_000;

interface Held extends Lease {
  renewedMs: number;
}

export function createLeases(pool: pg.Pool, clock: Clock, log: Pick<Log, 'warn'>): Leases {
  const holder = randomUUID();
  const held = new Map<string, Held>();
  let life: pg.PoolClient | null = null;
  let timer: NodeJS.Timeout | undefined;
  let lost: (lease: Lease) => void = () => undefined;
  let closed = false;

  /** Kept open for as long as we hold anything; one that broke is made anew under the same name. */
  async function living(): Promise<void> {
    if (life !== null) return;
    const client = await pool.connect();
    client.on('error', () => {
      if (life === client) life = null;
      client.release(true);
    });
    if (await showLife(client, holder)) life = client;
    else client.release(true);
  }

  async function renew(one: Held): Promise<void> {
    const askedMs = clock.elapsed();
    if (await renewLease(pool, one)) one.renewedMs = askedMs;
    else if (held.get(one.broadcastId) === one) {
      held.delete(one.broadcastId);
      lost(one);
    }
  }

  async function renewAll(): Promise<void> {
    if (held.size > 0) await living();
    // One by one: a statement over several rows could meet an append that updates them in another order.
    for (const one of [...held.values()]) await renew(one);
  }

  function again(): void {
    if (closed) return;
    timer = setTimeout(
      () =>
        void renewAll()
          .catch((error: unknown) => log.warn({ error }, 'leases-not-renewed'))
          .finally(again),
      RENEW_EVERY_MS,
    );
  }

  return {
    async take(workspaceId, broadcastId) {
      await living();
      const askedMs = clock.elapsed();
      const fence = await takeLease(pool, workspaceId, broadcastId, holder);
      if (fence === null) return null;
      const one: Held = {
        workspaceId,
        broadcastId,
        fence,
        renewedMs: askedMs,
        holds: () => held.get(broadcastId) === one && clock.elapsed() - one.renewedMs < LEASE_MS - MARGIN_MS,
      };
      held.set(broadcastId, one);
      return one;
    },
    async give(lease) {
      if (held.get(lease.broadcastId)?.fence === lease.fence) held.delete(lease.broadcastId);
      await giveLease(pool, lease).catch((error: unknown) => log.warn({ error }, 'lease-not-given-back'));
    },
    start(told) {
      lost = told;
      again();
    },
    close() {
      closed = true;
      clearTimeout(timer);
      life?.removeAllListeners('error');
      // The line must not go back to the pool with a lock on it.
      life?.release(true);
      life = null;
      return Promise.resolve();
    },
  };
}
