import type pg from 'pg';

/**
 * One process holds a connection. The sign of it is a session-level advisory lock on one database connection that is
 * kept for it: when the process dies, the database lets go by itself and another process may take over.
 */
export interface Holder {
  /** False when the database connection broke: whatever was held is held no longer. */
  alive(): Promise<boolean>;
  take(broadcastId: string): Promise<boolean>;
  give(broadcastId: string): Promise<void>;
  close(): Promise<void>;
}

/** The first of the two numbers of the lock, so that it cannot meet another use of advisory locks. */
const CONNECTIONS = 0x48574b43;

export function createHolder(pool: pg.Pool): Holder {
  let client: pg.PoolClient | null = null;
  let broken = false;

  async function connected(): Promise<pg.PoolClient> {
    if (client !== null) return client;
    const fresh = await pool.connect();
    broken = false;
    fresh.on('error', () => void (broken = true));
    client = fresh;
    return fresh;
  }

  function letGo(): void {
    client?.removeAllListeners('error');
    // The line must not go back to the pool with locks on it.
    client?.release(true);
    client = null;
  }

  return {
    async alive() {
      if (client === null) return true;
      if (
        !broken &&
        (await client.query('SELECT 1').then(
          () => true,
          () => false,
        ))
      )
        return true;
      letGo();
      return false;
    },
    async take(broadcastId) {
      const on = await connected();
      const { rows } = await on.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS taken', [
        CONNECTIONS,
        broadcastId,
      ]);
      return rows[0]?.taken === true;
    },
    async give(broadcastId) {
      // A connection that broke meanwhile has given everything back already.
      await client
        ?.query('SELECT pg_advisory_unlock($1, hashtext($2))', [CONNECTIONS, broadcastId])
        .catch(() => void (broken = true));
    },
    close: () => Promise.resolve(letGo()),
  };
}
