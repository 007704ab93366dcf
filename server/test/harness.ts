import { afterAll } from 'vitest';
import { createPools, type Pools } from '../db/pools.ts';
import { makeDatabase, type Made } from './harness/databases.ts';

export interface TestDatabase {
  /** For a connection of your own or a child process. */
  url: string;
  pools: Pools;
  /** Not needed at the end of a test file: what is left is dropped then. */
  drop(): Promise<void>;
}

const open = new Set<TestDatabase>();

/**
 * A fresh, migrated, empty database on the run's PostgreSQL (a copy of a template, so it costs little). Call it in
 * `beforeAll` or in a test; everything is closed and dropped at the end of the file.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const made = await makeDatabase();
  const pools = createPools({ url: made.url, name: 'test', hotSize: 8, restSize: 4 });
  const database: TestDatabase = { url: made.url, pools, drop: () => drop(database, made) };
  open.add(database);
  return database;
}

async function drop(database: TestDatabase, made: Made): Promise<void> {
  if (!open.delete(database)) return;
  await database.pools.end();
  await made.drop();
}

afterAll(async () => {
  await Promise.all([...open].map((database) => database.drop()));
});
