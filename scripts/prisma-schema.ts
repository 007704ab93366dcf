import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { HOME } from '../server/config.ts';
import { schemaOf } from '../server/db/prisma-schema.ts';
import { makeDatabase } from '../server/test/harness/databases.ts';

// The migrations are the truth; schema.prisma is written from the database they make. Run it after changing one.

const made = await makeDatabase();
const client = new pg.Client({ connectionString: made.url });
await client.connect();
try {
  await writeFile(join(HOME, 'prisma', 'schema.prisma'), await schemaOf(client));
} finally {
  await client.end();
  await made.drop();
}
