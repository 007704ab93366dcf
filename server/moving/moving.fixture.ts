import { systemClock } from '../clock.ts';
import { transaction } from '../db/transaction.ts';
import { decideKind } from '../deciding/decide-lane.ts';
import { settleKindWithReplies } from '../deciding/settle-lane.ts';
import { decideLane } from '../deciding/store.ts';
import { takeNumbers } from '../feed/store.ts';
import { appendStaffEvents, type StaffEvent } from '../intake/staff.ts';
import { claimKeys, lockCounter, writeEvents, type EventRow } from '../intake/store.ts';
import { createLanes } from '../lanes/lanes.ts';
import type { Lanes } from '../lanes/lanes.ts';
import { createLog } from '../log.ts';
import { findShow } from '../shows/store.ts';
import { grant, openVariant } from '../stock/ledger.ts';
import { settleLane } from '../stock/store.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { examine } from '../watch/doctor.ts';
import { systemScope } from '../workspaces/scope.ts';
import { orderMove, orderUnmove } from './moving.ts';

export const scope = systemScope('w');
const SHOW = 'show';
const T0 = Date.UTC(2026, 10, 22, 20);
export const at = (seconds: number): number => T0 + seconds * 1000;

/** Two products without options (P1, P2) and one with sizes (P3: M, L), on air on one platform. */
export interface Room {
  db: TestDatabase;
  lanes: Lanes;
  say(...said: { by: string; text: string; seconds: number }[]): Promise<number[]>;
  show(productId: string | null, seconds: number): Promise<void>;
  move(
    from: string,
    to: string,
    sinceSeconds: number,
    moveId: string,
  ): Promise<{ moved: number; unfit: number } | string>;
  undo(undoes: string, moveId: string): Promise<{ moved: number; stays: { handle: string; why: string }[] } | string>;
  grant(variantId: string, delta: number): Promise<void>;
  drain(): Promise<void>;
  decided(): Promise<void>;
  settled(variantId: string): Promise<void>;
  claims(
    variantId: string,
  ): Promise<{ author: string; state: string; rank: number | null; reason: string; spoken: number }[]>;
  /** What every invariant of the doctor finds, of those that can be asked here. */
  ill(): Promise<string[]>;
}

export const VARIANTS = ['p1-v', 'p2-v', 'p3-m', 'p3-l'] as const;

export async function movingRoom(units: Partial<Record<(typeof VARIANTS)[number], number>> = {}): Promise<Room> {
  const db = await testDatabase();
  await db.pools.hot.query(`INSERT INTO workspace (id, name) VALUES ('w', 'W');
    INSERT INTO show (id, workspace_id, slug, title, kind, state, seed) VALUES ('show', 'w', 'friday', 'F', 'live', 'on_air', 'seed');
    INSERT INTO connection (id, workspace_id, platform, name, broadcast) VALUES ('yt', 'w', 'youtube', 'Y', '@y');
    INSERT INTO broadcast (id, workspace_id, show_id, connection_id, platform, state) VALUES ('b-yt', 'w', 'show', 'yt', 'youtube', 'live');
    INSERT INTO product (id, workspace_id, code, code_key, title, price_minor, currency, options) VALUES
      ('p1', 'w', 'A10', 'a10', 'Cup', 1000, 'EUR', '{}'), ('p2', 'w', 'B20', 'b20', 'Bowl', 2000, 'EUR', '{}'), ('p3', 'w', 'C30', 'c30', 'Tee', 3000, 'EUR', '{"size": ["M", "L"]}');
    INSERT INTO variant (id, workspace_id, product_id, sku, options, position) VALUES
      ('p1-v', 'w', 'p1', 'A10', '{}', 0), ('p2-v', 'w', 'p2', 'B20', '{}', 0), ('p3-m', 'w', 'p3', 'C30-M', '{"size": "M"}', 0), ('p3-l', 'w', 'p3', 'C30-L', '{"size": "L"}', 1);
    INSERT INTO author (id, workspace_id, platform, author_key, handle, name, badges)
      SELECT 'a' || i, 'w', 'youtube', 'a' || i, 'viewer' || i, 'Viewer', '{}' FROM generate_series(0, 99) i;`);
  await transaction(db.pools.hot, async (tx) => {
    for (const id of VARIANTS) await openVariant(tx, scope, id, units[id] ?? 5);
  });
  const lanes = createLanes({ pools: db.pools, bells: null, clock: systemClock, log: createLog({ level: 'silent' }) });
  const deps = { pool: db.pools.rest, publicUrl: 'http://hub', feed: { takeNumbers, told: () => undefined } };
  lanes.registerSteps(decideKind(deps));
  lanes.registerSteps(settleKindWithReplies(deps));
  let said = 0;

  const written = (rows: readonly EventRow[]) =>
    transaction(db.pools.hot, async (tx) => {
      const before = await lockCounter(tx, 'w', SHOW);
      await claimKeys(
        tx,
        'w',
        SHOW,
        rows.map((row) => ({ broadcastId: 'b-yt', key: `add:message:${row.platformId ?? ''}`, via: 'live' as const })),
      );
      await writeEvents(tx, 'w', SHOW, before, rows);
      return rows.map((_row, i) => before + i + 1);
    });
  const staffed = (event: StaffEvent, ms: number) =>
    transaction(db.pools.hot, (tx) => appendStaffEvents(tx, scope, SHOW, [event], ms));
  const drain = async () => {
    for (let round = 0; round < 3; round += 1) {
      await lanes.drained(decideLane(SHOW, 'w'));
      for (const id of VARIANTS) await lanes.drained(settleLane(`${id}:main`, 'w'));
    }
  };

  return {
    db,
    lanes,
    drain,
    decided: async () => void (await lanes.drained(decideLane(SHOW, 'w'))),
    settled: async (variantId) => void (await lanes.drained(settleLane(`${variantId}:main`, 'w'))),
    say: (...list) =>
      written(
        list.map(({ by, text, seconds }): EventRow => ({
          source: { broadcastId: 'b-yt', connectionId: 'yt', platform: 'youtube' },
          ...{ kind: 'message', platformId: `m${String((said += 1))}`, authorId: by, text, body: null },
          ...{ spokenAtMs: at(seconds), spokenBy: 'platform', receivedMs: Date.now(), history: false },
        })),
      ),
    show: async (productId, seconds) => void (await staffed({ action: 'show-product', productId }, at(seconds))),
    move: (fromProductId, toProductId, sinceSeconds, moveId) =>
      transaction(db.pools.rest, async (tx) => {
        await tx.query(`SELECT FROM show WHERE id = $1 FOR NO KEY UPDATE`, [SHOW]);
        const show = (await findShow(tx, 'w', SHOW))!;
        const wish = { fromProductId, toProductId, sinceMs: at(sinceSeconds), untilMs: at(100_000), moveId };
        const done = await orderMove(tx, scope, show, wish);
        if (!done.ok) return done.reason;
        const { changes } = await appendStaffEvents(tx, scope, SHOW, [done.event], Date.now());
        await takeNumbers(tx, 'w', SHOW, [...changes, ...done.changes]);
        return { moved: done.moved, unfit: done.unfit.length };
      }),
    undo: (undoes, moveId) =>
      transaction(db.pools.rest, async (tx) => {
        const show = (await findShow(tx, 'w', SHOW))!;
        const done = await orderUnmove(tx, scope, show, { moveId, undoes });
        if (!done.ok) return done.reason;
        if (done.event !== null) {
          const { changes } = await appendStaffEvents(tx, scope, SHOW, [done.event], Date.now());
          await takeNumbers(tx, 'w', SHOW, changes);
        }
        return { moved: done.moved, stays: done.stays };
      }),
    grant: async (variantId, delta) =>
      void (await transaction(db.pools.hot, (tx) => grant(tx, scope, variantId, delta))),
    claims: async (variantId) => {
      const { rows } = await db.pools.hot.query(
        `SELECT author_id AS author, state, rank, reason, round(extract(epoch FROM spoken_at) - $2::double precision)::int AS spoken FROM claim
         WHERE stock_id = $1 ORDER BY spoken_at, seq, n`,
        [`${variantId}:main`, T0 / 1000],
      );
      return rows;
    },
    ill: async () => {
      const client = await db.pools.rest.connect();
      try {
        const findings = await examine({ db: client, leftBehind: () => Promise.resolve([]) } as never);
        return findings.filter((one) => !one.ok).map((one) => JSON.stringify(one));
      } finally {
        client.release();
      }
    },
  };
}
