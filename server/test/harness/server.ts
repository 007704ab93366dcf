import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, statfsSync } from 'node:fs';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { HOME } from '../../config.ts';
import { findEmbedded } from '../../embedded.ts';

/**
 * The one PostgreSQL of all test runs by hand in this checkout; a keeper process stops it when nobody uses it. In memory
 * where the machine has that: a copy of the template is some thousand small files.
 */
export const TEST_DATA_DIR = testDataDir();
export const USED_FILE = join(TEST_DATA_DIR, 'used');

/** Nothing in it outlives a test, so it need not wait for the disk. */
export const TEST_SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  max_connections: '400',
  cluster_name: 'hawker-test',
};

let found: Promise<string> | undefined;

/** The address of the PostgreSQL that tests make their databases on: HAWKER_TEST_PG, else the kept one, started when needed. */
export function testServer(): Promise<string> {
  found ??= findOrStart();
  return found;
}

async function findOrStart(): Promise<string> {
  const given = process.env.HAWKER_TEST_PG;
  if (given) return given;
  await mkdir(TEST_DATA_DIR, { recursive: true, mode: 0o700 });
  await used();
  const running = await findEmbedded(TEST_DATA_DIR);
  if (running !== null) return running.url;
  spawn(process.execPath, [fileURLToPath(new URL('keeper.ts', import.meta.url))], {
    detached: true,
    stdio: 'ignore',
  }).unref();
  for (let waited = 0; waited < 60_000; waited += 100) {
    await wait(100);
    const started = await findEmbedded(TEST_DATA_DIR);
    if (started !== null) return started.url;
  }
  throw new Error(`the tests' PostgreSQL did not start; look into ${TEST_DATA_DIR}/postgres.log and keeper.log`);
}

/** Tells the keeper that somebody is here. */
export async function used(): Promise<void> {
  const now = new Date();
  await utimes(USED_FILE, now, now).catch(() => writeFile(USED_FILE, ''));
}

function testDataDir(): string {
  const memory = memoryDir();
  const here = createHash('sha256').update(HOME).digest('hex').slice(0, 12);
  if (memory === null) return join(HOME, '.cache', 'test-postgres');
  return join(memory, `hawker-test-${process.getuid?.() ?? 'user'}-${here}`);
}

/** A file system in memory with room, where there is one. */
export function memoryDir(): string | null {
  const shared = '/dev/shm';
  if (!existsSync(shared)) return null;
  const room = statfsSync(shared);
  return room.bavail * room.bsize > 2 * 1024 ** 3 ? shared : null;
}
