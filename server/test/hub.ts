import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { HOME } from '../config.ts';

/** The hub as a person starts it: a process of its own. */
export interface HubProcess {
  child: ChildProcess;
  base: string;
  /** All it printed. */
  said(): string;
  /** Resolves when /readyz answers 200, with the milliseconds since it was started; rejects when it ends before. */
  ready(limitMs?: number): Promise<number>;
  /** Waits for its own end; answers the exit code. */
  ended(): Promise<number | null>;
  /** Ctrl-C, waited for; answers the exit code. */
  stop(): Promise<number | null>;
  kill(): Promise<void>;
}

export interface HubOptions {
  dataDir: string;
  port?: number;
  command?: readonly string[];
  env?: Readonly<Record<string, string>>;
}

export async function startHub(options: HubOptions): Promise<HubProcess> {
  const port = options.port ?? (await freePort());
  const [command = process.execPath, ...args] = options.command ?? [process.execPath, join('server', 'main.ts')];
  const began = performance.now();
  const child = spawn(command === 'node' ? process.execPath : command, args, {
    cwd: HOME,
    env: { ...process.env, PORT: String(port), HAWKER_DATA_DIR: options.dataDir, LOG_LEVEL: 'warn', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const exited = once(child, 'exit');
  const base = `http://127.0.0.1:${port}`;
  const isReady = (): Promise<boolean> =>
    fetch(`${base}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
  return {
    child,
    base,
    said: () => said,
    async ready(limitMs = 90_000) {
      while (!(await isReady())) {
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`the hub ended before it was ready:\n${said}`);
        if (performance.now() - began > limitMs) throw new Error(`the hub is not ready after ${limitMs} ms:\n${said}`);
        await wait(20);
      }
      return performance.now() - began;
    },
    async ended() {
      await exited;
      return child.exitCode;
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
      await exited;
      return child.exitCode;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
