import { join } from 'node:path';
import pg from 'pg';
import { HOME, type Config } from './config.ts';
import { secretOf, takeDataDir } from './data-dir.ts';
import { migrate, readMigrations, type Migration } from './db/migrate.ts';
import { startEmbedded, type Embedded } from './embedded.ts';

/** What everything else stands on: this data directory is ours, the database runs and is durable, the migrations are applied. */
export interface Foundation {
  /** The settings with the database's address and the secret filled in. */
  config: Config & { readonly databaseUrl: string; readonly secret: string };
  migrations: readonly Migration[];
  /** How the database was found, as a sentence for a terminal. */
  database: string;
  /** Stops the embedded PostgreSQL and gives the data directory free. */
  close(): Promise<void>;
}

export interface FoundationHooks {
  say(sentence: string): void;
  /** Called before an existing database is changed by a new version. */
  beforeMigrating(config: Foundation['config'], names: readonly string[]): Promise<void>;
}

export const MIGRATIONS_DIR = join(HOME, 'prisma', 'migrations');

/** Without these a 2xx is no promise; somebody may have turned them off on a PostgreSQL of their own. */
const DURABLE = ['fsync', 'synchronous_commit', 'full_page_writes'] as const;

/** The database that DATABASE_URL names does not let us in. */
export class DatabaseUnusable extends Error {
  override readonly name = 'DatabaseUnusable';
}

export class NotDurable extends Error {
  override readonly name = 'NotDurable';
}

export async function layFoundation(given: Config, hooks: FoundationHooks): Promise<Foundation> {
  const release = await takeDataDir(given.dataDir, given.publicUrl);
  let embedded: Embedded | null = null;
  try {
    const secret = await secretOf(given.dataDir, given.secret);
    if (given.databaseUrl === null) embedded = await startEmbedded({ dataDir: given.dataDir, onProgress: hooks.say });
    const config = Object.freeze({ ...given, secret, databaseUrl: embedded?.url ?? given.databaseUrl ?? '' });
    await assertDurable(config.databaseUrl);
    await migrate({
      url: config.databaseUrl,
      dir: MIGRATIONS_DIR,
      beforeChange: (names) => hooks.beforeMigrating(config, names),
    });
    const migrations = await readMigrations(MIGRATIONS_DIR);
    const database = embedded === null ? 'your PostgreSQL' : `embedded PostgreSQL, ${embedded.how}`;
    return { config, migrations, database, close: () => closeAll(embedded, release) };
  } catch (error) {
    await closeAll(embedded, release);
    throw error;
  }
}

async function closeAll(embedded: Embedded | null, release: () => Promise<void>): Promise<void> {
  try {
    await embedded?.stop();
  } finally {
    await release();
  }
}

async function assertDurable(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'hawker-start' });
  await client.connect().catch((cause: unknown) => {
    throw new DatabaseUnusable('the database cannot be used; look at DATABASE_URL and whether it runs', { cause });
  });
  try {
    const { rows } = await client.query<{ name: string; setting: string }>(
      'SELECT name, setting FROM pg_settings WHERE name = ANY($1)',
      [DURABLE],
    );
    const off = rows.filter((row) => row.setting === 'off').map((row) => row.name);
    if (off.length > 0) {
      throw new NotDurable(
        `the database has ${off.join(' and ')} off: what Hawker has acknowledged could be lost. Turn it on and start again.`,
      );
    }
  } finally {
    await client.end();
  }
}
