import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import pg from 'pg';
import { applyMigration, ensureMigrationsTable, migrate, readMigrations, type Migration } from '../db/migrate.ts';
import { BrokenBackup, readArchive, type Entry } from './archive.ts';
import { uploadsDir, type Manifest } from './backup.ts';
import { copyIn } from './copy.ts';
import { fitsProbe } from './probe.ts';
import { advanceSequences } from './tables.ts';

/** The backup cannot or must not be restored here; nothing was touched. */
export class RestoreRefused extends Error {
  override readonly name = 'RestoreRefused';
}

export interface RestoreOptions {
  file: string;
  databaseUrl: string;
  dataDir: string;
  migrationsDir: string;
  /** Drop what the database holds now. Without it a database that is in use is refused. */
  replace: boolean;
}

/** Reads the whole file once: it must be whole, ours, and of a version that this one knows. Touches nothing. */
export async function checkBackup(file: string, migrationsDir: string): Promise<Manifest> {
  let manifest: Manifest | null = null;
  for await (const entry of readArchive(file)) manifest ??= manifestOf(file, entry);
  if (manifest === null) throw new BrokenBackup(`${file} is empty`);
  const known = new Map((await readMigrations(migrationsDir)).map((one) => [one.name, one.checksum]));
  for (const { name, checksum } of manifest.migrations) {
    if (known.get(name) !== checksum)
      throw new RestoreRefused(
        `the backup was made by another version of Hawker (its migration ${name} is not this one's): restore it with that version`,
      );
  }
  return manifest;
}

/** Refuses a secret that did not seal this backup's rows. */
export function assertSecret(manifest: Manifest, secret: string): void {
  if (!fitsProbe(manifest.probe, secret)) {
    throw new RestoreRefused(
      'HAWKER_SECRET is not the one this backup belongs to: its sealed credentials could not be opened. Nothing was changed.',
    );
  }
}

/** Everything in one transaction: afterwards the database is the backup's, or what it was before. */
export async function restore(options: RestoreOptions, manifest: Manifest): Promise<void> {
  const client = new pg.Client({ connectionString: options.databaseUrl, application_name: 'hawker-restore' });
  await client.connect();
  try {
    await client.query('BEGIN');
    await clear(client, options.replace);
    const migrations = await readMigrations(options.migrationsDir);
    await rebuild(client, migrations, manifest);
    const staged = await fill(client, options, manifest);
    await advanceSequences(client);
    await client.query('COMMIT');
    await takeUploads(options.dataDir, staged);
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined); // the line may be what broke
    throw error;
  } finally {
    await client.end();
  }
  // What has come since the backup's version.
  await migrate({ url: options.databaseUrl, dir: options.migrationsDir });
}

async function clear(client: pg.Client, replace: boolean): Promise<void> {
  const busy = await client.query(
    `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'hawker-hub-%' AND pid <> pg_backend_pid()`,
  );
  if (busy.rowCount !== 0) throw new RestoreRefused('a hub is working on this database: stop it first.');
  const { rows } = await client.query<{ used: boolean }>(`SELECT to_regclass('public.workspace') IS NOT NULL AS used`);
  if (rows[0]?.used === true && !replace) {
    throw new RestoreRefused(
      'this database already holds a hub. To replace everything in it by the backup, say so with --replace (and back it up first).',
    );
  }
  await client.query('DROP SCHEMA IF EXISTS record, auth, bullmq, public CASCADE');
  await client.query('CREATE SCHEMA public');
}

/** The tables as the backup's version had them. */
async function rebuild(client: pg.Client, migrations: readonly Migration[], manifest: Manifest): Promise<void> {
  await ensureMigrationsTable(client);
  const names = new Set(manifest.migrations.map((one) => one.name));
  for (const migration of migrations.filter((one) => names.has(one.name))) await applyMigration(client, migration);
  for (const day of manifest.days) await client.query('SELECT record.make_partitions($1::date, 1)', [day]);
}

interface Staged {
  directory: string;
  any: boolean;
}

async function fill(client: pg.Client, options: RestoreOptions, manifest: Manifest): Promise<Staged> {
  const staged: Staged = { directory: `${uploadsDir(options.dataDir)}.restored`, any: false };
  await rm(staged.directory, { recursive: true, force: true });
  const entries = readArchive(options.file);
  let next = await entries.next();
  while (next.done !== true) {
    const [kind, name = ''] = next.value.path.split('/');
    if (kind === 'tables') {
      const run = runOf(entries, next.value, `tables/${name}/`);
      await copyIn(client, copyStatement(manifest, name), run.bodies());
      next = run.after();
      continue;
    }
    if (kind === 'files') {
      await appendFile(join(staged.directory, safePath(manifest.files[Number(name)])), next.value.body);
      staged.any = true;
    }
    next = await entries.next();
  }
  return staged;
}

/** The parts of one table, up to the first entry of something else. */
function runOf(entries: AsyncIterator<Entry>, first: Entry, prefix: string) {
  let last: IteratorResult<Entry> = { done: false, value: first };
  async function* bodies(): AsyncGenerator<Buffer> {
    while (last.done !== true && last.value.path.startsWith(prefix)) {
      yield last.value.body;
      last = await entries.next();
    }
  }
  return { bodies, after: () => last };
}

function copyStatement(manifest: Manifest, name: string): string {
  const table = manifest.tables.find((one) => one.name === name);
  if (table === undefined) throw new BrokenBackup(`the backup holds rows of ${name}, which it does not name`);
  return `COPY ${table.name} (${table.columns.join(', ')}) FROM STDIN`;
}

function manifestOf(file: string, entry: Entry): Manifest {
  if (entry.path !== 'manifest.json') throw new BrokenBackup(`${file} is no backup of Hawker`);
  const manifest = JSON.parse(entry.body.toString()) as Manifest;
  if (manifest.format !== 1)
    throw new RestoreRefused(`${file} was made by a newer version of Hawker: restore it with that version`);
  return manifest;
}

/** A path in a backup may not lead out of the uploads. */
function safePath(path: string | undefined): string {
  const clean = normalize(path ?? '');
  if (path === undefined || path === '' || clean.startsWith('..') || clean.startsWith('/') || /^[a-z]:/i.test(clean)) {
    throw new BrokenBackup('the backup names a file outside the uploads');
  }
  return clean;
}

async function appendFile(path: string, body: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const handle = await open(path, 'a', 0o600);
  try {
    await handle.writeFile(body);
  } finally {
    await handle.close();
  }
}

/** The files change places only when the rows have. */
async function takeUploads(dataDir: string, staged: Staged): Promise<void> {
  const place = uploadsDir(dataDir);
  await rm(place, { recursive: true, force: true });
  if (staged.any) await rename(staged.directory, place);
}
