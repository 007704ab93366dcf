import { loadConnector, type PlatformId } from '../../connectors/platforms/registry.ts';
import type { SimEvent, Simulator, StartSimulator } from '../../connectors/platforms/testkit/simulator.ts';
import { startFacebookSimulator } from '../../connectors/platforms/facebook/simulator/index.ts';
import { startInstagramSimulator } from '../../connectors/platforms/instagram/simulator/index.ts';
import { startTikTokSimulator } from '../../connectors/platforms/tiktok/simulator/index.ts';
import { startYoutubeSimulator } from '../../connectors/platforms/youtube/simulator/index.ts';
import { systemClock, type Clock } from '../clock.ts';
import { createIntake, type Intake } from '../intake/intake.ts';
import { createLog } from '../log.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { createCredentials } from './credentials.ts';
import { createSupervisor, type Supervisor } from './supervisor.ts';

const SIMULATORS: Record<string, StartSimulator> = {
  tiktok: startTikTokSimulator,
  youtube: startYoutubeSimulator,
  facebook: startFacebookSimulator,
  instagram: startInstagramSimulator,
};

/** A rehearsal's show on simulated platforms, with the hub's own connections and intake, and nothing behind them. */
export interface Stage {
  database: TestDatabase;
  supervisor: Supervisor;
  intake: Intake;
  on(platform: string): Simulator;
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** Says so many messages a second on these platforms until told to stop; answers what was said, by platform. */
  chatter(platforms: readonly string[], aSecond: number): () => Map<string, string[]>;
  close(): Promise<void>;
}

export async function openStage(platforms: readonly string[], more: { clock?: Clock } = {}): Promise<Stage> {
  const database = await testDatabase();
  const clock = more.clock ?? systemClock;
  const log = createLog({ level: 'silent' });
  const feed = { takeNumbers: () => Promise.resolve(0), told: () => undefined };
  const intake = createIntake({
    pools: database.pools,
    lanes: { ring: () => undefined },
    feed,
    clock: systemClock,
    log,
  });
  const simulators = new Map<string, Simulator>();
  const query = async (sql: string) => (await database.pools.rest.query<Record<string, unknown>>(sql)).rows;
  await query(`INSERT INTO workspace (id, name) VALUES ('w', 'Brand');
    INSERT INTO show (id, workspace_id, slug, title, kind, state, seed) VALUES ('s', 'w', 's', 'Show', 'rehearsal', 'on_air', '1')`);
  for (const platform of platforms) {
    const sim = await (SIMULATORS[platform] as StartSimulator)({ seed: 'faults' });
    simulators.set(platform, sim);
    const { settings, endpoints, broadcast } = sim.connection;
    await database.pools.rest.query(
      `INSERT INTO connection (id, workspace_id, platform, name, broadcast, settings, endpoints, rehearsal_show_id) VALUES ($1, 'w', $1, $1, $2, $3, $4, 's')`,
      [platform, broadcast, settings, endpoints],
    );
    await database.pools.rest.query(
      `INSERT INTO broadcast (id, workspace_id, show_id, connection_id, platform) VALUES ($1, 'w', 's', $1, $1)`,
      [platform],
    );
  }
  const supervisor = createSupervisor({
    pools: database.pools,
    intake,
    feed,
    load: (platform) => loadConnector(platform as PlatformId),
    credentials: createCredentials('a secret of the hub that is long enough 0123456789'),
    tokens: { of: () => () => Promise.resolve('') },
    addresses: {},
    clock,
    random: Math.random,
    log,
  });
  const on = (platform: string): Simulator => simulators.get(platform) as Simulator;
  return {
    ...{ database, supervisor, intake, on, query },
    chatter: (where, aSecond) =>
      chatterOn(
        where.map((platform) => [platform, on(platform)] as const),
        aSecond,
      ),
    async close() {
      await supervisor.close();
      await intake.close();
      for (const sim of simulators.values()) await sim.close();
      await database.drop();
    },
  };
}

const viewer = (n: number): SimEvent & { kind: 'message' } => ({
  kind: 'message',
  author: {
    id: String(7_000_000_000_000_000_000n + BigInt(n % 40)),
    handle: `viewer${n % 40}`,
    name: `Viewer ${n % 40}`,
  },
  text: `message ${n}`,
});

function chatterOn(where: readonly (readonly [string, Simulator])[], aSecond: number): () => Map<string, string[]> {
  const said = new Map<string, string[]>(where.map(([platform]) => [platform, []]));
  const startedMs = performance.now();
  let n = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - startedMs) / 1_000) * aSecond);
    for (; n < due; n++) for (const [platform, sim] of where) said.get(platform)?.push(...sim.publish(viewer(n)));
  }, 10);
  return () => {
    clearInterval(timer);
    return said;
  };
}
