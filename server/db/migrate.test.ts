import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { migrate, pendingMigrations, readMigrations } from './migrate.ts';

let dir: string;
let db: TestDatabase;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'hawker-migrations-'));
  db = await testDatabase();
  await db.pools.rest.query('DROP SCHEMA public, record, auth CASCADE');
  await db.pools.rest.query('CREATE SCHEMA public');
});
afterEach(() => rmSync(dir, { recursive: true }));

function put(name: string, sql: string): void {
  mkdirSync(join(dir, name), { recursive: true });
  writeFileSync(join(dir, name, 'migration.sql'), sql);
}
const run = (more: Partial<Parameters<typeof migrate>[0]> = {}) => migrate({ url: db.url, dir, ...more });
const count = async (sql: string) => (await db.pools.rest.query(sql)).rowCount;

test('migrations are applied once, in order, and recorded as Prisma records them', async () => {
  put('2_second', 'INSERT INTO one VALUES (2)');
  put('1_first', 'CREATE TABLE one (n int)');
  expect(await run()).toEqual(['1_first', '2_second']);
  expect(await run()).toEqual([]);
  const { rows } = await db.pools.rest.query(
    'SELECT migration_name, checksum, finished_at, rolled_back_at, applied_steps_count FROM _prisma_migrations ORDER BY 1',
  );
  const checksum = createHash('sha256').update('CREATE TABLE one (n int)').digest('hex');
  expect(rows[0]).toMatchObject({ migration_name: '1_first', checksum, rolled_back_at: null, applied_steps_count: 1 });
  expect(rows[0].finished_at).toBeInstanceOf(Date);
});

test('two processes that start at once apply each migration once', async () => {
  put('1_first', 'CREATE TABLE one (n int); SELECT pg_sleep(0.3)');
  const applied = await Promise.all([run(), run(), run()]);
  expect(applied.flat()).toEqual(['1_first']);
});

test('an existing database is backed up before it is changed, an empty one is not', async () => {
  const asked: string[][] = [];
  const beforeChange = async (names: string[]) => {
    asked.push(names);
    expect(await count(`SELECT FROM pg_class WHERE relname = 'two'`)).toBe(0);
  };
  put('1_first', 'CREATE TABLE one (n int)');
  await run({ beforeChange });
  expect(asked).toEqual([]);
  put('2_second', 'CREATE TABLE two (n int)');
  await run({ beforeChange });
  await run({ beforeChange });
  expect(asked).toEqual([['2_second']]);
});

test('a backup that fails leaves the database as it was', async () => {
  put('1_first', 'CREATE TABLE one (n int)');
  await run();
  put('2_second', 'CREATE TABLE two (n int)');
  await expect(run({ beforeChange: () => Promise.reject(new Error('the disk is full')) })).rejects.toThrow(
    'the disk is full',
  );
  expect(await pendingMigrations(db.pools.rest, await readMigrations(dir))).toEqual(['2_second']);
});

test('of a migration that fails nothing is kept, and what came before it stays', async () => {
  put('1_first', 'CREATE TABLE one (n int)');
  put('2_second', 'CREATE TABLE two (n int); SELECT 1/0');
  await expect(run()).rejects.toThrow('2_second failed and nothing of it was kept');
  expect(await count(`SELECT FROM pg_class WHERE relname = 'one'`)).toBe(1);
  expect(await count(`SELECT FROM pg_class WHERE relname = 'two'`)).toBe(0);
});

test('a changed migration and a database of a newer version are refused', async () => {
  put('1_first', 'CREATE TABLE one (n int)');
  put('2_second', 'CREATE TABLE two (n int)');
  await run();
  put('1_first', 'CREATE TABLE one (n bigint)');
  await expect(run()).rejects.toThrow('1_first was changed after it had been applied');
  put('1_first', 'CREATE TABLE one (n int)');
  rmSync(join(dir, '2_second'), { recursive: true });
  await expect(run()).rejects.toThrow('a newer version of Hawker (it knows the migration 2_second)');
});
