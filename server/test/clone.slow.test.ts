import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { HOME } from '../config.ts';
import { findEmbedded } from '../embedded.ts';

// A newcomer's machine: a clone without node_modules, one command. As root below a directory that only root may enter,
// and as an ordinary user. (A clone of what is committed: uncommitted changes are not in it.)

const ORDINARY = { uid: 61234, gid: 61234 };
const isRoot = process.getuid?.() === 0;
const INSTALL_LIMIT_MS = 6 * 60_000;

interface Hub {
  child: ChildProcess;
  base: string;
  dataDir: string;
  said(): string;
  readyAfterMs: number;
}

const places: string[] = [];
const running = new Set<ChildProcess>();
afterEach(async () => {
  for (const child of running) {
    child.kill('SIGINT');
    await Promise.race([once(child, 'exit'), wait(20_000)]);
  }
  running.clear();
  for (const place of places.splice(0)) rmSync(place, { recursive: true, force: true });
});

function cloneTo(mode: number, owner: typeof ORDINARY | null): string {
  const place = mkdtempSync(join(tmpdir(), 'hawker-clone-'));
  places.push(place);
  const clone = join(place, 'hawker');
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', HOME, clone]);
  expect(existsSync(join(clone, 'node_modules'))).toBe(false);
  chmodSync(place, mode);
  if (owner !== null) for (const path of [place, ...below(place)]) chownSync(path, owner.uid, owner.gid);
  return clone;
}

const below = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) => join(directory, name));

async function start(clone: string, owner: typeof ORDINARY | null): Promise<Hub> {
  const port = await freePort();
  const home = join(clone, '..', 'home');
  mkdirSync(home, { recursive: true });
  if (owner !== null) chownSync(home, owner.uid, owner.gid);
  // Nothing of our own run may help: neither its Node, nor its settings.
  const env = {
    PATH: (process.env.PATH ?? '')
      .split(':')
      .filter((folder) => !folder.includes('node_modules'))
      .join(':'),
    HOME: home,
    PORT: String(port),
    ...authorities(),
  };
  const began = performance.now();
  const child = spawn('npm', ['start'], { cwd: clone, env, ...(owner ?? {}), stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const base = `http://127.0.0.1:${port}`;
  while (!(await isReady(base))) {
    if (child.exitCode !== null || performance.now() - began > INSTALL_LIMIT_MS)
      throw new Error(`not ready; it said:\n${said}`);
    await wait(100);
  }
  return { child, base, dataDir: join(clone, '.data'), said: () => said, readyAfterMs: performance.now() - began };
}

/** Where this machine's network needs authorities of its own, a newcomer's shell has them too. */
function authorities(): Record<string, string> {
  const file = process.env.NODE_EXTRA_CA_CERTS;
  return file === undefined ? {} : { NODE_EXTRA_CA_CERTS: file };
}

const isReady = (base: string): Promise<boolean> =>
  fetch(`${base}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  );

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** A claim of each platform holds stock, the stock is lower by it, and YouTube has taken a reply. */
const IS_SELLING = `SELECT
  (SELECT count(DISTINCT platform) FROM claim WHERE state = 'reserved') = 2
  AND EXISTS (SELECT FROM stock WHERE pool <> 'main' AND reserved > 0)
  AND EXISTS (SELECT FROM outbox o JOIN connection c ON c.id = o.connection_id WHERE c.platform = 'youtube' AND o.state = 'sent' AND o.platform_id IS NOT NULL) AS selling`;

async function sellingAfterMs(hub: Hub): Promise<number> {
  const database = await findEmbedded(hub.dataDir);
  expect(database, hub.said()).not.toBeNull();
  const client = new pg.Client({ connectionString: database!.url });
  await client.connect();
  const began = performance.now();
  try {
    while (performance.now() - began < 60_000) {
      if ((await client.query<{ selling: boolean }>(IS_SELLING)).rows[0]!.selling) return performance.now() - began;
      await wait(100);
    }
    throw new Error(`nothing is sold; the hub said:\n${hub.said()}`);
  } finally {
    await client.end();
  }
}

async function tryAs(who: string, mode: number, owner: typeof ORDINARY | null): Promise<void> {
  const clone = cloneTo(mode, owner);
  const hub = await start(clone, owner);
  const selling = await sellingAfterMs(hub);
  process.stdout.write(
    `as ${who}: ready ${(hub.readyAfterMs / 1000).toFixed(1)} s after the first command, selling ${(selling / 1000).toFixed(1)} s later\n`,
  );
  expect(selling).toBeLessThan(15_000);
  expect(hub.said()).toMatch(/\/sign-in\?token=\S+/);
  expect(execFileSync('git', ['-c', 'safe.directory=*', 'status', '--short'], { cwd: clone, encoding: 'utf8' })).toBe(
    '',
  );
  if (owner !== null) expect(statSync(join(clone, '.data', 'postgres')).uid).toBe(owner.uid);
  hub.child.kill('SIGINT');
  await once(hub.child, 'exit');
  expect(hub.said()).toContain('Stopped.');
  expect(await findEmbedded(hub.dataDir)).toBeNull();
}

test('one command takes a fresh clone to a show that sells', { timeout: INSTALL_LIMIT_MS + 120_000 }, async () => {
  // As whoever we are; as root the whole place is closed to everybody else.
  await tryAs(isRoot ? 'root below a directory of mode 0700' : 'an ordinary user', 0o700, null);
});

test.runIf(isRoot)('the same as an ordinary user', { timeout: INSTALL_LIMIT_MS + 120_000 }, async () => {
  await tryAs('an ordinary user', 0o755, ORDINARY);
});
