import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { HOME } from '../../config.ts';
import { migrate, readMigrations } from '../../db/migrate.ts';
import { testServer } from './server.ts';

export interface Made {
  url: string;
  drop(): Promise<void>;
}

export const MIGRATIONS = join(HOME, 'prisma', 'migrations');
export const TEMPLATE = 'hawker_template_';
export const COPY = 'hawker_test_';
const TEMPLATE_LOCK = '7205759403792794';

/** A copy of the migrated template under a name of its own. */
export async function makeDatabase(): Promise<Made> {
  const server = await testServer();
  const template = await templateOn(server);
  const name = `${COPY}${randomBytes(6).toString('hex')}`;
  await onServer(server, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`));
  return {
    url: databaseUrl(server, name),
    drop: async () =>
      void (await onServer(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))),
  };
}

/** Named after the migrations' text, so that a changed migration gets a template of its own. */
async function templateOn(server: string): Promise<string> {
  const migrations = await readMigrations(MIGRATIONS);
  const hash = createHash('sha256')
    .update(migrations.map((one) => one.checksum).join())
    .digest('hex')
    .slice(0, 16);
  const template = `${TEMPLATE}${hash}`;
  await onServer(server, async (client) => {
    if (await exists(client, template)) return;
    await client.query(`SELECT pg_advisory_lock(${TEMPLATE_LOCK})`); // ends with the session
    if (!(await exists(client, template))) await makeTemplate(client, server, template);
  });
  return template;
}

async function makeTemplate(client: pg.Client, server: string, template: string): Promise<void> {
  const half = `${template}_new`;
  await client.query(`DROP DATABASE IF EXISTS ${half} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${half}`);
  await migrate({ url: databaseUrl(server, half), dir: MIGRATIONS });
  await client.query(`ALTER DATABASE ${half} RENAME TO ${template}`);
}

async function exists(client: pg.Client, name: string): Promise<boolean> {
  return (await client.query('SELECT FROM pg_database WHERE datname = $1', [name])).rowCount === 1;
}

async function onServer<T>(server: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
