import { spawnSync, type SpawnOptions } from 'node:child_process';
import { chmodSync, constants, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';

/** How a program of PostgreSQL is run here: it refuses to run as root. */
export interface Runner {
  options: Pick<SpawnOptions, 'uid' | 'gid'>;
  /** Whose the files must be; null: whoever we are. */
  owner: { uid: number; gid: number } | null;
  command(file: string, args: readonly string[]): [string, ...string[]];
}

const NOBODY = { uid: 65534, gid: 65534 };
const plain: Runner['command'] = (file, args) => [file, ...args];

const asWeAre: Runner = { options: {}, owner: null, command: plain };

/**
 * A user namespace in which we are called nobody: the kernel still sees us, so also a directory that only root may
 * enter is open, and nothing changes hands. The name must exist: initdb looks it up.
 */
const inNamespace: Runner['command'] = (file, args) => [
  'unshare',
  '--user',
  `--map-user=${NOBODY.uid}`,
  `--map-group=${NOBODY.gid}`,
  file,
  ...args,
];
const renamed: Runner = { options: {}, owner: { uid: 0, gid: 0 }, command: inNamespace };
const nameless: Runner = { options: {}, owner: null, command: inNamespace };

/** Another user that may still pass through directories: where namespaces are forbidden. */
const passing: Runner = {
  options: {},
  owner: NOBODY,
  command: (file, args) => [
    'setpriv',
    `--reuid=${NOBODY.uid}`,
    `--regid=${NOBODY.gid}`,
    '--clear-groups',
    '--inh-caps=-all,+dac_override',
    '--ambient-caps=-all,+dac_override',
    file,
    ...args,
  ],
};

/** Another user without any right: enough where everybody may enter the directories. */
const nobody: Runner = { options: NOBODY, owner: NOBODY, command: plain };

/** The first way that works on this machine. `postgres`: the binary; `dataDir`: a directory that exists. */
export async function runnerFor(postgres: string, dataDir: string): Promise<Runner> {
  if (process.getuid?.() !== 0) return hasName() ? asWeAre : nameless;
  const found = [renamed, passing].find((runner) => runs(runner, postgres, dataDir));
  if (found !== undefined) return found;
  if (everybodyMayEnter(dirname(dataDir)) && runs(nobody, postgres, dirname(dataDir))) {
    // The directory itself holds the secret and stays closed to everybody but us and, to pass through, that user.
    chmodSync(dataDir, 0o711);
    return nobody;
  }
  throw new Error(
    `PostgreSQL must not run as root, and this machine allows none of the ways around it for ${dataDir}: ` +
      'start Hawker as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own',
  );
}

/** A container may run us under a number that no user has; initdb refuses that. */
function hasName(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
}

/** Does the binary run that way, and can it get into the directory? */
function runs(runner: Runner, postgres: string, directory: string): boolean {
  const [command, ...args] = runner.command('/bin/sh', [
    '-c',
    'test -x "$0" && exec "$1" --version',
    directory,
    postgres,
  ]);
  return spawnSync(command, args, { ...runner.options, stdio: 'ignore', timeout: 10_000 }).status === 0;
}

function everybodyMayEnter(path: string): boolean {
  if ((statSync(path).mode & constants.S_IXOTH) === 0) return false;
  return path === dirname(path) || everybodyMayEnter(dirname(path));
}
