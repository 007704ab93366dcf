import { appendFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { DataDirTaken, takeDataDir } from '../../data-dir.ts';
import { startEmbedded, type Embedded } from '../../embedded.ts';
import { sentenceOf } from '../../errors.ts';
import { TEST_DATA_DIR, TEST_SETTINGS, USED_FILE } from './server.ts';

// Holds the tests' PostgreSQL and stops it when no test has used it for a while: nothing stays behind on a machine.

const IDLE_LIMIT_MS = 4 * 60_000;
const LOOK_EVERY_MS = 10_000;

async function keep(): Promise<void> {
  const release = await takeDataDir(TEST_DATA_DIR, 'the tests');
  const server = await startEmbedded({ dataDir: TEST_DATA_DIR, settings: TEST_SETTINGS });
  const told = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => told.abort());
  while (!told.signal.aborted && !(await isIdle(server))) {
    await wait(LOOK_EVERY_MS, undefined, { signal: told.signal }).catch(() => undefined); // woken to stop
  }
  await server.stop();
  await release();
  await rm(TEST_DATA_DIR, { recursive: true, force: true });
}

async function isIdle(server: Embedded): Promise<boolean> {
  const unused = Date.now() - (await stat(USED_FILE)).mtimeMs;
  if (unused < IDLE_LIMIT_MS) return false;
  return (await onServer(server, clients)) === 0;
}

async function clients(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
  );
  return rows[0]?.n ?? 0;
}

async function onServer<T>(server: Embedded, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

keep().catch(async (error: unknown) => {
  if (!(error instanceof DataDirTaken)) await appendFile(join(TEST_DATA_DIR, 'keeper.log'), `${sentenceOf(error)}\n`);
  process.exitCode = 1;
});
