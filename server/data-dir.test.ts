import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DataDirTaken, secretOf, takeDataDir } from './data-dir.ts';

let place: string;
beforeEach(() => void (place = mkdtempSync(join(tmpdir(), 'hawker-lock-'))));
afterEach(() => rmSync(place, { recursive: true }));

/** A process that takes the directory and keeps it. */
async function holder(): Promise<ChildProcess> {
  const code = `import { takeDataDir } from ${JSON.stringify(new URL('data-dir.ts', import.meta.url).href)};
    await takeDataDir(${JSON.stringify(place)}, 'http://there'); console.log('taken'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout!, 'data');
  return child;
}

test('a second hub on one data directory is refused, with who has it', async () => {
  const other = await holder();
  await expect(takeDataDir(place, '')).rejects.toThrow(new RegExp(`process ${other.pid}, at http://there`));
  other.kill('SIGKILL');
  await once(other, 'exit');
});

test('the lock of a killed hub does not keep the next one out', async () => {
  const other = await holder();
  other.kill('SIGKILL');
  await once(other, 'exit');
  const release = await takeDataDir(place, '');
  await expect(takeDataDir(place, '')).rejects.toThrow(DataDirTaken);
  await release();
  await (
    await takeDataDir(place, '')
  )();
});

test('a lock whose number now belongs to another process keeps nobody out', async () => {
  writeFileSync(join(place, 'hub.lock'), JSON.stringify({ pid: process.ppid, began: '1', address: '' }));
  await (
    await takeDataDir(place, '')
  )();
});

test('a lock cut short by a full disk keeps nobody out', async () => {
  writeFileSync(join(place, 'hub.lock'), '{"pid":');
  await (
    await takeDataDir(place, '')
  )();
});

test('of twenty who take a dead lock at once, exactly one gets it', async () => {
  writeFileSync(join(place, 'hub.lock'), JSON.stringify({ pid: 999_999_999, began: '1', address: '' }));
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => takeDataDir(place, '')));
  expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
});

test('the secret is made once, readable by nobody else, and a given one wins', async () => {
  const made = await secretOf(place, null);
  expect(made.length).toBeGreaterThanOrEqual(32);
  expect(await secretOf(place, null)).toBe(made);
  expect(statSync(join(place, 'secret')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(place, 'secret'), 'utf8').trim()).toBe(made);
  expect(await secretOf(place, 'given')).toBe('given');
});
