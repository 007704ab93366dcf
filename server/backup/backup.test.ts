import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import { MIGRATIONS_DIR } from '../foundation.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { backUp, uploadsDir } from './backup.ts';
import { tablesInOrder } from './tables.ts';
import { assertSecret, checkBackup, restore } from './restore.ts';

const SECRET = 'a-secret-of-at-least-32-characters-xyz';
let from: TestDatabase;
let place: string;
let file: string;

const config = (db: TestDatabase, dataDir: string) => ({
  ...readConfig({ HAWKER_DATA_DIR: dataDir }),
  databaseUrl: db.url,
  secret: SECRET,
});

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'hawker-backup-'));
  file = join(place, 'one.tar.gz');
  from = await testDatabase();
  await fillWith(from);
  const photo = join(uploadsDir(join(place, 'from')), 'photos', 'a name with ünï.jpg');
  await mkdir(dirname(photo), { recursive: true });
  await writeFile(photo, Buffer.alloc(5_000_000, 7));
  await backUp({ config: config(from, join(place, 'from')), file });
});
afterAll(() => rm(place, { recursive: true, force: true }));

/** Odd text, a partitioned row of a day long gone, numbers given out by sequences, a table over one part long. */
async function fillWith(db: TestDatabase): Promise<void> {
  const run = (sql: string) => db.pools.rest.query(sql);
  await run(`INSERT INTO workspace (id, name) VALUES ('w1', E'tab\\tback\\\\slash\\nline "quoted" 🧣')`);
  await run(`INSERT INTO workspace_setting VALUES ('w1', 'x', '{"a": [1, null, "\\\\N"]}')`);
  await run(`INSERT INTO audit (workspace_id, action) SELECT 'w1', 'test' FROM generate_series(1, 7)`);
  await run(
    `INSERT INTO show (id, workspace_id, slug, title, kind, seed) VALUES ('s1', 'w1', 'one', 'One', 'live', 'x')`,
  );
  await run(`SELECT record.make_partitions('2020-02-29', 1)`);
  await run(
    `INSERT INTO record.event (show_id, seq, day, workspace_id, kind, spoken_at, spoken_by, received_at, body)
     SELECT 's1', i, CASE WHEN i = 1 THEN '2020-02-29' ELSE (now() AT TIME ZONE 'UTC')::date END, 'w1', 'message', now(), 'platform', now(), jsonb_build_object('long', repeat(md5(i::text), 40))
     FROM generate_series(1, 8000) i`,
  );
}

/** Every row of every table, as text. */
async function contentOf(db: TestDatabase): Promise<Record<string, string[]>> {
  const content: Record<string, string[]> = {};
  for (const table of await tablesInOrder(db.pools.rest as never)) {
    const { rows } = await db.pools.rest.query<{ row: string }>(
      `SELECT t::text AS row FROM ${table.name} t ORDER BY 1`,
    );
    content[table.name] = rows.map((row) => row.row);
  }
  return content;
}

const restoreTo = async (db: TestDatabase, replace: boolean) =>
  restore(
    { file, databaseUrl: db.url, dataDir: join(place, 'to'), migrationsDir: MIGRATIONS_DIR, replace },
    await checkBackup(file, MIGRATIONS_DIR),
  );

test('a restored hub has every row and every uploaded file, and goes on counting where it stopped', async () => {
  const to = await testDatabase();
  await restoreTo(to, true);
  expect(await contentOf(to)).toEqual(await contentOf(from));
  const photo = await readFile(join(uploadsDir(join(place, 'to')), 'photos', 'a name with ünï.jpg'));
  expect(photo.equals(Buffer.alloc(5_000_000, 7))).toBe(true);
  const { rows } = await to.pools.rest.query<{ id: string }>(
    `INSERT INTO audit (workspace_id, action) VALUES ('w1', 'next') RETURNING id`,
  );
  expect(rows[0]!.id).toBe('8');
});

test('a backup is of one moment, while others write', async () => {
  const moment = join(place, 'moment.tar.gz');
  let stop = false;
  const writing = (async () => {
    for (let i = 0; !stop; i++) {
      // Always both or neither: a backup that read them at two moments would differ.
      await from.pools.rest.query(
        `WITH a AS (INSERT INTO workspace (id, name) VALUES ('m${i}', 'm')) INSERT INTO audit (workspace_id, action) VALUES ('m${i}', 'moment')`,
      );
    }
  })();
  await backUp({ config: config(from, join(place, 'from')), file: moment });
  stop = true;
  await writing;
  const to = await testDatabase();
  await restore(
    { file: moment, databaseUrl: to.url, dataDir: join(place, 'to2'), migrationsDir: MIGRATIONS_DIR, replace: true },
    await checkBackup(moment, MIGRATIONS_DIR),
  );
  const { rows } = await to.pools.rest.query<{ a: string; w: string }>(
    `SELECT (SELECT count(*) FROM audit WHERE action = 'moment') AS a, (SELECT count(*) FROM workspace WHERE name = 'm') AS w`,
  );
  expect(rows[0]!.a).toBe(rows[0]!.w);
  await from.pools.rest.query(`DELETE FROM audit WHERE action = 'moment'`);
  await from.pools.rest.query(`DELETE FROM workspace WHERE name = 'm'`);
});

test('the secret is not in a backup, and a wrong one is refused before anything is touched', async () => {
  const packed = await readFile(file);
  expect(gunzipSync(packed).includes(Buffer.from(SECRET))).toBe(false);
  const manifest = await checkBackup(file, MIGRATIONS_DIR);
  expect(() => assertSecret(manifest, `${SECRET}.`)).toThrow('HAWKER_SECRET is not the one');
  expect(() => assertSecret(manifest, SECRET)).not.toThrow();
});

test('a hub that is in use is not overwritten unless that is said', async () => {
  const to = await testDatabase();
  await to.pools.rest.query(`INSERT INTO workspace (id, name) VALUES ('mine', 'kept')`);
  await expect(restoreTo(to, false)).rejects.toThrow('--replace');
  expect((await to.pools.rest.query(`SELECT FROM workspace WHERE id = 'mine'`)).rowCount).toBe(1);
});

test('a file cut short, or changed by one byte, is refused', async () => {
  const bytes = await readFile(file);
  const cut = join(place, 'cut.tar.gz');
  await writeFile(cut, bytes);
  await truncate(cut, bytes.length - 1000);
  await expect(checkBackup(cut, MIGRATIONS_DIR)).rejects.toThrow(/ends in the middle|cannot be read/);
  const flipped = join(place, 'flipped.tar.gz');
  bytes[Math.floor(bytes.length / 2)]! ^= 1;
  await writeFile(flipped, bytes);
  await expect(checkBackup(flipped, MIGRATIONS_DIR)).rejects.toThrow();
});

test('a restore that fails leaves the database as it was', async () => {
  const to = await testDatabase();
  await to.pools.rest.query(`INSERT INTO workspace (id, name) VALUES ('mine', 'kept')`);
  const manifest = await checkBackup(file, MIGRATIONS_DIR);
  const wrong = {
    ...manifest,
    tables: manifest.tables.map((table) =>
      table.name === 'record.event' ? { ...table, columns: ['nothing'] } : table,
    ),
  };
  await expect(
    restore(
      { file, databaseUrl: to.url, dataDir: join(place, 'to3'), migrationsDir: MIGRATIONS_DIR, replace: true },
      wrong,
    ),
  ).rejects.toThrow('nothing');
  expect((await to.pools.rest.query(`SELECT FROM workspace WHERE id = 'mine'`)).rowCount).toBe(1);
});
