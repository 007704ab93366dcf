import { beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import { transaction } from '../db/transaction.ts';
import { takeNumbers } from '../feed/store.ts';
import { lockCounter, writeEvents, type EventRow } from '../intake/store.ts';
import { createLanes, type Lanes } from '../lanes/lanes.ts';
import { createLog } from '../log.ts';
import { openVariant } from '../stock/ledger.ts';
import { settleLane } from '../stock/store.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { systemScope } from '../workspaces/scope.ts';
import { decideKind } from './decide-lane.ts';
import { settleKindWithReplies } from './settle-lane.ts';
import { decideLane } from './store.ts';

const T0 = Date.UTC(2026, 10, 22, 20);
let db: TestDatabase;
let lanes: Lanes;
let said = 0;

beforeAll(async () => {
  db = await testDatabase();
  await db.pools.hot.query(`INSERT INTO workspace (id, name) VALUES ('w', 'W');
    INSERT INTO show (id, workspace_id, slug, title, kind, state, seed) VALUES ('show', 'w', 'friday', 'F', 'live', 'on_air', 'seed');
    INSERT INTO connection (id, workspace_id, platform, name, broadcast) VALUES ('fb', 'w', 'facebook', 'F', '@f');
    INSERT INTO broadcast (id, workspace_id, show_id, connection_id, platform, state) VALUES ('b-fb', 'w', 'show', 'fb', 'facebook', 'live');
    INSERT INTO product (id, workspace_id, code, code_key, title, price_minor, currency, options) VALUES
      ('p-b07', 'w', 'B07', 'b07', 'Tote', 1500, 'EUR', '{}'), ('p-c1', 'w', 'C1', 'c1', 'Hat', 900, 'EUR', '{}');
    INSERT INTO variant (id, workspace_id, product_id, sku, options, position) VALUES ('v-b07', 'w', 'p-b07', 'B07', '{}', 0), ('v-c1', 'w', 'p-c1', 'C1', '{}', 0);
    INSERT INTO author (id, workspace_id, platform, author_key, handle, name, badges)
      SELECT 'a' || i, 'w', 'facebook', 'a' || i, 'viewer' || i, 'Viewer', '{}' FROM generate_series(0, 9) i;
    INSERT INTO author (id, workspace_id, platform, author_key, handle, name, badges) VALUES ('rosa', 'w', 'facebook', NULL, 'Rosa', 'Rosa', '{}')`);
  await transaction(db.pools.hot, async (tx) => {
    await openVariant(tx, systemScope('w'), 'v-b07', 2);
    await openVariant(tx, systemScope('w'), 'v-c1', 9);
  });
  lanes = createLanes({ pools: db.pools, bells: null, clock: systemClock, log: createLog({ level: 'silent' }) });
  const deps = { pool: db.pools.rest, publicUrl: 'http://hub', feed: { takeNumbers, told: () => undefined } };
  lanes.registerSteps(decideKind(deps));
  lanes.registerSteps(settleKindWithReplies(deps));
});

/** Appends, decides and settles; answers the number of the last row. */
async function say(...rows: (Partial<EventRow> & { text: string })[]): Promise<number> {
  const last = await transaction(db.pools.hot, async (tx) => {
    const before = await lockCounter(tx, 'w', 'show');
    await writeEvents(tx, 'w', 'show', before, rows.map(filled));
    return before + rows.length;
  });
  for (let round = 0; round < 3; round++) {
    await lanes.drained(decideLane('show', 'w'));
    for (const id of ['v-b07', 'v-c1']) await lanes.drained(settleLane(`${id}:main`, 'w'));
  }
  return last;
}

function filled(row: Partial<EventRow> & { text: string }): EventRow {
  said += 1;
  return {
    source: { broadcastId: 'b-fb', connectionId: 'fb', platform: 'facebook' },
    kind: 'message',
    platformId: `m${said}`,
    authorId: null,
    body: null,
    spokenAtMs: T0 + said * 1_000,
    spokenBy: 'platform',
    receivedMs: T0 + said * 1_000,
    history: false,
    ...row,
  };
}

const one = async (sql: string, seq: number) => (await db.pools.hot.query(sql, [seq])).rows[0];
const claim = (seq: number) => one('SELECT * FROM claim WHERE seq = $1', seq);
const reply = (seq: number) => one('SELECT about, text FROM outbox WHERE seq = $1', seq);
const reading = (seq: number) => one('SELECT intent, outcome, needs_look FROM record.reading WHERE seq = $1', seq);

describe('a claim found after a gap', () => {
  it('is served like any other while there are goods, and says that it was found late', async () => {
    const seq = await say({ authorId: 'a1', text: 'mine B07', late: true });
    expect(await claim(seq)).toMatchObject({
      state: 'reserved',
      late: true,
      reason: 'found after a gap, and in stock',
    });
    expect(await reply(seq)).toMatchObject({ about: 'reserved' });
  });

  it('whose goods are gone waits before all who wrote after it, and its author is told that it came late', async () => {
    await say({ authorId: 'a2', text: 'mine B07' });
    const later = await say({ authorId: 'a3', text: 'mine B07', spokenAtMs: T0 + 500_000 });
    const seq = await say({ authorId: 'a4', text: 'mine B07', late: true, spokenAtMs: T0 + 100_000 });
    expect(await claim(seq)).toMatchObject({
      state: 'waitlisted',
      late: true,
      reason: 'sold out when it was found, after a gap',
    });
    const said = await reply(seq);
    expect(said).toMatchObject({ about: 'late' });
    expect(said.text).toMatch(/late/);
    expect(said.text).not.toMatch(/\d+ (on|in)/);
    const { rows } = await db.pools.hot.query(
      `SELECT seq::int FROM claim WHERE state = 'waitlisted' ORDER BY spoken_at, seq`,
    );
    expect(rows.map((row) => row.seq)).toEqual([seq, later]);
  });
});

describe('a claim whose author the platform withholds', () => {
  it('is accepted, and marked', async () => {
    const nobody = await say({ text: 'mine C1' });
    expect(await claim(nobody)).toMatchObject({ state: 'reserved', unnamed: true, author_id: null });
    const named = await say({ authorId: 'a5', text: 'mine C1' });
    expect(await claim(named)).toMatchObject({ state: 'reserved', unnamed: false });
    const handleOnly = await say({ authorId: 'rosa', text: 'mine C1' });
    expect(await claim(handleOnly)).toMatchObject({ state: 'reserved', unnamed: true, author_id: 'rosa' });
  });

  it('is cancelled by nobody’s word: another of the same name may have said it, and a person looks', async () => {
    const made = await say({ authorId: 'rosa', text: 'mine C1' });
    const seq = await say({ authorId: 'rosa', text: 'cancel C1' });
    expect(await reading(seq)).toMatchObject({ intent: 'cancel', outcome: 'cancel-unnamed', needs_look: true });
    expect(await claim(made)).toMatchObject({ state: 'reserved' });
  });
});
