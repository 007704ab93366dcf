import { setTimeout as wait } from 'node:timers/promises';
import { seeded } from '../../connectors/platforms/testkit/seeded.ts';
import type { PlatformEvent } from '../../connectors/platforms/contract.ts';
import { seedSampleCatalog, SAMPLE_CATALOG } from '../catalog/sample.ts';
import { systemClock } from '../clock.ts';
import type { Pools } from '../db/pools.ts';
import { transaction } from '../db/transaction.ts';
import { decideKind } from '../deciding/decide-lane.ts';
import { settleKindWithReplies } from '../deciding/settle-lane.ts';
import { createFeed } from '../feed/feed.ts';
import { createIntake } from '../intake/intake.ts';
import type { StaffEvent } from '../intake/staff.ts';
import { createLanes } from '../lanes/lanes.ts';
import { createLog } from '../log.ts';
import { createScript, type Beat, type ScriptProduct } from '../rehearsal/script/script.ts';
import { buildShow, type BuiltShow } from '../test/show-builder.ts';
import { systemScope } from '../workspaces/scope.ts';

const PLATFORMS = ['tiktok', 'youtube'] as const;
const EMITS = ['message', 'gift', 'like', 'follow', 'share', 'join', 'audience'] as const;

export interface Recording {
  workspaceId: string;
  showId: string;
  events: number;
}

/** What the team does after so many events. */
export type Staffed = readonly { after: number; does: StaffEvent | ((showId: string) => Promise<StaffEvent>) }[];

/**
 * A rehearsal's script through intake and the lanes into the record, with claims settled and answers ordered: a past show
 * as the hub would have left it, in as little time as it can be had.
 */
export async function recordShow(
  place: { url: string; pools: Pools },
  how: { events: number; seed: string; staff?: Staffed; prepare?: (show: BuiltShow) => Promise<void> },
): Promise<Recording> {
  const { pools } = place;
  const show = await buildShow(pools.rest, { platforms: [...PLATFORMS], kind: 'rehearsal' });
  const scope = systemScope(show.workspaceId);
  await transaction(pools.rest, (tx) => seedSampleCatalog(tx, scope, 'EUR'));
  await how.prepare?.(show);
  const log = createLog({ level: 'error' });
  const feed = createFeed({ pools, redisUrl: null, clock: systemClock, log });
  const lanes = createLanes({ pools, bells: { kind: 'postgres', url: place.url }, clock: systemClock, log });
  const lane = { pool: pools.rest, publicUrl: 'http://127.0.0.1:4000', feed };
  lanes.registerSteps(decideKind(lane));
  lanes.registerSteps(settleKindWithReplies(lane));
  await lanes.start();
  const intake = createIntake({ pools, lanes, feed, clock: systemClock, log });
  const sources = new Map(show.sources.map((source) => [source.platform, intake.open(source)]));
  const staff = [...(how.staff ?? [])];
  for (const [at, event] of beats(how.seed, how.events).entries()) {
    while (staff[0] !== undefined && staff[0].after <= at) {
      const next = staff.shift();
      await Promise.all([...sources.values()].map((source) => source.drained()));
      if (next === undefined) continue;
      const does = typeof next.does === 'function' ? await next.does(show.showId) : next.does;
      await intake.appendStaff(scope, show.showId, [does]);
    }
    await sources.get(event.platform)?.deliver({ event: toEvent(event, at), cursor: String(at) });
  }
  await Promise.all([...sources.values()].map((source) => source.drained()));
  const events = await settled(pools, show.showId);
  await intake.close();
  await lanes.stop();
  await feed.close();
  await pools.rest.query("UPDATE show SET state = 'ended', ended_at = clock_timestamp() WHERE id = $1", [show.showId]);
  return { workspaceId: show.workspaceId, showId: show.showId, events };
}

async function settled(pools: Pools, showId: string): Promise<number> {
  for (;;) {
    const { rows } = await pools.rest.query<{ last: string; done: boolean }>(
      `SELECT c.last_seq::text AS last, coalesce(l.cursor, 0) >= c.last_seq
         AND NOT EXISTS (SELECT 1 FROM claim WHERE show_id = $1 AND state = 'pending' AND NOT held) AS done
       FROM show_counter c LEFT JOIN lane l ON l.id = 'decide:' || c.show_id WHERE c.show_id = $1`,
      [showId],
    );
    if (rows[0]?.done === true) return Number(rows[0].last);
    await wait(50);
  }
}

function beats(seed: string, events: number): Beat[] {
  const random = seeded(seed);
  const catalog: ScriptProduct[] = SAMPLE_CATALOG.map(({ code, title, priceMinor, stock, options = {} }) => ({
    ...{ code, title, priceMinor, currency: 'EUR' },
    variants: combinations(options).map((one) => ({ options: one, stock })),
  }));
  const script = createScript({
    ...{ random, catalog, showing: 'A12', viewers: 2_000 },
    platforms: PLATFORMS.map((id) => ({ id, emits: [...EMITS], share: 1 })),
  });
  // Fifty a second, as a show of some thousand viewers has it.
  return Array.from({ length: events }, (_, at) => script.said(at * 20));
}

const combinations = (options: Readonly<Record<string, readonly string[]>>): Record<string, string>[] =>
  Object.entries(options).reduce<Record<string, string>[]>(
    (made, [axis, values]) => made.flatMap((one) => values.map((value) => ({ ...one, [axis]: value }))),
    [{}],
  );

let told = 0;
/** As a connector would tell it, now: the script's own moments lie in no calendar. */
function toEvent({ event }: Beat, at: number): PlatformEvent {
  const base = { id: `e${String((told += 1))}`, atMs: systemClock.now() };
  switch (event.kind) {
    case 'message':
      return { ...base, kind: 'message', author: event.author, text: event.text };
    case 'gift':
      return {
        ...{ ...base, kind: 'gift', author: event.author },
        gift: { type: event.type, name: event.name, count: event.count, value: { coins: event.coins ?? event.count } },
      };
    case 'like':
      return { ...base, kind: 'like', count: event.count };
    case 'follow':
    case 'share':
    case 'join':
      return { ...base, kind: event.kind, author: event.author };
    default:
      return { ...base, kind: 'audience', viewers: at };
  }
}
