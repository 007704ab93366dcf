import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Config } from '../config.ts';

/** A place for one run: a data directory, a port, and a database that nobody else uses. */
export interface Throwaway {
  config: Config;
  remove(): Promise<void>;
}

/** With DATABASE_URL a database of its own is made there and dropped again; without, an embedded one lies in the directory. */
export async function makeThrowaway(given: Config): Promise<Throwaway> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hawker-rehearse-'));
  const made = given.databaseUrl === null ? null : await makeDatabase(given.databaseUrl);
  const port = await freePort();
  const config: Config = {
    ...given,
    port,
    host: '127.0.0.1',
    publicUrl: `http://127.0.0.1:${port}`,
    dataDir,
    databaseUrl: made?.url ?? null,
    role: 'all',
    secret: null,
    logLevel: given.logLevel === 'info' ? 'warn' : given.logLevel,
    // A rehearsal reaches simulators only; whatever stands in for a platform elsewhere has no part in it.
    endpoints: {},
  };
  return {
    config,
    async remove() {
      await made?.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function makeDatabase(server: string): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `hawker_rehearse_${randomBytes(6).toString('hex')}`;
  const on = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  await on(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => on(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port')),
      );
    });
  });
}
