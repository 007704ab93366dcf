import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Journal, ReadyLine, RemoteSimulator, SimulatorOptions } from './simulator.ts';

const READY_WITHIN_MS = 20_000;

/** Runs a simulator's `main.ts` in a process of its own. It goes when we go, also after kill -9. */
export async function spawnSimulator(path: string | URL, options: SimulatorOptions): Promise<RemoteSimulator> {
  const file = path instanceof URL ? fileURLToPath(path) : path;
  const child = spawn(nodeThatRunsTypeScript(), [file, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ready = await readyLine(child, file);
  const remote = driveSimulator(ready);
  return { ...remote, close: () => closeChild(child, remote) };
}

/** Drives a simulator that already runs, by its ready line. `close` asks it to go. */
export function driveSimulator({ platform, connection, control }: ReadyLine): RemoteSimulator {
  const call = async (path: string, body?: unknown): Promise<unknown> => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(control + path, init);
    if (!response.ok) throw new Error(`the simulator of ${platform} refused ${path}: ${await response.text()}`);
    return response.json();
  };
  const publishAll = async (events: unknown[]) => ((await call('/publish', events)) as { ids: string[][] }).ids;
  return {
    platform,
    connection,
    control,
    publishAll,
    publish: async (event) => (await publishAll([event]))[0] ?? [],
    fault: async (fault) => void (await call('/fault', fault)),
    journal: async () => (await call('/journal')) as Journal,
    close: async () => void (await call('/close', {})),
  };
}

function readyLine(child: ChildProcess, file: string): Promise<ReadyLine> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      child.kill('SIGKILL');
      reject(new Error(`the simulator ${file} ${why}`));
    };
    const timer = setTimeout(() => fail(`was not ready within ${READY_WITHIN_MS / 1000} s`), READY_WITHIN_MS);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`the simulator ${file} ended with ${code} before it was ready`));
    });
    child.once('error', (error) => fail(`could not be started: ${error.message}`));
    if (!child.stdout) return fail('has no standard output');
    createInterface({ input: child.stdout }).once('line', (line) => {
      clearTimeout(timer);
      resolve(JSON.parse(line) as ReadyLine);
    });
  });
}

async function closeChild(child: ChildProcess, remote: RemoteSimulator) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // Closing its standard input ends it too, should the control server not answer any more.
  await remote.close().catch(() => child.stdin?.end());
  const timer = setTimeout(() => child.kill('SIGKILL'), 2_000);
  await exited;
  clearTimeout(timer);
}

/** Vitest may have been started by an older Node; the simulators are TypeScript and need ours. */
export function nodeThatRunsTypeScript(): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  return fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url));
}
