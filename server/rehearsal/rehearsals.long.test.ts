import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPlatformId, loadConnector } from '../../connectors/platforms/registry.ts';
import { seedSampleCatalog } from '../catalog/sample.ts';
import { systemClock } from '../clock.ts';
import { createCredentials } from '../connections/credentials.ts';
import { createSupervisor, type Supervisor } from '../connections/supervisor.ts';
import { transaction } from '../db/transaction.ts';
import { takeNumbers } from '../feed/store.ts';
import { createIntake, type Intake } from '../intake/intake.ts';
import { createLog } from '../log.ts';
import { createShowLog } from '../shows/log.ts';
import { openPool } from '../stock/ledger.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { systemScope } from '../workspaces/scope.ts';
import { createRehearsals, type Rehearsals } from './rehearsals.ts';
import { leftBehind } from './store-remove.ts';

const scope = systemScope('w');
const log = createLog({ level: 'silent' });
const clock = systemClock;

let database: TestDatabase;
let intake: Intake;
let supervisor: Supervisor;
let rehearsals: Rehearsals;
let showId: string;

const platforms = ['tiktok', 'youtube', 'facebook', 'instagram'];
const query = async (sql: string, ...values: unknown[]) => (await database.pools.rest.query(sql, values)).rows;
const until = (check: () => unknown) => expect.poll(check, { timeout: 30_000, interval: 50 });

function hub(): void {
  intake = createIntake({
    pools: database.pools,
    lanes: { ring: () => undefined },
    feed: { told: () => undefined },
    clock,
    log,
  });
  supervisor = createSupervisor({
    pools: database.pools,
    intake,
    feed: { takeNumbers, told: () => undefined },
    load: (platform) => (isPlatformId(platform) ? loadConnector(platform) : Promise.reject(new Error(platform))),
    credentials: createCredentials('a secret of the hub that is long enough 0123456789'),
    tokens: { of: () => () => Promise.resolve('') },
    addresses: {},
    clock,
    random: Math.random,
    log,
  });
  rehearsals = createRehearsals({
    pools: database.pools,
    supervisor,
    stock: { openPool },
    showLog: createShowLog(intake),
    feed: { takeNumbers, told: () => undefined },
    reserved: () => new Set(),
    now: clock.now,
    log,
  });
}

async function closeHub(): Promise<void> {
  await rehearsals.close();
  await supervisor.close();
  await intake.close();
}

beforeAll(async () => {
  database = await testDatabase();
  await query(`INSERT INTO workspace (id, name) VALUES ('w', 'Brand')`);
  await transaction(database.pools.rest, (tx) => seedSampleCatalog(tx, scope, 'EUR'));
  hub();
  await supervisor.start();
  ({ showId } = await rehearsals.start(scope));
});
afterAll(closeHub);

const stored = (platform: string) =>
  query(
    `SELECT count(*)::int AS n FROM record.event WHERE show_id = $1 AND platform = $2 AND kind = 'message' AND NOT history`,
    showId,
    platform,
  );

describe('a rehearsal', () => {
  it('comes in from four platforms through the real connectors', { timeout: 40_000 }, async () => {
    for (const platform of platforms) await until(async () => (await stored(platform))[0].n).toBeGreaterThan(2);
    expect(await query('SELECT state FROM connection_health')).toEqual(platforms.map(() => ({ state: 'live' })));
  });

  it('works on a copy of the stock and shows a product', async () => {
    expect(
      await query(
        `SELECT DISTINCT pool = $1 AS copy, count(*) OVER (PARTITION BY pool) > 12 AS many FROM stock ORDER BY 1`,
        showId,
      ),
    ).toEqual([
      { copy: false, many: true },
      { copy: true, many: true },
    ]);
    expect(await query(`SELECT showing_product_id IS NOT NULL AS showing FROM show`)).toEqual([{ showing: true }]);
    // With how late each of its platforms shows the picture, which every decision is made with.
    const rows = await query(`SELECT body->>'action' AS action FROM record.event WHERE kind = 'staff' ORDER BY seq`);
    const actions = rows.map((row) => row.action);
    expect(actions).toEqual([...actions.slice(0, -1).map(() => 'video-delay'), 'show-product']);
    expect(actions.length).toBeGreaterThan(1);
  });

  it('holds no credential, though its workspace does', async () => {
    expect(await query('SELECT count(*)::int AS n FROM connection WHERE sealed IS NOT NULL')).toEqual([{ n: 0 }]);
    const endpoints = await query('SELECT e.value FROM connection, jsonb_each_text(endpoints) e');
    expect(endpoints.length).toBeGreaterThan(8);
    for (const { value } of endpoints) expect(value).toMatch(/127\.0\.0\.1:\d+/);
  });

  it('is not started twice', async () => {
    expect(await rehearsals.start(scope)).toEqual({ showId });
  });

  it('lets a person be a viewer of each platform and follow what they wrote', { timeout: 60_000 }, async () => {
    for (const platform of platforms) {
      const said = await rehearsals.say(scope, showId, { platform, name: 'Me Myself', text: 'mine B07' });
      expect(said).not.toBeNull();
      const trail = () => rehearsals.trail(scope, showId, said?.platformId ?? '');
      await until(async () => (await trail())?.message).toMatchObject({
        platform,
        text: 'mine B07',
        // Facebook has no handles: the name is all there is.
        handle: expect.stringMatching(/^(memyself|Me Myself)$/),
        platformId: said?.platformId,
      });
    }
    expect(await rehearsals.say(systemScope('other'), showId, { platform: 'tiktok', name: 'x', text: 'y' })).toBeNull();
    expect(await rehearsals.trail(systemScope('other'), showId, 'x')).toBeNull();
  });

  it('shows a line that was cut as a gap with its length', async () => {
    expect(await rehearsals.trouble(scope, showId, { platform: 'youtube', kind: 'drop', forMs: 2_000 })).toBe(true);
    await until(() =>
      query(`SELECT g.resumed, extract(epoch FROM g.ended_at - g.started_at) BETWEEN 1.5 AND 9 AS long FROM gap g JOIN connection c ON c.id = g.connection_id
                              WHERE c.platform = 'youtube' AND g.ended_at IS NOT NULL`),
    ).toEqual([{ resumed: true, long: true }]);
  });

  it('goes on after the hub was away, with nothing stored twice', async () => {
    const [before] = await query(`SELECT count(*)::int AS n FROM record.event WHERE show_id = $1`, showId);
    await closeHub();
    hub();
    await supervisor.start();
    await rehearsals.resume();
    await until(
      async () => (await query(`SELECT count(*)::int AS n FROM record.event WHERE show_id = $1`, showId))[0].n,
    ).toBeGreaterThan(before.n + 4);
    expect(
      await query(
        'SELECT platform_id FROM record.event WHERE kind = $1 GROUP BY broadcast_id, platform_id HAVING count(*) > 1',
        'message',
      ),
    ).toEqual([]);
  });

  it('is removed with one action that leaves no row', async () => {
    await query(`INSERT INTO audit (workspace_id, show_id, action) VALUES ('w', $1, 'stop')`, showId);
    expect(await rehearsals.remove(systemScope('other'), showId)).toBe(false);
    expect(await rehearsals.remove(scope, showId)).toBe(true);
    expect(await leftBehind(database.pools.rest)).toEqual([]);
    const tables = await query(`SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
                                 WHERE table_schema IN ('public', 'record') AND table_type = 'BASE TABLE'`);
    for (const { name } of tables) {
      const rows = await query(`SELECT * FROM ${name} t WHERE to_jsonb(t)::text LIKE '%' || $1 || '%'`, showId);
      expect({ name, rows }).toEqual({ name, rows: [] });
    }
    expect(await query('SELECT count(*)::int AS n FROM author')).toEqual([{ n: 0 }]);
  });
});
