import type { Config } from '../config.ts';
import { takeDataDir } from '../data-dir.ts';
import { findEmbedded, startEmbedded } from '../embedded.ts';

/** Runs `work` on the hub's database: your own, the embedded one that runs, or that one started for as long as it takes. */
export async function onDatabase<T>(config: Config, work: (databaseUrl: string) => Promise<T>): Promise<T> {
  if (config.databaseUrl !== null) return work(config.databaseUrl);
  const running = await findEmbedded(config.dataDir);
  if (running !== null) return work(running.url);
  return onDatabaseAlone(config, work);
}

/** The same with no hub on this data directory; refused with who it is when there is one. */
export async function onDatabaseAlone<T>(config: Config, work: (databaseUrl: string) => Promise<T>): Promise<T> {
  const release = await takeDataDir(config.dataDir, 'a restore or backup');
  try {
    if (config.databaseUrl !== null) return await work(config.databaseUrl);
    const server = await startEmbedded({ dataDir: config.dataDir });
    try {
      return await work(server.url);
    } finally {
      await server.stop();
    }
  } finally {
    await release();
  }
}
