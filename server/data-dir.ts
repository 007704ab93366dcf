import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Another hub works on this data directory. */
export class DataDirTaken extends Error {
  override readonly name = 'DataDirTaken';
}

interface Holder {
  pid: number;
  /** When that process began, as the kernel counts it: tells it from a later one with the same number. */
  began: string;
  address: string;
}

/** Makes the directory and takes it for this process; throws `DataDirTaken` with who has it. Release before exit. */
export async function takeDataDir(dataDir: string, address: string): Promise<() => Promise<void>> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const lock = join(dataDir, 'hub.lock');
  const mine = join(dataDir, `hub.lock.${randomUUID()}`);
  const self: Holder = { pid: process.pid, began: beganOf(process.pid), address };
  await writeFile(mine, `${JSON.stringify(self)}\n`, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      // A hard link appears whole or not at all, and only one of two wins.
      if (await linked(mine, lock)) return () => rm(lock, { force: true });
      await dropIfDead(lock);
    }
  } finally {
    await rm(mine, { force: true });
  }
  throw new DataDirTaken(`${lock} could not be taken; is another Hawker starting on ${dataDir}?`);
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function dropIfDead(lock: string): Promise<void> {
  const text = await readFile(lock, 'utf8').catch(() => null);
  if (text === null) return;
  const holder = parseHolder(text);
  if (holder !== null && beganOf(holder.pid) === holder.began && holder.began !== '') {
    throw new DataDirTaken(
      `another Hawker (process ${holder.pid}${holder.address === '' ? '' : `, at ${holder.address}`}) is using this data directory. ` +
        `Stop it first, or give this one a directory of its own by HAWKER_DATA_DIR.`,
    );
  }
  // Moved away first: if a third process has taken the lock since we read it, we get hold of its file and put it back.
  const aside = `${lock}.${randomUUID()}`;
  await rename(lock, aside).catch(() => undefined); // somebody else was quicker
  const moved = await readFile(aside, 'utf8').catch(() => null);
  if (moved !== null && moved !== text) await linked(aside, lock);
  await rm(aside, { force: true });
}

function parseHolder(text: string): Holder | null {
  try {
    const value = JSON.parse(text) as Partial<Holder>;
    return typeof value.pid === 'number'
      ? { pid: value.pid, began: String(value.began ?? ''), address: String(value.address ?? '') }
      : null;
  } catch {
    return null; // cut short by a full disk: nobody's
  }
}

/** '' for a process that does not run. */
function beganOf(pid: number): string {
  if (process.platform === 'linux') {
    if (!existsSync(`/proc/${pid}/stat`)) return '';
    // Fields after the command's closing parenthesis; state is the 3rd of all, the start time the 22nd.
    const fields = statOf(pid)
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[0] === 'Z' ? '' : (fields[19] ?? '');
  }
  try {
    process.kill(pid, 0);
    return 'runs';
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? 'runs' : '';
  }
}

function statOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return ''; // ended between the two looks
  }
}

/** The install's secret: the setting's, else the one kept in the data directory, made on first use. */
export async function secretOf(dataDir: string, given: string | null): Promise<string> {
  if (given !== null) return given;
  const file = secretFile(dataDir);
  if (existsSync(file)) return (await readFile(file, 'utf8')).trim();
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const secret = randomBytes(32).toString('base64url');
  await writeFile(file, `${secret}\n`, { mode: 0o600, flag: 'wx' });
  return secret;
}

export const secretFile = (dataDir: string): string => join(dataDir, 'secret');
