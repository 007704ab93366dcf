import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { HOME } from './config.ts';
import { DataDirTaken, takeDataDir } from './data-dir.ts';

/** Where the built dashboard lies: static files and one fallback page, `index.html`. */
export const DASHBOARD_DIR = join(HOME, 'dashboard', 'build');

const STAMP = join(DASHBOARD_DIR, '.built-from');
const TURN = join(HOME, 'node_modules', '.hawker-dashboard');
const TURN_LOOK_MS = 250;
/** What the build is made of: the dashboard's own files and what it shares with the server. */
const SOURCES = [
  'dashboard/src',
  'dashboard/static',
  'dashboard/vite.config.ts',
  'server/api/schemas',
  'server/feed/entry.ts',
  'server/money.ts',
  'server/outbox/speech.ts',
  'package-lock.json',
];

export class DashboardFault extends Error {
  override readonly name = 'DashboardFault';
}

/** Builds the dashboard unless it was built from exactly these sources. Returns whether it did. */
export async function buildDashboard(onBuild: () => void): Promise<boolean> {
  if (await isBuiltFrom(await sourcesHash())) return false;
  const release = await ourTurn();
  try {
    const now = await sourcesHash();
    if (await isBuiltFrom(now)) return false;
    onBuild();
    await viteBuild();
    await writeFile(STAMP, now);
    return true;
  } finally {
    await release();
  }
}

async function isBuiltFrom(sources: string): Promise<boolean> {
  const built = await readFile(STAMP, 'utf8').catch(() => '');
  return built === sources && existsSync(join(DASHBOARD_DIR, 'index.html'));
}

/** Two hubs of one checkout, with a data directory each, must not build over each other. */
async function ourTurn(): Promise<() => Promise<void>> {
  for (;;) {
    try {
      return await takeDataDir(TURN, '');
    } catch (error) {
      if (!(error instanceof DataDirTaken)) throw error;
      await setTimeout(TURN_LOOK_MS);
    }
  }
}

/** Of every source's path and text; about 20 ms. Times of files would call a fresh clone stale for ever. */
async function sourcesHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const file of await filesOf(join(HOME, source)))
      hash.update(file.slice(HOME.length)).update(await readFile(file));
  }
  return hash.digest('hex');
}

async function filesOf(path: string): Promise<string[]> {
  if (!existsSync(path)) return [];
  if ((await stat(path)).isFile()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function viteBuild(): Promise<void> {
  const vite = join(HOME, 'node_modules', 'vite', 'bin', 'vite.js');
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: join(HOME, 'dashboard'),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0)
    throw new DashboardFault(`the dashboard could not be built:\n${said.trim().split('\n').slice(-20).join('\n')}`);
}
