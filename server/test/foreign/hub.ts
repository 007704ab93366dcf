/** The real hub in a process of its own, used over HTTP and its socket as a stranger's script would use it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import type { FeedChanges, FeedGap, ServerFrame } from '../../feed/entry.ts';
import { pause } from './driver.ts';

const HOME = fileURLToPath(new URL('../../..', import.meta.url));

export interface HubProcess {
  url: string;
  output(): string;
  /** The printed link, opened: from then on calls are signed in. */
  signIn(): Promise<void>;
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  follow(showId: string): Promise<Watched>;
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** What a console holds of a show. */
export interface Watched {
  all<K extends Exclude<keyof FeedChanges, 'show'>>(kind: K): NonNullable<FeedChanges[K]>;
  gaps(): FeedGap[];
  until(what: string, met: () => boolean, ms?: number): Promise<void>;
  close(): void;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

let cookie = '';

/** Starts it and waits until it says that it is ready. The sign-in of an earlier start goes on. */
export async function startHub(settings: Record<string, string>, readyWithinMs = 120_000): Promise<HubProcess> {
  const child = spawn(process.execPath, ['server/main.ts'], {
    cwd: HOME,
    env: { ...process.env, LOG_LEVEL: 'warn', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
  const url = `http://127.0.0.1:${settings.PORT}`;
  const origin = settings.PUBLIC_URL ?? url;
  const end = Date.now() + readyWithinMs;
  while (!output.includes('Hawker is ready')) {
    if (child.exitCode !== null || Date.now() > end) {
      child.kill('SIGKILL');
      throw new Error(`the hub is not ready:\n${output}`);
    }
    await pause(50);
  }

  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(url + path, {
      method,
      headers: { cookie, origin, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const set = response.headers.getSetCookie().map((one) => one.split(';')[0]);
    if (set.length > 0) cookie = set.join('; ');
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? null : JSON.parse(text)) as T;
  }

  return {
    url,
    output: () => output,
    async signIn() {
      const printed = (): string | undefined => /\/sign-in\?token=([\w-]+)/.exec(output)?.[1];
      // The link is a line of its own, after the one that says it is ready.
      for (let waited = 0; printed() === undefined && waited < 5_000; waited += 50) await pause(50);
      const token = printed();
      if (token === undefined) throw new Error(`no link was printed:\n${output}`);
      await call('POST', '/api/sign-in', { token });
    },
    call,
    follow: (showId) => follow({ url, origin }, showId, () => output),
    stop: (signal = 'SIGTERM') => ended(child, signal),
  };
}

async function follow(at: { url: string; origin: string }, showId: string, output: () => string): Promise<Watched> {
  const held = new Map<string, Map<string, unknown>>();
  const socket = new WebSocket(`${at.url.replace(/^http/, 'ws')}/api/feed`, {
    headers: { cookie, origin: at.origin },
  });
  await new Promise((done, fail) => socket.once('open', done).once('error', fail));
  socket.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString()) as ServerFrame;
    if (frame.t !== 'snapshot' && frame.t !== 'changes') return;
    for (const [kind, rows] of Object.entries(frame.changes)) {
      const known = held.get(kind) ?? held.set(kind, new Map()).get(kind)!;
      for (const row of [rows as unknown].flat() as { id?: string; seq?: number }[])
        known.set(row.id ?? String(row.seq), row);
    }
  });
  socket.send(JSON.stringify({ t: 'follow', show: showId }));
  const all = (kind: string): unknown[] => [...(held.get(kind)?.values() ?? [])];
  return {
    all: all as Watched['all'],
    gaps: () => all('gaps') as FeedGap[],
    async until(what, met, ms = 15_000) {
      const end = Date.now() + ms;
      while (!met()) {
        if (Date.now() > end)
          throw new Error(
            `waited ${ms} ms for ${what}; held ${JSON.stringify([...held].map(([kind, rows]) => [kind, [...rows.values()].slice(-8)]))}\n${output().slice(-3_000)}`,
          );
        await pause(25);
      }
    },
    close: () => socket.terminate(),
  };
}

async function ended(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = new Promise((done) => child.once('exit', done));
  child.kill(signal);
  await over;
}
