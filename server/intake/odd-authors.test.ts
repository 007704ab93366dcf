import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Delivery } from '../../connectors/platforms/contract.ts';
import { systemClock } from '../clock.ts';
import { createLog } from '../log.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { buildShow } from '../test/show-builder.ts';
import { createIntake, type Intake } from './intake.ts';

let db: TestDatabase;
let intake: Intake;
beforeAll(async () => {
  db = await testDatabase();
  intake = createIntake({
    pools: db.pools,
    lanes: { ring: () => undefined },
    feed: { told: () => undefined },
    clock: systemClock,
    log: createLog({ level: 'silent' }),
  });
});
afterAll(() => intake.close());

test('an author with odd badges is kept with the good ones, and so is what they said', async () => {
  const show = await buildShow(db.pools.rest);
  const source = intake.open(show.sources[0]!);
  const author = { id: 'u1', handle: 'ann', name: 'Ann', badges: ['fan\0club', 'a,b', 'owner', '\ud800'] };
  await source.deliver({
    event: { kind: 'message', id: 'm1', atMs: null, author, text: 'mine' },
    cursor: null,
  } as unknown as Delivery);
  await source.drained();
  expect(intake.stats()).toMatchObject({ stored: 1, refused: 0 });
  const { rows } = await db.pools.rest.query('SELECT badges FROM author');
  expect(rows).toEqual([{ badges: ['fan\uFFFDclub', 'a b', 'owner', '\uFFFD'] }]);
});
