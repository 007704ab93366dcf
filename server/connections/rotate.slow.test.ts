import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { HOME } from '../config.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { createCredentials } from './credentials.ts';
import { rotateSecret } from './rotate.ts';

const OLD = 'the secret of yesterday, long enough 0123456789';
const NEW = 'the secret of tomorrow, long enough 9876543210!';
const ROWS = 1_500;

async function sealedRows(database: TestDatabase, rows: number): Promise<void> {
  const old = createCredentials(OLD);
  await database.pools.rest.query(`INSERT INTO workspace (id, name) VALUES ('w', 'Brand')`);
  const ids = Array.from({ length: rows }, (_, i) => `c${i}`);
  const sealed = ids.map((id) => old.seal({ workspaceId: 'w', connectionId: id }, { sessionId: `secret of ${id}` }));
  await database.pools.rest.query(
    `INSERT INTO connection (id, workspace_id, platform, name, broadcast, sealed, key_id)
     SELECT u.id, 'w', 'tiktok', u.id, '@shop', u.sealed, $3 FROM unnest($1::text[], $2::bytea[]) AS u(id, sealed)`,
    [ids, sealed.map((one) => one.sealed), old.keyId],
  );
}

/** Opens every row with whichever of the two secrets its key names; answers how many are on the new one. */
async function opened(database: TestDatabase): Promise<number> {
  const both = createCredentials(NEW, [OLD]);
  const { rows } = await database.pools.rest.query('SELECT id, sealed, key_id FROM connection');
  for (const { id, sealed, key_id: keyId } of rows)
    expect(both.secrets({ workspaceId: 'w', connectionId: id }, { sealed, keyId })).toEqual({
      sessionId: `secret of ${id}`,
    });
  return rows.filter((row) => row.key_id === both.keyId).length;
}

const command = (url: string) =>
  spawn(process.execPath, [join(HOME, 'server', 'connections', 'rotate-cli.ts')], {
    cwd: HOME,
    env: { ...process.env, DATABASE_URL: url, HAWKER_SECRET: NEW, HAWKER_SECRET_OLD: OLD },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

test('killed again and again, every row opens with one of the two secrets, and in the end all with the new', async () => {
  const database = await testDatabase();
  await sealedRows(database, ROWS);
  const counts: number[] = [];
  for (let kill = 0; kill < 4; kill++) {
    const child = command(database.url);
    const before = counts.at(-1) ?? 0;
    const { keyId } = createCredentials(NEW);
    for (let now = before; now < before + 150 && child.exitCode === null; await wait(5)) {
      const { rows } = await database.pools.rest.query('SELECT count(*)::int AS n FROM connection WHERE key_id = $1', [
        keyId,
      ]);
      now = rows[0].n;
    }
    child.kill('SIGKILL');
    await once(child, 'exit');
    counts.push(await opened(database));
  }
  expect(counts.every((count) => count > 0 && count < ROWS)).toBe(true);
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  const last = command(database.url);
  let said = '';
  last.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(last, 'exit')) as [number];
  expect([code, said.includes('All are on it')]).toEqual([0, true]);
  expect(await opened(database)).toBe(ROWS);
}, 60_000);

test('what neither secret opens is named, and nothing is done to it', async () => {
  const database = await testDatabase();
  await sealedRows(database, 3);
  await database.pools.rest.query(`UPDATE connection SET key_id = 'lost' WHERE id = 'c1'`);
  expect(await rotateSecret(database.pools.rest, { next: NEW, old: OLD })).toEqual({ sealed: 2, broken: ['c1'] });
  expect(await rotateSecret(database.pools.rest, { next: NEW, old: OLD })).toEqual({ sealed: 0, broken: ['c1'] });
});
