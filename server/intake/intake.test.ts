import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Delivery, PlatformEvent } from '../../connectors/platforms/contract.ts';
import { systemClock } from '../clock.ts';
import type { LaneRef } from '../lanes/lane.ts';
import { createLog } from '../log.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { buildShow, type BuiltShow } from '../test/show-builder.ts';
import { systemScope } from '../workspaces/scope.ts';
import { createIntake, type Intake, type IntakeDeps } from './intake.ts';
import type { SourceInfo } from './incoming.ts';

let db: TestDatabase;
const open: Intake[] = [];
beforeAll(async () => {
  db = await testDatabase();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((intake) => intake.close()));
});

function intakeOf(more: Partial<IntakeDeps> = {}): { intake: Intake; rung: LaneRef[]; told: string[] } {
  const rung: LaneRef[] = [];
  const told: string[] = [];
  const intake = createIntake({
    pools: db.pools,
    lanes: { ring: (refs) => void rung.push(...refs) },
    feed: { told: (showId) => void told.push(showId) },
    clock: systemClock,
    log: createLog({ level: 'silent' }),
    ...more,
  });
  open.push(intake);
  return { intake, rung, told };
}

const said = (id: string, text: string, more: object = {}): Delivery => ({
  event: {
    kind: 'message',
    id,
    atMs: Date.now(),
    author: { id: `u-${id.length}`, handle: 'ann', name: 'Ann' },
    text,
    ...more,
  } as PlatformEvent,
  cursor: `after-${id}`,
});
const liked = (id: string, count: number): Delivery => ({
  event: { kind: 'like', id, atMs: null, count },
  cursor: null,
});

interface Row {
  seq: string;
  kind: string;
  platform_id: string;
  broadcast_id: string;
  text: string | null;
  body: Record<string, unknown> | null;
  history: boolean;
  author_id: string | null;
}
async function rowsOf(show: BuiltShow): Promise<Row[]> {
  const { rows } = await db.pools.rest.query<Row>(
    `SELECT e.*, t.text FROM record.event e LEFT JOIN record.event_text t USING (show_id, seq, day) WHERE show_id = $1 ORDER BY seq`,
    [show.showId],
  );
  return rows;
}
const broadcast = async (source: SourceInfo): Promise<{ cursor: string; duplicates: string }> =>
  (await db.pools.rest.query('SELECT cursor, duplicates FROM broadcast WHERE id = $1', [source.broadcastId])).rows[0];
const first = (show: BuiltShow): SourceInfo => show.sources[0]!;

describe('the record', () => {
  test('holds everything delivered once, numbered without a hole, in order of arrival, and knows where to resume', async () => {
    const show = await buildShow(db.pools.rest);
    const { intake, rung, told } = intakeOf();
    const [tiktok, youtube] = show.sources.map((source) => intake.open(source));
    for (let i = 0; i < 700; i++) await (i % 2 === 0 ? tiktok : youtube)!.deliver(said(`m${i}`, `text ${i}`));
    await Promise.all([tiktok!.drained(), youtube!.drained()]);
    const rows = await rowsOf(show);
    expect(rows.map((row) => Number(row.seq))).toEqual(Array.from({ length: 700 }, (_, i) => i + 1));
    expect(rows.map((row) => row.text)).toEqual(Array.from({ length: 700 }, (_, i) => `text ${i}`));
    expect((await broadcast(first(show))).cursor).toBe('after-m698');
    expect(rung[0]).toEqual({ id: `decide:${show.showId}`, workspaceId: show.workspaceId, showId: show.showId });
    expect(told).toContain(show.showId);
  });

  test('drops what was delivered before and counts it, also inside one batch and by two processes at once', async () => {
    const show = await buildShow(db.pools.rest);
    const intakes = [intakeOf(), intakeOf()].map((one) => one.intake);
    const deliveries = Array.from({ length: 400 }, (_, i) => said(`m${i % 300}`, `text ${i % 300}`));
    await Promise.all(
      intakes.map(async (intake, which) => {
        const source = intake.open(first(show));
        for (const delivery of which === 0 ? deliveries : deliveries.toReversed()) await source.deliver(delivery);
        await source.drained();
      }),
    );
    const rows = await rowsOf(show);
    expect(rows).toHaveLength(300);
    expect(new Set(rows.map((row) => row.platform_id)).size).toBe(300);
    expect(Number((await broadcast(first(show))).duplicates)).toBe(500);
  });

  test('writes a first message at once and a flood in batches, no source standing behind another', async () => {
    const show = await buildShow(db.pools.rest);
    const { intake } = intakeOf();
    const [flood, quiet] = show.sources.map((source) => intake.open(source));
    for (let i = 0; i < 3_000; i++) await flood!.deliver(said(`f${i}`, 'flood'));
    await quiet!.deliver(said('q', 'quiet'));
    await quiet!.drained();
    const at = (await rowsOf(show)).findIndex((row) => row.platform_id === 'q');
    expect(at).toBeGreaterThanOrEqual(0);
    expect(at).toBeLessThan(1_100);
    await flood!.drained();
  });

  test('keeps edits and removals as happenings of their own, and a second delivery of an edit as none', async () => {
    const show = await buildShow(db.pools.rest);
    const source = intakeOf().intake.open(first(show));
    const removal: Delivery = {
      event: { kind: 'removal', id: '1', atMs: null, target: 'message', targetIds: ['1'] },
      cursor: null,
    };
    for (const one of [
      said('1', 'A12'),
      said('1', 'A13', { edited: true }),
      said('1', 'A13', { edited: true }),
      removal,
      said('1', 'A12'),
    ])
      await source.deliver(one);
    await source.drained();
    expect((await rowsOf(show)).map((row) => row.kind)).toEqual(['message', 'edit', 'removal']);
    expect((await broadcast(first(show))).cursor).toBe('after-1');
  });

  test('merges likes and joins that wait, counts each once over redeliveries, and never merges a message', async () => {
    const show = await buildShow(db.pools.rest);
    const { intake } = intakeOf();
    const source = intake.open(first(show));
    const burst = [
      said('a', 'A1'),
      ...Array.from({ length: 50 }, (_, i) => liked(`l${i}`, 2)),
      said('b', 'A2'),
      ...Array.from({ length: 50 }, (_, i) => liked(`l${i + 25}`, 2)),
    ];
    for (const one of burst) await source.deliver(one);
    await source.drained();
    for (const one of burst) await source.deliver(one);
    await source.drained();
    const rows = await rowsOf(show);
    expect(rows.filter((row) => row.kind === 'message')).toHaveLength(2);
    const likes = rows.filter((row) => row.kind === 'like');
    expect(likes.length).toBeLessThan(5);
    expect(likes.reduce((sum, row) => sum + Number(row.body?.count), 0)).toBe(150);
  });

  test('keeps NUL, lone surrogates, 100,000 characters and ids past 2^53, cleaned, and loses nothing beside them', async () => {
    const show = await buildShow(db.pools.rest);
    const source = intakeOf().intake.open(first(show));
    const odd = [
      said('n', 'a\0b'),
      said('s', '\uD83D'),
      said('l', 'x'.repeat(100_000)),
      said('7234567890123456789', 'one'),
      said('7234567890123456790', 'two'),
      said('i\0d', 'id', { author: { id: null, handle: '\0\uDFFF', name: 'z'.repeat(9_000), badges: ['owner'] } }),
      said('t', 'when', { atMs: 1e300 }),
      { event: { kind: 'ended', id: 'e', atMs: null, reason: '\0\uD800' }, cursor: '\0c' } satisfies Delivery,
    ];
    for (const one of odd) await source.deliver(one);
    await source.drained();
    const rows = await rowsOf(show);
    expect(rows).toHaveLength(odd.length);
    expect(rows[0]?.text).toBe('a\uFFFDb');
    expect(rows[2]?.text?.length).toBeLessThan(2_100);
    expect((await broadcast(first(show))).cursor).toBe('c');
  });

  test('goes on after a database that was away, and after a row that no try can store', async () => {
    const show = await buildShow(db.pools.rest);
    const { intake } = intakeOf();
    const source = intake.open(first(show));
    // A row that the database itself refuses, whatever we clean: stands for what we have not thought of.
    await db.pools.rest
      .query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.platform_id = 'bad' THEN RAISE EXCEPTION USING ERRCODE = '22000'; END IF; RETURN NEW; END $$;
      CREATE TRIGGER refuse BEFORE INSERT ON record.event FOR EACH ROW EXECUTE FUNCTION refuse()`);
    for (let i = 0; i < 40; i++) await source.deliver(said(i === 17 ? 'bad' : `m${i}`, 'x'));
    const killer = (async () => {
      for (let i = 0; i < 5; i++) {
        await db.pools.rest.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE '%hot'`,
        );
        await wait(15);
      }
    })();
    await Promise.all([source.drained(), killer]);
    await db.pools.rest.query('DROP TRIGGER refuse ON record.event; DROP FUNCTION refuse');
    expect(intake.stats().refused).toBe(1);
    expect(await rowsOf(show)).toHaveLength(39);
  });

  test('makes the partitions of a day that nobody had prepared', async () => {
    const show = await buildShow(db.pools.rest);
    const { intake } = intakeOf();
    const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
    await db.pools.rest.query(`DROP TABLE record.event_${day}, record.event_text_${day}`);
    const source = intake.open(first(show));
    await source.deliver(said('m', 'x'));
    await source.drained();
    expect(await rowsOf(show)).toHaveLength(1);
  });

  test('lets a source wait while its buffer is full', async () => {
    const show = await buildShow(db.pools.rest);
    const { intake } = intakeOf({ buffer: { events: 10, bytes: 1e6 } });
    const source = intake.open(first(show));
    const lock = await db.pools.rest.connect();
    await source.deliver(said('first', 'x'));
    await source.drained();
    await lock.query('BEGIN');
    await lock.query('SELECT 1 FROM show_counter WHERE show_id = $1 FOR UPDATE', [show.showId]);
    let buffered = 0;
    const pushing = (async () => {
      for (let i = 0; i < 40; i++) {
        await source.deliver(said(`m${i}`, 'x'));
        buffered++;
      }
    })();
    await wait(150);
    expect(buffered).toBeLessThan(30);
    await lock.query('ROLLBACK');
    lock.release();
    await pushing;
    await source.drained();
    expect(await rowsOf(show)).toHaveLength(41);
  });

  test('has its authors once, with what they are called now; a rehearsal has its own', async () => {
    const { workspaceId, ...live } = await buildShow(db.pools.rest);
    const rehearsal = await buildShow(db.pools.rest, { kind: 'rehearsal', workspaceId });
    const { intake } = intakeOf();
    for (const show of [live as BuiltShow, rehearsal]) {
      const source = intake.open({ ...first(show), workspaceId });
      for (let i = 0; i < 10; i++)
        await source.deliver(said(`m${i}`, 'x', { author: { id: 'u1', handle: 'ann', name: `Ann ${i}` } }));
      await source.drained();
    }
    const { rows } = await db.pools.rest.query(
      'SELECT name, rehearsal_show_id FROM author WHERE workspace_id = $1 ORDER BY rehearsal_show_id NULLS FIRST',
      [workspaceId],
    );
    expect(rows).toEqual([
      { name: 'Ann 9', rehearsal_show_id: null },
      { name: 'Ann 9', rehearsal_show_id: rehearsal.showId },
    ]);
  });

  test('numbers what the team does with what viewers say', async () => {
    const show = await buildShow(db.pools.rest);
    const { intake } = intakeOf();
    const source = intake.open(first(show));
    await source.deliver(said('a', 'x'));
    await source.drained();
    const scope = { ...systemScope(show.workspaceId), memberId: 'mem' };
    expect(
      await intake.appendStaff(scope, show.showId, [
        { action: 'stop', what: 'claims', on: true },
        { action: 'answer', ofSeq: 1, text: 'yes', outboxId: 'o' },
      ]),
    ).toEqual([2, 3]);
    const rows = await rowsOf(show);
    expect(rows[1]).toMatchObject({
      kind: 'staff',
      body: { action: 'stop', what: 'claims', on: true, by: 'mem' },
      text: null,
    });
    expect(rows[2]).toMatchObject({ body: { action: 'answer', ofSeq: 1, outboxId: 'o', by: 'mem' }, text: 'yes' });
    const { rows: changes } = await db.pools.rest.query(
      'SELECT n, topic, from_seq, to_seq FROM feed_change WHERE show_id = $1 ORDER BY n',
      [show.showId],
    );
    expect(changes.at(-1)).toEqual({ n: '2', topic: 'messages', from_seq: '2', to_seq: '3' });
  });

  test('is the same for any cut into batches and any order of duplicates', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ id: fc.nat(20), like: fc.boolean(), pause: fc.boolean() }), {
          minLength: 1,
          maxLength: 40,
        }),
        async (steps) => {
          const show = await buildShow(db.pools.rest);
          const { intake } = intakeOf({ restMs: 0 });
          const source = intake.open(first(show));
          for (const step of steps) {
            await source.deliver(step.like ? liked(`l${step.id}`, step.id + 1) : said(`m${step.id}`, 'x'));
            if (step.pause) await wait(1);
          }
          await source.close();
          const rows = await rowsOf(show);
          const messages = new Set(steps.filter((step) => !step.like).map((step) => step.id));
          const likes = new Set(steps.filter((step) => step.like).map((step) => step.id));
          expect(rows.filter((row) => row.kind === 'message')).toHaveLength(messages.size);
          expect(rows.filter((row) => row.kind === 'like').reduce((sum, row) => sum + Number(row.body?.count), 0)).toBe(
            [...likes].reduce((sum, id) => sum + id + 1, 0),
          );
        },
      ),
      { numRuns: 25, seed: 7 },
    );
  });
});
