import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ConnectorError,
  defineConnector,
  type Connector,
  type ConnectorContext,
  type Delivery,
  type Manifest,
} from '../../connectors/platforms/contract.ts';
import { systemClock } from '../clock.ts';
import { createLog } from '../log.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { createCredentials } from './credentials.ts';
import { probeConnection } from './probe.ts';
import { createSupervisor, type SourceOf, type Supervisor } from './supervisor.ts';

const manifest = {
  id: 'tiktok',
  name: 'Pretended',
  emits: ['message', 'ended'],
  can: [],
  order: 'kept',
  resume: 'cursor',
  time: { source: 'platform', resolutionMs: 1 },
  limits: { textLength: 100, silenceMs: 1_000, replyEveryMs: 0, dailyUnits: { total: 100, reply: 20, read: 5 } },
  reads: { by: 'push' },
  settings: { type: 'object', additionalProperties: false, required: [], properties: {} },
  speech: { links: 'yes', qrCodes: 'yes', otherPlatforms: 'yes', pricesElsewhere: 'yes', games: 'yes' },
  works: { read: 'today', reply: 'never', link: 'never', moderate: 'never' },
} as const satisfies Manifest;

/** A platform at the edge: the test says what the next session does. */
function pretendedPlatform() {
  const asked: ConnectorContext[] = [];
  /** What is live there now, by its id. */
  const lives = ['live-1'];
  const plans: ((ctx: ConnectorContext) => AsyncGenerator<Delivery> | ConnectorError)[] = [];
  const connector = defineConnector(manifest, (ctx) => {
    asked.push(ctx);
    const plan = plans.shift() ?? idle;
    const deliveries = plan(ctx);
    if (deliveries instanceof ConnectorError) return Promise.reject(deliveries);
    return Promise.resolve({
      liveId: lives[0] ?? 'live-1',
      address: `https://platform.example/${lives[0] ?? 'live-1'}`,
      deliveries: () => deliveries,
      act: {},
      close: () => Promise.resolve(),
    });
  });
  return { asked, plans, lives, connector: connector as unknown as Connector };
}

const message = (id: string, cursor: string | null = null): Delivery => ({
  event: { kind: 'message', id, atMs: Date.now(), author: null, text: 'hi' },
  cursor,
});

async function* idle(ctx: ConnectorContext): AsyncGenerator<Delivery> {
  if (ctx.signal.aborted) return;
  await new Promise<void>((resolve) => ctx.signal.addEventListener('abort', () => resolve(), { once: true }));
}

async function* says(ctx: ConnectorContext, ids: string[], then?: () => void): AsyncGenerator<Delivery> {
  for (const id of ids) yield message(id, `after-${id}`);
  if (then) then();
  else yield* idle(ctx);
}

const dropped = () => {
  throw new ConnectorError('network', 'The line was cut.');
};

let database: TestDatabase;
let supervisor: Supervisor;
let platform: ReturnType<typeof pretendedPlatform>;
let delivered: { source: SourceOf; id: string }[];
const told: string[] = [];
const credentials = createCredentials('a secret of the hub that is long enough 0123456789');

const query = async (sql: string) => (await database.pools.rest.query(sql)).rows;

function newSupervisor(): Supervisor {
  return createSupervisor({
    pools: database.pools,
    intake: {
      open: (source) => ({
        deliver: async ({ event, cursor }) => {
          delivered.push({ source, id: event.id });
          await database.pools.rest.query('UPDATE broadcast SET cursor = $1 WHERE id = $2', [
            cursor,
            source.broadcastId,
          ]);
        },
        drained: () => Promise.resolve(),
        close: () => Promise.resolve(),
      }),
    },
    feed: { takeNumbers: () => Promise.resolve(0), told: (showId) => void told.push(showId) },
    load: () => Promise.resolve(platform.connector),
    credentials,
    tokens: { of: () => () => Promise.resolve('') },
    addresses: {},
    clock: systemClock,
    random: () => 0,
    log: createLog({ level: 'silent' }),
  });
}

beforeEach(async () => {
  database = await testDatabase();
  platform = pretendedPlatform();
  delivered = [];
  await query(`
    INSERT INTO workspace (id, name) VALUES ('w', 'Brand');
    INSERT INTO show (id, workspace_id, slug, title, kind, state, seed) VALUES ('s', 'w', 's', 'Show', 'live', 'on_air', '1');
    INSERT INTO show_counter (show_id, workspace_id, last_seq) VALUES ('s', 'w', 7);
    INSERT INTO connection (id, workspace_id, platform, name, broadcast) VALUES ('c', 'w', 'tiktok', 'TikTok', '@shop');
    INSERT INTO broadcast (id, workspace_id, show_id, connection_id, platform) VALUES ('b', 'w', 's', 'c', 'tiktok');`);
  const { sealed, keyId } = credentials.seal(
    { workspaceId: 'w', connectionId: 'c' },
    { sessionId: 'canary-real-session' },
  );
  await database.pools.rest.query('UPDATE connection SET sealed = $1, key_id = $2', [sealed, keyId]);
  supervisor = newSupervisor();
});

afterEach(async () => {
  await supervisor.close();
  await database.drop();
});

const until = (check: () => unknown) => expect.poll(check, { timeout: 5_000, interval: 20 });

describe('the supervisor', () => {
  it('opens what a show on air needs, delivers what comes, and offers the session for replies', async () => {
    platform.plans.push((ctx) => says(ctx, ['m1', 'm2']));
    await supervisor.start();
    await until(() => delivered.map((one) => one.id)).toEqual(['m1', 'm2']);
    expect(delivered[0]?.source).toMatchObject({
      workspaceId: 'w',
      showId: 's',
      broadcastId: 'b',
      connectionId: 'c',
      platform: 'tiktok',
    });
    expect(supervisor.sessionOf('b')).toMatchObject({ kind: 'live', connectionId: 'c', showId: 's' });
    expect(platform.asked[0]).toMatchObject({
      broadcast: '@shop',
      cursor: null,
      settings: { sessionId: 'canary-real-session' },
    });
    expect(await query('SELECT state, live_id, address FROM broadcast')).toEqual([
      { state: 'live', live_id: 'live-1', address: 'https://platform.example/live-1' },
    ]);
    await until(() => query('SELECT state, per_minute FROM connection_health')).toEqual([
      { state: 'live', per_minute: 2 },
    ]);
    expect(told).toContain('s');
  });

  it('comes back after a fault where it stopped, and records the gap from the last sign of life', async () => {
    platform.plans.push((ctx) => says(ctx, ['m1'], dropped));
    platform.plans.push((ctx) => says(ctx, ['m2']));
    await supervisor.start();
    await until(() => delivered.map((one) => one.id)).toEqual(['m1', 'm2']);
    expect(platform.asked.map((ctx) => ctx.cursor)).toEqual([null, 'after-m1']);
    const gaps = await query(
      `SELECT reason, resumed, after_seq, extract(epoch FROM ended_at - started_at)::float AS seconds FROM gap`,
    );
    expect(gaps).toEqual([{ reason: 'network', resumed: true, after_seq: '7', seconds: expect.any(Number) }]);
    expect(gaps[0].seconds).toBeGreaterThan(0.2);
    expect(gaps[0].seconds).toBeLessThan(3);
  });

  it('keeps one gap open through many failed tries, and says in between what to do and when', async () => {
    platform.plans.push((ctx) => says(ctx, ['m1'], dropped));
    for (let i = 0; i < 3; i++)
      platform.plans.push(() => new ConnectorError('rate-limited', 'TikTok asks to wait.', { retryAfterMs: 300 }));
    await supervisor.start();
    await until(() => platform.asked.length).toBe(5);
    // The gap ends when the fifth try is open, a moment after it was asked for.
    await until(() => query('SELECT count(*)::int AS n, count(ended_at)::int AS ended FROM gap')).toEqual([
      { n: 1, ended: 1 },
    ]);
  });

  it('says what a person must do after a final refusal, does not try again, and tries again once the connection is changed', async () => {
    platform.plans.push(
      () => new ConnectorError('unauthorized', 'TikTok refuses the key: enter a new one.', { final: true }),
    );
    await supervisor.start();
    await supervisor.look();
    await until(() => query('SELECT state, code, sentence, retry_at FROM connection_health')).toEqual([
      { state: 'refused', code: 'unauthorized', sentence: 'TikTok refuses the key: enter a new one.', retry_at: null },
    ]);
    await supervisor.look();
    expect(platform.asked).toHaveLength(1);
    await query(`UPDATE connection SET version = version + 1`);
    await supervisor.look();
    await until(() => platform.asked.length).toBe(2);
  });

  const notLive = () => new ConnectorError('not-live', 'Nobody is live there.', { retryAfterMs: 30_000 });
  async function* over(): AsyncGenerator<Delivery> {
    yield message('m1', 'after-m1');
    yield { event: { kind: 'ended', id: 'end', atMs: null, reason: 'over' }, cursor: 'at-the-end' };
  }

  it('ends the broadcast when the platform says it is over, and looks whether it goes on, without a gap', async () => {
    platform.plans.push(over, notLive, notLive, notLive);
    await supervisor.start();
    await until(() => query('SELECT state FROM broadcast')).toEqual([{ state: 'ended' }]);
    await until(() => platform.asked.length).toBeGreaterThan(1);
    await supervisor.look();
    await until(() => query('SELECT state, retry_at IS NOT NULL AS again FROM connection_health')).toEqual([
      { state: 'ended', again: true },
    ]);
    expect(await query('SELECT * FROM gap')).toEqual([]);
  });

  it('picks up within seconds a broadcast that goes on under a new live id: the same row, no cursor, said in the timeline', async () => {
    // Opened once with the old cursor, seen to be another live, and opened anew.
    platform.plans.push(over, notLive, idle, (ctx) => says(ctx, ['m2']));
    await supervisor.start();
    await until(() => query('SELECT state FROM broadcast')).toEqual([{ state: 'ended' }]);
    platform.lives[0] = 'live-2';
    await expect.poll(() => delivered.map((one) => one.id), { timeout: 8_000 }).toContain('m2');
    expect(await query('SELECT state, live_id, address, ended_at FROM broadcast')).toEqual([
      { state: 'live', live_id: 'live-2', address: 'https://platform.example/live-2', ended_at: null },
    ]);
    expect(platform.asked.at(-1)?.cursor).toBeNull();
    expect(await query('SELECT reason, resumed, ended_at IS NOT NULL AS closed FROM gap')).toEqual([
      { reason: 'restart', resumed: false, closed: true },
    ]);
    const [gap] = await query('SELECT id FROM gap');
    expect(delivered.at(-1)?.source).toMatchObject({ repair: { gapId: gap.id }, fence: 1 });
  });

  it('takes a line that is cut and then not live any more for the end of the broadcast', async () => {
    platform.plans.push((ctx) => says(ctx, ['m1'], dropped), notLive, notLive, notLive);
    await supervisor.start();
    await until(() => query('SELECT state FROM broadcast')).toEqual([{ state: 'ended' }]);
    expect(await query('SELECT reason, ended_at IS NOT NULL AS closed FROM gap')).toEqual([
      { reason: 'network', closed: true },
    ]);
  });

  it('goes on after the end of what came before the show, which ends nothing', async () => {
    platform.plans.push(async function* (ctx) {
      yield { event: { kind: 'ended', id: 'old', atMs: null, reason: 'over', history: true }, cursor: null };
      yield* says(ctx, ['m1']);
    });
    await supervisor.start();
    await until(() => delivered.map((one) => one.id)).toEqual(['old', 'm1']);
    expect(await query('SELECT state FROM broadcast')).toEqual([{ state: 'live' }]);
  });

  it('has a gap repaired where the platform lets it read on', async () => {
    platform.plans.push((ctx) => says(ctx, ['m1'], dropped));
    platform.plans.push((ctx) => says(ctx, ['m2']));
    await supervisor.start();
    await until(() => delivered.map((one) => one.id)).toEqual(['m1', 'm2']);
    const [gap] = await query('SELECT id, repaired FROM gap');
    expect(gap).toMatchObject({ repaired: 0 });
    expect(delivered.map((one) => one.source.repair?.gapId)).toEqual([undefined, gap.id]);
  });

  it('lets go of a line that another process has taken over, and writes nothing in its name any more', async () => {
    platform.plans.push((ctx) => says(ctx, ['m1']));
    await supervisor.start();
    await until(() => supervisor.sessionOf('b')).not.toBeNull();
    await supervisor.look();
    await query(`UPDATE broadcast SET fence = fence + 1, holder = 'other', held_until = now() + interval '1 hour';
                 UPDATE connection_health SET sentence = 'written by the other'`);
    const other = await query(`SELECT pg_advisory_lock(${0x48574b43}, hashtext('other'))`);
    expect(other).toHaveLength(1);
    await until(() => supervisor.sessionOf('b')).toBeNull();
    await until(() => platform.asked[0]?.signal.aborted).toBe(true);
    await supervisor.look();
    expect(await query('SELECT sentence FROM connection_health')).toEqual([{ sentence: 'written by the other' }]);
    expect(platform.asked).toHaveLength(1);
  });

  it('opens a line anew whose connector throws in a timer, and takes no other exception for its own', async () => {
    const thrown: unknown[] = [];
    const hear = (error: unknown): void => void thrown.push(supervisor.takesFault(error));
    const before = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException').on('uncaughtException', hear);
    try {
      platform.plans.push((ctx) => {
        setTimeout(() => {
          throw new Error('in a timer');
        }, 0);
        return says(ctx, ['m1']);
      });
      platform.plans.push((ctx) => says(ctx, ['m2']));
      await supervisor.start();
      await until(() => delivered.map((one) => one.id)).toEqual(['m1', 'm2']);
      expect(thrown).toEqual(['c']);
      expect(supervisor.takesFault(new Error('of somebody else'))).toBeNull();
      expect(await query('SELECT reason FROM gap')).toEqual([{ reason: 'protocol' }]);
    } finally {
      process.off('uncaughtException', hear);
      for (const listener of before) process.on('uncaughtException', listener);
    }
  });

  it('gives up on a connector that heeds no stop, so that the hub can close', async () => {
    platform.plans.push(async function* () {
      yield message('m1');
      await new Promise(() => undefined);
    });
    await supervisor.start();
    await until(() => delivered.length).toBe(1);
    const startedMs = Date.now();
    await supervisor.close();
    expect(Date.now() - startedMs).toBeLessThan(5_000);
  });

  it('closes the line when the show ends', async () => {
    platform.plans.push((ctx) => says(ctx, ['m1']));
    await supervisor.start();
    await until(() => delivered.length).toBe(1);
    await query(`UPDATE show SET state = 'ended'`);
    await supervisor.look();
    expect(supervisor.sessionOf('b')).toBeNull();
    expect(platform.asked[0]?.signal.aborted).toBe(true);
    expect(await query('SELECT state FROM connection_health')).toEqual([{ state: 'idle' }]);
  });

  it('records the time in which Hawker itself was away as a gap', async () => {
    await query(`INSERT INTO connection_health (connection_id, workspace_id, show_id, state, updated_at)
                 VALUES ('c', 'w', 's', 'live', now() - interval '42 seconds')`);
    await supervisor.start();
    await until(() =>
      query(`SELECT reason, resumed, round(extract(epoch FROM ended_at - started_at))::int AS seconds FROM gap`),
    ).toEqual([{ reason: 'hub', resumed: false, seconds: 42 }]);
  });

  it('leaves a connection to the process that holds it, and takes it over when that is gone', async () => {
    const other = newSupervisor();
    await other.start();
    await until(() => other.sessionOf('b')).not.toBeNull();
    await supervisor.start();
    expect(supervisor.sessionOf('b')).toBeNull();
    expect(platform.asked).toHaveLength(1);
    await other.close();
    await supervisor.look();
    await until(() => supervisor.sessionOf('b')).not.toBeNull();
  });

  it('keeps the ledger of units over a restart', async () => {
    platform.plans.push((ctx) => (ctx.spent(30, 'read'), says(ctx, ['m1'])));
    await supervisor.start();
    await until(() => supervisor.sessionOf('b')?.unitsLeft()).toBe(70);
    await supervisor.close();
    expect(await query('SELECT scope, used, allowed FROM budget')).toEqual([
      { scope: 'tiktok:c', used: 30, allowed: 100 },
    ]);
    supervisor = newSupervisor();
    await supervisor.start();
    await until(() => supervisor.sessionOf('b')?.unitsLeft()).toBe(70);
  });

  it('opens no real connection for a rehearsal, though real-looking credentials lie there', async () => {
    await query(`UPDATE show SET kind = 'rehearsal'`);
    await supervisor.start();
    await until(() => query('SELECT state, code FROM connection_health')).toEqual([
      { state: 'refused', code: 'forbidden' },
    ]);
    expect(platform.asked).toHaveLength(0);
    expect(supervisor.sessionOf('b')).toBeNull();
  });
});

describe('the test of a connection', () => {
  const probe = (id = 'c', load = () => Promise.resolve(platform.connector)) =>
    probeConnection(
      {
        pools: database.pools,
        load,
        credentials,
        tokens: { of: () => () => Promise.resolve('') },
        addresses: {},
        clock: systemClock,
        random: Math.random,
        log: createLog({ level: 'silent' }),
      },
      'w',
      id,
    );

  it('says that it was found, or why not', async () => {
    expect(await probe()).toMatchObject({ ok: true, address: 'https://platform.example/live-1' });
    platform.plans.push(() => new ConnectorError('not-live', '@shop is not live now.'));
    expect(await probe()).toMatchObject({ ok: true, code: 'not-live', sentence: '@shop is not live now.' });
    platform.plans.push(() => new ConnectorError('unauthorized', 'Enter a new key.', { final: true }));
    expect(await probe()).toMatchObject({ ok: false, code: 'unauthorized', sentence: 'Enter a new key.' });
    expect(await probe('nobody')).toBeNull();
  });

  it('gives up after five seconds on a platform that does not answer', async () => {
    const startedMs = Date.now();
    expect(await probe('c', () => new Promise(() => undefined))).toMatchObject({ ok: false, code: 'network' });
    expect(Date.now() - startedMs).toBeLessThan(6_000);
  });
});
