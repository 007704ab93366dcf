import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Delivery } from '../../connectors/platforms/contract.ts';
import { systemClock } from '../clock.ts';
import { createLog } from '../log.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { buildShow, type BuiltShow } from '../test/show-builder.ts';
import { createIntake, type Intake } from './intake.ts';
import type { SourceInfo } from './incoming.ts';

let database: TestDatabase;
let show: BuiltShow;
let intake: Intake;
let source: SourceInfo;

beforeEach(async () => {
  database = await testDatabase();
  show = await buildShow(database.pools.rest, { platforms: ['facebook', 'tiktok'] });
  source = { ...(show.sources[0] as SourceInfo), fence: 3, sessionStartedMs: Date.now() };
  await query('UPDATE broadcast SET fence = 3');
  intake = createIntake({
    pools: database.pools,
    lanes: { ring: () => undefined },
    feed: { told: () => undefined },
    clock: systemClock,
    log: createLog({ level: 'silent' }),
  });
});

afterEach(async () => {
  await intake.close();
  await database.drop();
});

const query = async (sql: string, values: unknown[] = []) => (await database.pools.rest.query(sql, values)).rows;
const message = (id: string, via?: 'live' | 'list', more: object = {}): Delivery => ({
  event: { kind: 'message', id, atMs: Date.now(), author: { id: 'u', handle: 'ann', name: 'Ann' }, text: id, ...more },
  cursor: `after-${id}`,
  ...(via === undefined ? {} : { via }),
});

async function deliver(from: SourceInfo, ...deliveries: Delivery[]): Promise<void> {
  const open = intake.open(from);
  for (const one of deliveries) await open.deliver(one);
  await open.close();
}

describe('coverage', () => {
  const counted = () => query('SELECT heard_live, recovered FROM broadcast WHERE id = $1', [source.broadcastId]);

  it('counts a message once: heard live, or found in the list and never heard live', async () => {
    await deliver(source, message('m1', 'live'), message('m2', 'live'), message('m3', 'list'));
    await deliver(source, message('m1', 'list'), message('m2', 'list'), message('m3', 'list'));
    expect(await counted()).toEqual([{ heard_live: '2', recovered: '1' }]);
    expect(await query('SELECT count(*)::int AS n FROM record.event')).toEqual([{ n: 3 }]);
  });

  it('takes back what it counted as recovered when the list was only quicker', async () => {
    await deliver(source, message('m1', 'list'));
    expect(await counted()).toEqual([{ heard_live: '0', recovered: '1' }]);
    await deliver(source, message('m1', 'live'));
    await deliver(source, message('m1', 'live'), message('m1', 'list'));
    expect(await counted()).toEqual([{ heard_live: '1', recovered: '0' }]);
  });

  it('knows of one that came both ways in one batch that it was heard live', async () => {
    await deliver(source, message('m1', 'list'), message('m1', 'live'));
    expect(await counted()).toEqual([{ heard_live: '1', recovered: '0' }]);
  });

  it('says nothing where there is one way only', async () => {
    await deliver(source, message('m1'));
    expect(await counted()).toEqual([{ heard_live: '0', recovered: '0' }]);
  });
});

describe('what is found after a gap', () => {
  let started = 0;

  beforeEach(async () => {
    started = Date.now();
    await query(
      `INSERT INTO gap (id, workspace_id, show_id, connection_id, broadcast_id, reason, after_seq, started_at, ended_at, resumed, repaired)
       VALUES ('g', $1, $2, $3, $4, 'network', 0, now() - interval '30 seconds', now(), true, 0)`,
      [show.workspaceId, show.showId, source.connectionId, source.broadcastId],
    );
  });

  it('keeps its true time, is late, and is counted once; what comes after it is not late', async () => {
    const after = { ...source, repair: { gapId: 'g', sinceMs: started - 30_000 } };
    const inGap = message('m1', undefined, { atMs: started - 12_000 });
    await deliver(after, inGap, message('m2', undefined, { atMs: Date.now() + 5 }));
    await deliver(after, inGap);
    const rows = await query(
      'SELECT platform_id, late, round(extract(epoch FROM received_at - spoken_at))::int AS age FROM record.event ORDER BY seq',
    );
    expect(rows).toEqual([
      { platform_id: 'm1', late: true, age: 12 },
      { platform_id: 'm2', late: false, age: 0 },
    ]);
    expect(await query('SELECT repaired FROM gap')).toEqual([{ repaired: 1 }]);
    expect(await query(`SELECT entity FROM feed_change WHERE topic = 'gap'`)).toEqual([{ entity: 'g' }]);
  });

  it('told as history, was missed all the same; what is older than the gap stays history', async () => {
    const after = { ...source, repair: { gapId: 'g', sinceMs: started - 30_000 } };
    await deliver(
      after,
      message('m1', undefined, { atMs: started - 12_000, history: true }),
      message('m0', undefined, { atMs: started - 90_000, history: true }),
    );
    expect(await query('SELECT platform_id, late, history FROM record.event ORDER BY seq')).toEqual([
      { platform_id: 'm1', late: true, history: false },
      { platform_id: 'm0', late: false, history: true },
    ]);
  });

  it('where the platform gives no time, is what comes with the first answers', async () => {
    const time = { source: 'receipt' as const, resolutionMs: 0 };
    const after = { ...source, time, repair: { gapId: 'g', sinceMs: 0 } };
    await deliver(after, message('m1', undefined, { atMs: null }));
    await deliver({ ...after, sessionStartedMs: Date.now() - 5_000 }, message('m2', undefined, { atMs: null }));
    expect(await query('SELECT platform_id, late FROM record.event ORDER BY seq')).toEqual([
      { platform_id: 'm1', late: true },
      { platform_id: 'm2', late: false },
    ]);
  });
});

describe('a fence', () => {
  it('refuses all that an older holder still delivers, cursor and events, and nothing of another platform', async () => {
    const tiktok = { ...(show.sources[1] as SourceInfo), fence: 3 };
    await query('UPDATE broadcast SET fence = 4 WHERE id = $1', [source.broadcastId]);
    const [old, other] = [intake.open(source), intake.open(tiktok)];
    await Promise.all([old.deliver(message('m1')), other.deliver(message('t1'))]);
    await Promise.all([old.close(), other.close()]);
    expect(await query('SELECT platform_id FROM record.event')).toEqual([{ platform_id: 't1' }]);
    expect(await query('SELECT cursor FROM broadcast WHERE id = $1', [source.broadcastId])).toEqual([{ cursor: null }]);
    expect(intake.stats()).toMatchObject({ stored: 1, fenced: 1 });
    await deliver({ ...source, fence: 4 }, message('m1'));
    expect(intake.stats()).toMatchObject({ stored: 2 });
  });
});

it('nobody at all is no author, so that all whom a platform withholds are not one person', async () => {
  await deliver(
    source,
    message('m1', undefined, { author: { id: null, handle: '', name: '' } }),
    message('m2', undefined, { author: null }),
    message('m3', undefined, { author: { id: null, handle: '', name: 'Rosa' } }),
  );
  expect(
    await query(
      'SELECT e.platform_id, a.handle FROM record.event e LEFT JOIN author a ON a.id = e.author_id ORDER BY e.seq',
    ),
  ).toEqual([
    { platform_id: 'm1', handle: null },
    { platform_id: 'm2', handle: null },
    { platform_id: 'm3', handle: 'Rosa' },
  ]);
});
