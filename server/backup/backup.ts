import { existsSync } from 'node:fs';
import { mkdir, open, readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import pg from 'pg';
import { isoTime, systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import { PART_BYTES, writeArchive, type ArchiveWriter } from './archive.ts';
import { copyOut } from './copy.ts';
import { makeProbe, type Probe } from './probe.ts';
import { recordDays, tablesInOrder, type Table } from './tables.ts';

/** The first entry of a backup. */
export interface Manifest {
  format: 1;
  madeAt: string;
  migrations: { name: string; checksum: string }[];
  /** In the order in which they can be filled. */
  tables: Table[];
  /** Days that the record's partitions must exist for. */
  days: string[];
  /** Paths below the uploads, by their number in the archive. */
  files: string[];
  probe: Probe;
}

export interface Backup {
  file: string;
  bytes: number;
  tables: number;
  rows: number;
  files: number;
}

export interface BackupOptions {
  config: Config & { readonly databaseUrl: string; readonly secret: string };
  file: string;
}

export const uploadsDir = (dataDir: string): string => join(dataDir, 'uploads');

/** A name that sorts by time; `why` says what it was made for. */
export function backupName(directory: string, why?: string): string {
  const time = isoTime(systemClock.now())
    .replace(/:/g, '-')
    .replace(/\.\d+Z$/, 'Z');
  return join(directory, 'backups', `hawker-${time}${why === undefined ? '' : `-${why}`}.tar.gz`);
}

/**
 * All tables as they were at one moment (one REPEATABLE READ snapshot, while the hub goes on) and all uploaded files,
 * in one file. The secret is not in it: sealed rows stay sealed.
 */
export async function backUp(options: BackupOptions): Promise<Backup> {
  const { config, file } = options;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const client = new pg.Client({ connectionString: config.databaseUrl, application_name: 'hawker-backup' });
  await client.connect();
  const archive = writeArchive(file, systemClock.now());
  try {
    const found = await writeAll(client, archive, config);
    await archive.finish();
    return { file, bytes: await sizeOf(file), ...found };
  } catch (error) {
    await archive.abandon();
    throw error;
  } finally {
    await client.end();
  }
}

async function writeAll(
  client: pg.Client,
  archive: ArchiveWriter,
  config: BackupOptions['config'],
): Promise<Pick<Backup, 'tables' | 'rows' | 'files'>> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const { rows: migrations } = await client.query<{ name: string; checksum: string }>(
    'SELECT migration_name AS name, checksum FROM public._prisma_migrations WHERE finished_at IS NOT NULL ORDER BY migration_name',
  );
  const tables = await tablesInOrder(client);
  const files = await uploads(config.dataDir);
  const manifest: Manifest = {
    format: 1,
    madeAt: isoTime(systemClock.now()),
    migrations,
    tables,
    days: await recordDays(client),
    files,
    probe: makeProbe(config.secret),
  };
  await archive.add('manifest.json', Buffer.from(JSON.stringify(manifest, null, 1)));
  let rows = 0;
  for (const table of tables) rows += await writeTable(client, archive, table);
  await client.query('COMMIT');
  for (const [index, path] of files.entries())
    await writeFileParts(archive, index, join(uploadsDir(config.dataDir), path));
  return { tables: tables.length, rows, files: files.length };
}

/** The table's rows as COPY writes them, in parts; returns how many rows. */
async function writeTable(client: pg.Client, archive: ArchiveWriter, table: Table): Promise<number> {
  let held: Buffer[] = [];
  let bytes = 0;
  let part = 0;
  let rows = 0;
  const flush = async (): Promise<void> => {
    const body = Buffer.concat(held);
    held = [];
    bytes = 0;
    await archive.add(`tables/${table.name}/${String(++part).padStart(6, '0')}`, body);
  };
  // A partitioned table has no rows of its own to COPY; asking for them reads the partitions.
  await copyOut(client, `COPY (SELECT ${table.columns.join(', ')} FROM ${table.name}) TO STDOUT`, (piece) => {
    held.push(piece);
    bytes += piece.length;
    rows++;
    return bytes >= PART_BYTES ? flush() : undefined;
  });
  if (bytes > 0) await flush();
  return rows;
}

async function writeFileParts(archive: ArchiveWriter, index: number, path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    for (let part = 1; ; part++) {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(PART_BYTES), 0, PART_BYTES);
      if (bytesRead === 0 && part > 1) break;
      await archive.add(`files/${index}/${String(part).padStart(6, '0')}`, buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

async function uploads(dataDir: string): Promise<string[]> {
  const directory = uploadsDir(dataDir);
  if (!existsSync(directory)) return [];
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .sort();
}

async function sizeOf(file: string): Promise<number> {
  const handle = await open(file, 'r');
  try {
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}
