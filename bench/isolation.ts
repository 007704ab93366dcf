import { setTimeout as wait } from 'node:timers/promises';
import type { Connector, ConnectorContext, Delivery } from '../connectors/platforms/contract.ts';
import { ConnectorError } from '../connectors/platforms/contract.ts';
import { seeded } from '../connectors/platforms/testkit/seeded.ts';
import { systemClock } from '../server/clock.ts';
import { createCredentials } from '../server/connections/credentials.ts';
import { createSupervisor, type Supervisor } from '../server/connections/supervisor.ts';
import { transaction } from '../server/db/transaction.ts';
import { decideKind } from '../server/deciding/decide-lane.ts';
import { settleKindWithReplies } from '../server/deciding/settle-lane.ts';
import type { ServerFrame } from '../server/feed/entry.ts';
import { createFeed } from '../server/feed/feed.ts';
import { Follower } from '../server/feed/follower.ts';
import { ShowReader } from '../server/feed/reader.ts';
import { createIntake } from '../server/intake/intake.ts';
import { createLanes } from '../server/lanes/lanes.ts';
import { openVariant } from '../server/stock/ledger.ts';
import { systemScope } from '../server/workspaces/scope.ts';
import type { Place } from './place.ts';

/** One platform that behaves badly beside three that do not. */
export type Ill = 'none' | 'hangs' | 'floods' | 'throws';

export interface IsolationOptions {
  /** Of each ill, in rounds: what else the machine does meanwhile falls on all of them alike. */
  secondsEach: number;
  rounds: number;
  seed: string;
  /** Messages a second of each of the three that behave. */
  rate: number;
  ills: readonly Ill[];
}

export interface Isolated {
  ill: Ill;
  /** Of the three that behave: from what a viewer wrote to the console's screen, and to how it was read and decided. */
  messages: number;
  seen: { p50: number; p99: number };
  decided: { p50: number; p99: number };
  /** What the ill one got through. */
  illStored: number;
  rssMb: number;
}

const WELL = ['tiktok', 'youtube', 'facebook'] as const;
const FLOOD_A_SECOND = 5_000;

/** Runs a show once for each ill, after a first while that counts for nothing, and measures the three that behave. */
export async function isolation(place: Place, options: IsolationOptions): Promise<Isolated[]> {
  const seconds = options.secondsEach / options.rounds;
  await phase(place, 'none', Math.min(3, seconds), options);
  const measured = new Map<Ill, Phase[]>(options.ills.map((ill) => [ill, []]));
  for (let round = 0; round < options.rounds; round++)
    for (const [ill, phases] of measured) phases.push(await phase(place, ill, seconds, options));
  return [...measured].map(([ill, phases]) => together(ill, phases));
}

interface Phase {
  seen: number[];
  decided: number[];
  illStored: number;
  rssMb: number;
}

function together(ill: Ill, phases: readonly Phase[]): Isolated {
  const seen = phases.flatMap((phase) => phase.seen);
  const decided = phases.flatMap((phase) => phase.decided);
  return {
    ill,
    messages: seen.length,
    seen: { p50: part(seen, 0.5), p99: part(seen, 0.99) },
    decided: { p50: part(decided, 0.5), p99: part(decided, 0.99) },
    illStored: phases.reduce((sum, phase) => sum + phase.illStored, 0),
    rssMb: Math.round(Math.max(...phases.map((phase) => phase.rssMb))),
  };
}

const part = (list: readonly number[], of: number): number =>
  Math.round(list.toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * of))] ?? 0);

async function phase(place: Place, ill: Ill, seconds: number, options: IsolationOptions): Promise<Phase> {
  const hub = await openHub(place, ill, options);
  await hub.supervisor.start();
  await wait(1_000);
  hub.watch.begin();
  let rssMb = 0;
  const memory = setInterval(() => (rssMb = Math.max(rssMb, process.memoryUsage.rss() / 2 ** 20)), 200);
  await wait(seconds * 1_000);
  clearInterval(memory);
  hub.watch.end();
  await wait(1_000);
  const { rows } = await place.pools.rest.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM record.event WHERE show_id = $1 AND platform = 'ill'`,
    [hub.showId],
  );
  await hub.close();
  const { seen, decided } = hub.watch;
  return { seen, decided, illStored: rows[0]?.n ?? 0, rssMb };
}

async function openHub(place: Place, ill: Ill, options: IsolationOptions) {
  const { pools, log } = place;
  const showId = await makeShow(place, `${ill}-${systemClock.now()}`);
  const feed = createFeed({ pools, redisUrl: null, clock: systemClock, log });
  const lanes = createLanes({ pools, bells: { kind: 'postgres', url: place.url }, clock: systemClock, log });
  const lane = { pool: pools.rest, publicUrl: 'http://127.0.0.1:4000', feed };
  lanes.registerSteps(decideKind(lane));
  lanes.registerSteps(settleKindWithReplies(lane));
  await lanes.start();
  const intake = createIntake({ pools, lanes, feed, clock: systemClock, log });
  const random = seeded(`isolation ${options.seed}`);
  const supervisor: Supervisor = createSupervisor({
    pools,
    intake,
    feed,
    load: (platform) =>
      Promise.resolve(platform === 'ill' ? illConnector(ill, random) : wellConnector(options.rate, random)),
    credentials: createCredentials('a secret of the bench that is long enough 0123456789'),
    tokens: { of: () => () => Promise.resolve('') },
    addresses: {},
    clock: systemClock,
    random,
    log: log.child({}, { level: 'silent' }),
  });
  const uncaught = takeFaults(supervisor);
  const reader = await ShowReader.open(
    { pool: pools.hot, clock: systemClock, log },
    { workspaceId: 'isolation', showId, isRehearsal: false, createdAtMs: systemClock.now() },
  );
  const watch = watcher();
  const wire = { bufferedAmount: 0, send: (data: Buffer | string) => watch.take(String(data)), close: () => undefined };
  const follower = new Follower(reader, wire, null, () => undefined);
  const telling = setInterval(() => reader.told(), 20);
  return {
    showId,
    supervisor,
    watch,
    async close() {
      clearInterval(telling);
      follower.leave();
      reader.close();
      await supervisor.close();
      await intake.close();
      await lanes.stop();
      await feed.close();
      uncaught();
      await pools.rest.query(`UPDATE show SET state = 'ended' WHERE workspace_id = 'isolation' AND id = $1`, [showId]);
    },
  };
}

/** As main.ts does it: what a connector throws in a timer breaks off its own line. */
function takeFaults(supervisor: Supervisor): () => void {
  const before = process.listeners('uncaughtException');
  const take = (error: Error): void => {
    if (supervisor.takesFault(error) === null) for (const listener of before) listener(error, 'uncaughtException');
  };
  process.removeAllListeners('uncaughtException').on('uncaughtException', take);
  return () => {
    process.off('uncaughtException', take);
    for (const listener of before) process.on('uncaughtException', listener);
  };
}

async function makeShow({ pools }: Place, tag: string): Promise<string> {
  const showId = `show-${tag}`;
  const scope = systemScope('isolation');
  await pools.rest.query(`INSERT INTO workspace (id, name) VALUES ('isolation', 'W') ON CONFLICT DO NOTHING`);
  await pools.rest.query(
    `INSERT INTO show (id, workspace_id, slug, title, kind, state, seed, started_at) VALUES ($1, 'isolation', $1, 'S', 'live', 'on_air', 's', now())`,
    [showId],
  );
  for (const platform of [...WELL, 'ill']) {
    const id = `${platform}-${tag}`;
    await pools.rest.query(
      `INSERT INTO connection (id, workspace_id, platform, name, broadcast) VALUES ($1, 'isolation', $2, $2, '@x')`,
      [id, platform],
    );
    await pools.rest.query(
      `INSERT INTO broadcast (id, workspace_id, show_id, connection_id, platform) VALUES ($1, 'isolation', $2, $1, $3)`,
      [id, showId, platform],
    );
  }
  await transaction(pools.rest, async (tx) => {
    const { rowCount } = await tx.query(
      `INSERT INTO product (id, workspace_id, code, code_key, title, price_minor, currency) VALUES ('p', 'isolation', 'C1', 'c1', 'Dress', 4900, 'EUR') ON CONFLICT DO NOTHING`,
    );
    if (rowCount === 0) return;
    await tx.query(`INSERT INTO variant (id, workspace_id, product_id, sku) VALUES ('v', 'isolation', 'p', 'C1')`);
    await openVariant(tx, scope, 'v', 100_000);
  });
  return showId;
}

/** Every message is one that leads to something, so that each is also seen decided. */
function said(id: string, n: number): Delivery {
  const author = { id: `u${n % 500}`, handle: `viewer${n % 500}`, name: `Viewer ${n % 500}` };
  const text = n % 3 === 0 ? 'C1 x1' : 'how much is C1?';
  return { event: { kind: 'message', id, atMs: Date.now(), author, text }, cursor: String(n) };
}

const manifest = (id: string) => ({
  id,
  name: id,
  emits: ['message'],
  can: [],
  order: 'kept',
  resume: 'cursor',
  time: { source: 'platform', resolutionMs: 1 },
  reads: { by: 'push' },
  limits: { textLength: 200, silenceMs: 30_000, replyEveryMs: 1_000 },
});

function connectorOf(id: string, connect: (ctx: ConnectorContext) => Promise<AsyncIterable<Delivery>>): Connector {
  return {
    manifest: manifest(id),
    connect: async (ctx: ConnectorContext) => {
      const deliveries = await connect(ctx);
      return {
        ...{ liveId: 'live', address: 'https://example.test', act: {} },
        deliveries: () => deliveries,
        close: () => (id === 'ill' ? new Promise<void>(() => undefined) : Promise.resolve()),
      };
    },
  } as unknown as Connector;
}

let sessions = 0;

function wellConnector(rate: number, random: () => number): Connector {
  return connectorOf('well', (ctx) => Promise.resolve(paced(ctx, rate, random)));
}

async function* paced(ctx: ConnectorContext, rate: number, random: () => number): AsyncGenerator<Delivery> {
  const name = `${ctx.broadcast}${sessions++}`;
  const startedMs = performance.now();
  for (let n = 0; !ctx.signal.aborted;) {
    const due = ((performance.now() - startedMs) / 1_000) * rate;
    for (; n < due && !ctx.signal.aborted; n++) yield said(`${name}-${n}`, n);
    await ctx.sleep(5 + random() * 10).catch(() => undefined);
  }
}

function illConnector(ill: Ill, random: () => number): Connector {
  switch (ill) {
    case 'none':
      return connectorOf('ill', (ctx) => Promise.resolve(paced(ctx, 0, random)));
    case 'floods':
      return connectorOf('ill', (ctx) => Promise.resolve(paced(ctx, FLOOD_A_SECOND, random)));
    case 'hangs':
      return connectorOf('ill', (ctx) => (random() < 0.5 ? new Promise(() => undefined) : Promise.resolve(hung(ctx))));
    case 'throws':
      return connectorOf('ill', (ctx) => thrown(ctx, random()));
  }
}

async function* hung(ctx: ConnectorContext): AsyncGenerator<Delivery> {
  yield said(`hung${sessions++}`, 0);
  ctx.log.info({}, 'hangs-from-now-on');
  await new Promise(() => undefined);
}

/** At once, later, and where nobody can catch it. */
function thrown(ctx: ConnectorContext, chance: number): Promise<AsyncIterable<Delivery>> {
  if (chance < 0.25) throw new Error('thrown at once');
  if (chance < 0.5) return Promise.reject(new ConnectorError('network', 'thrown later'));
  setTimeout(() => {
    throw new Error('thrown in a timer');
  }, 50);
  return Promise.resolve(paced(ctx, 20, () => 0.5));
}

function watcher() {
  let on = false;
  const spoken = new Map<number, number>();
  const seen: number[] = [];
  const decided: number[] = [];
  return {
    seen,
    decided,
    begin: () => void (on = true),
    end: () => void (on = false),
    take(text: string) {
      const nowMs = Date.now();
      const frame = JSON.parse(text) as ServerFrame;
      if (frame.t !== 'changes') return;
      for (const message of frame.changes.messages ?? []) {
        if (message.platform === 'ill' || spoken.has(message.seq) || !on) continue;
        spoken.set(message.seq, message.spokenAtMs);
        seen.push(nowMs - message.spokenAtMs);
      }
      for (const reading of frame.changes.readings ?? []) {
        const atMs = spoken.get(reading.seq);
        if (atMs === undefined) continue;
        spoken.set(reading.seq, Number.NaN);
        if (!Number.isNaN(atMs)) decided.push(nowMs - atMs);
      }
    },
  };
}
