import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { HOME } from '../server/config.ts';

// npm run dev: the hub, started again when a file of it changes, and the dashboard from its sources on port 4100.

const PAGE = 'http://localhost:4100';

const hub = start(
  HOME,
  [
    '--watch-path=server',
    '--watch-path=connectors',
    '--watch-preserve-output',
    'server/main.ts',
    '--without-dashboard',
  ],
  {
    // Pages come from the other port: their origin is the hub's own.
    PUBLIC_URL: PAGE,
  },
);
const page = start(
  join(HOME, 'dashboard'),
  [join(HOME, 'node_modules', 'vite', 'bin', 'vite.js'), '--host', 'localhost', '--port', '4100', '--strictPort'],
  {},
);
const children = [hub, page];

function start(cwd: string, args: string[], more: Record<string, string>): ChildProcess {
  return spawn(process.execPath, args, { cwd, env: { ...process.env, ...more }, stdio: 'inherit' });
}

// Ctrl-C at a terminal reaches the children too; here it is only waited for their end.
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.on(name, () => children.forEach((child) => child.kill(name)));
for (const child of children) {
  child.once('exit', () => {
    for (const other of children) if (other.exitCode === null && other.signalCode === null) other.kill('SIGTERM');
  });
}
