import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

export interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

export interface MigrateOptions {
  url: string;
  /** prisma/migrations */
  dir: string;
  /** Called once before anything changes, when the database already holds a version of ours (to back it up). */
  beforeChange?: (names: string[]) => Promise<void>;
  onApplied?: (name: string) => void;
}

/** The database and the checkout do not fit; the sentence says what to do. */
export class MigrationRefused extends Error {
  override readonly name = 'MigrationRefused';
}

/** Any number that nobody else uses: one command migrates, the others wait for it. */
const MIGRATION_LOCK = '7205759403792793';

/** As Prisma lays it out, so that `prisma migrate` can go on with the same database. */
const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz, migration_name varchar(255) NOT NULL,
  logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)`;

export async function readMigrations(dir: string): Promise<Migration[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(dir, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/**
 * Brings the database to this version, each migration in a transaction of its own, under an advisory lock: a second
 * process waits and then finds nothing to do. Returns the names applied.
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const migrations = await readMigrations(options.dir);
  const client = new pg.Client({ connectionString: options.url, application_name: 'hawker-migrate' });
  await client.connect();
  try {
    await client.query(`SELECT pg_advisory_lock(${MIGRATION_LOCK})`);
    await ensureMigrationsTable(client);
    const applied = await appliedChecksums(client);
    const pending = pendingOf(migrations, applied);
    if (pending.length > 0 && applied.size > 0) await options.beforeChange?.(pending.map((one) => one.name));
    for (const migration of pending) {
      await apply(client, migration);
      options.onApplied?.(migration.name);
    }
    return pending.map((one) => one.name);
  } finally {
    // Ends the session and with it the lock.
    await client.end();
  }
}

/** Names of what is still to be applied; throws `MigrationRefused` where database and checkout contradict each other. */
export async function pendingMigrations(
  pool: Pick<pg.Pool, 'query'>,
  migrations: readonly Migration[],
): Promise<string[]> {
  const there = await pool.query<{ there: boolean }>(
    `SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS there`,
  );
  if (there.rows[0]?.there !== true) return migrations.map((one) => one.name);
  return pendingOf(migrations, await appliedChecksums(pool)).map((one) => one.name);
}

async function appliedChecksums(client: Pick<pg.Pool, 'query'>): Promise<Map<string, string>> {
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    'SELECT migration_name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

function pendingOf(migrations: readonly Migration[], applied: ReadonlyMap<string, string>): Migration[] {
  const known = new Map(migrations.map((one) => [one.name, one]));
  for (const [name, checksum] of applied) {
    const ours = known.get(name);
    if (ours === undefined)
      throw new MigrationRefused(
        `the database has been used by a newer version of Hawker (it knows the migration ${name}): start that version, or restore a backup made before it`,
      );
    if (ours.checksum !== checksum)
      throw new MigrationRefused(
        `the migration ${name} was changed after it had been applied to this database: restore its file, or start with an empty data directory`,
      );
  }
  return migrations.filter((one) => !applied.has(one.name));
}

export async function ensureMigrationsTable(client: pg.Client): Promise<void> {
  await client.query(MIGRATIONS_TABLE);
}

/** Runs one migration and records it, in whatever transaction the client is in. */
export async function applyMigration(client: pg.Client, migration: Migration): Promise<void> {
  await client.query(migration.sql);
  // A migration may set a search_path of its own; the record is always ours.
  await client.query('RESET search_path');
  await client.query(
    `INSERT INTO public._prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, clock_timestamp(), 1)`,
    [randomUUID(), migration.checksum, migration.name],
  );
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  try {
    await client.query('BEGIN');
    await applyMigration(client, migration);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new Error(`the migration ${migration.name} failed and nothing of it was kept`, { cause: error });
  }
}
