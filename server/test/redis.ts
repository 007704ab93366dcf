import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

const REDIS = ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server'].find((path) =>
  existsSync(path),
);
const servers: ChildProcess[] = [];
afterAll(() => servers.splice(0).forEach((server) => server.kill('SIGKILL')));

export const hasRedis = (): boolean => REDIS !== undefined;

/** A Redis of its own for this test file, on a free port, that writes nothing; its address. */
export async function startRedis(): Promise<string> {
  if (REDIS === undefined) throw new Error('redis-server is not installed');
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address() as AddressInfo;
  await new Promise((resolve) => free.close(resolve));
  const options = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'];
  const server = spawn(REDIS, ['--port', String(port), ...options], { stdio: ['ignore', 'pipe', 'ignore'] });
  servers.push(server);
  for await (const chunk of server.stdout) if (String(chunk).includes('Ready to accept connections')) break;
  return `redis://127.0.0.1:${port}`;
}
