import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOME } from '../server/config.ts';
import { migrate } from '../server/db/migrate.ts';
import { createPools, type Pools } from '../server/db/pools.ts';
import { startEmbedded } from '../server/embedded.ts';
import { createLog, type Log } from '../server/log.ts';

/** What every figure is measured on: a throw-away PostgreSQL as the hub runs it, nothing of its durability given up. */
export interface Place {
  url: string;
  pools: Pools;
  log: Log;
  close(): Promise<void>;
}

export async function makePlace(): Promise<Place> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hawker-bench-'));
  const database = await startEmbedded({ dataDir });
  await migrate({ url: database.url, dir: join(HOME, 'prisma', 'migrations') });
  const pools = createPools({ url: database.url, name: 'bench' });
  return {
    url: database.url,
    pools,
    log: createLog({ level: 'error' }),
    async close() {
      await pools.end();
      await database.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
