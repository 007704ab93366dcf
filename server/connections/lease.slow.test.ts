import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeThatRunsTypeScript } from '../../connectors/platforms/testkit/control-client.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { holderOn } from './lease-holder.fixture.ts';

let database: TestDatabase;
let old: ChildProcess;
let lines: AsyncIterator<string>;
const closing: (() => Promise<void>)[] = [];

const query = async (sql: string) => (await database.pools.rest.query(sql)).rows;
const until = (check: () => unknown) => expect.poll(check, { timeout: 15_000, interval: 50 });
const seen = async (name: string): Promise<number> =>
  (await query(`SELECT count(*)::int AS n FROM record.event WHERE platform_id LIKE '${name}-%'`))[0].n;

beforeEach(async () => {
  database = await testDatabase();
  await query(`
    INSERT INTO workspace (id, name) VALUES ('w', 'Brand');
    INSERT INTO show (id, workspace_id, slug, title, kind, state, seed) VALUES ('s', 'w', 's', 'Show', 'live', 'on_air', '1');
    INSERT INTO connection (id, workspace_id, platform, name, broadcast) VALUES ('c', 'w', 'tiktok', 'TikTok', '@shop');
    INSERT INTO broadcast (id, workspace_id, show_id, connection_id, platform) VALUES ('b', 'w', 's', 'c', 'tiktok');`);
  const file = fileURLToPath(new URL('./lease-holder.fixture.ts', import.meta.url));
  old = spawn(nodeThatRunsTypeScript(), [file, database.url], { stdio: ['pipe', 'pipe', 'inherit'] });
  lines = createInterface({ input: old.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  expect(await lines.next()).toMatchObject({ value: 'ready' });
  await until(() => seen('old')).toBeGreaterThan(3);
  await until(() => query('SELECT state FROM connection_health')).toEqual([{ state: 'live' }]);
});

afterEach(async () => {
  if (old.exitCode === null && old.signalCode === null) {
    old.kill('SIGKILL');
    await once(old, 'exit');
  }
  for (const close of closing.splice(0)) await close();
  await database.drop();
});

async function believesItHolds(): Promise<boolean> {
  old.stdin?.write('?\n');
  return (await lines.next()).value === 'yes';
}

test('a process that was paused and wakes late writes nothing under the lease another has taken, and knows it', async () => {
  expect(await believesItHolds()).toBe(true);
  old.kill('SIGSTOP');
  const stoppedMs = Date.now();
  const fresh = holderOn(database.pools, 'fresh');
  closing.push(() => fresh.close());
  await fresh.supervisor.start();
  expect(fresh.supervisor.sessionOf('b')).toBeNull();
  await until(() => seen('fresh')).toBeGreaterThan(3);
  const tookMs = Date.now() - stoppedMs;
  expect(tookMs).toBeGreaterThan(3_000);
  expect(tookMs).toBeLessThan(10_000);
  const before = await seen('old');
  await query(`UPDATE connection_health SET sentence = 'of the fresh one'`);

  old.kill('SIGCONT');
  expect(await believesItHolds()).toBe(false);
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(await seen('old')).toBe(before);
  expect(await query(`SELECT fence, cursor LIKE 'fresh-%' AS ours FROM broadcast`)).toEqual([
    { fence: '2', ours: true },
  ]);
  expect(await query(`SELECT count(*)::int AS n FROM gap WHERE reason = 'hub'`)).toEqual([{ n: 1 }]);
  expect(await believesItHolds()).toBe(false);
  expect(fresh.supervisor.sessionOf('b')).not.toBeNull();
});

test('a process that was killed is followed at once, without waiting for its lease to run out', async () => {
  const fresh = holderOn(database.pools, 'fresh');
  closing.push(() => fresh.close());
  await fresh.supervisor.start();
  old.kill('SIGKILL');
  const killedMs = Date.now();
  await until(() => seen('fresh')).toBeGreaterThan(0);
  expect(Date.now() - killedMs).toBeLessThan(3_000);
});
