import { beforeAll, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { firstStart } from './store.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});

it('begins a new install with a catalog and a rehearsal, goes on where it was killed half-way, and never begins again', async () => {
  const { rest } = database.pools;
  expect(await firstStart(rest)).toEqual({ seed: true, rehearse: true });
  await rest.query(`INSERT INTO workspace (id, name) VALUES ('w', 'Brand')`);
  await rest.query(
    `INSERT INTO product (id, workspace_id, code, code_key, title, price_minor, currency) VALUES ('p', 'w', 'A1', 'a1', 'Thing', 100, 'EUR')`,
  );
  expect(await firstStart(rest)).toEqual({ seed: false, rehearse: true });
  await rest.query(
    `INSERT INTO show (id, workspace_id, slug, title, kind, seed) VALUES ('s', 'w', 's', 'S', 'rehearsal', '1')`,
  );
  expect(await firstStart(rest)).toEqual({ seed: false, rehearse: false });
  await rest.query(`INSERT INTO workspace_setting (workspace_id, key, value) VALUES ('w', 'begun', 'true')`);
  await rest.query('DELETE FROM show');
  expect((await firstStart(rest)).rehearse).toBe(false);
});
