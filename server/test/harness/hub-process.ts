import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { HOME } from '../../config.ts';
import { findEmbedded } from '../../embedded.ts';

/** The real hub, `server/main.ts`, as `npm start` runs it, in a process and a data directory of its own. */
export interface HubProcess {
  url: string;
  dataDir: string;
  /** The sign-in link it printed; null when it printed none. */
  link: string | null;
  /** When /readyz first answered 200. */
  readyMs: number;
  /** Everything it printed. */
  said(): string;
  databaseUrl(): Promise<string>;
  /** kill -9. */
  kill(): Promise<void>;
  /** As Ctrl-C does; waits for the end. */
  stop(): Promise<void>;
}

export interface HubPlace {
  dataDir: string;
  port: number;
  env: Record<string, string>;
  remove(): Promise<void>;
}

const READY_LIMIT_MS = 120_000;

/** A place that outlives the hub's process, for starting it again and again. */
export async function hubPlace(more: Record<string, string> = {}): Promise<HubPlace> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hawker-e2e-'));
  const port = await freePort();
  const env = {
    HAWKER_DATA_DIR: dataDir,
    PORT: String(port),
    HOST: '127.0.0.1',
    PUBLIC_URL: '',
    DATABASE_URL: '',
    REDIS_URL: '',
    LOG_LEVEL: 'warn',
    ...more,
  };
  return { dataDir, port, env, remove: () => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }) };
}

export async function startHub(place: HubPlace): Promise<HubProcess> {
  const child = spawn(process.execPath, [join(HOME, 'server', 'main.ts')], {
    cwd: HOME,
    env: { ...process.env, ...place.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = `http://127.0.0.1:${place.port}`;
  const readyMs = await ready(url, child, () => said);
  await until(
    () => /Ctrl-C stops/.test(said),
    child,
    () => said,
  );
  const signal = async (name: NodeJS.Signals): Promise<void> => {
    child.kill(name);
    await gone;
  };
  return {
    url,
    dataDir: place.dataDir,
    link: /(https?:\/\/\S+\/sign-in\?token=\S+)/.exec(said)?.[1] ?? null,
    readyMs,
    said: () => said,
    async databaseUrl() {
      const found = await findEmbedded(place.dataDir);
      if (found === null) throw new Error('the embedded database does not run');
      return found.url;
    },
    kill: () => signal('SIGKILL'),
    stop: () => signal('SIGTERM'),
  };
}

async function ready(url: string, child: ChildProcess, said: () => string): Promise<number> {
  await until(async () => (await fetch(`${url}/readyz`).catch(() => null))?.status === 200, child, said);
  return Date.now();
}

async function until(check: () => boolean | Promise<boolean>, child: ChildProcess, said: () => string): Promise<void> {
  for (const startedMs = Date.now(); Date.now() - startedMs < READY_LIMIT_MS; await wait(50)) {
    if (await check()) return;
    if (child.exitCode !== null) break;
  }
  child.kill('SIGKILL');
  throw new Error(`the hub did not get ready:\n${said()}`);
}

/** Signs in by the printed link, as its page's button does. */
export async function signIn(hub: HubProcess): Promise<string> {
  const token = hub.link === null ? null : new URL(hub.link).searchParams.get('token');
  const response = await fetch(`${hub.url}/api/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: hub.url },
    body: JSON.stringify({ token }),
  });
  if (!response.ok) throw new Error(`not signed in: ${response.status} ${await response.text()}`);
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

export function callerOf(url: string, cookie: string) {
  return async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(url + path, {
      method,
      headers: { cookie, origin: url, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? null : JSON.parse(text)) as T;
  };
}

export function freePort(): Promise<number> {
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
