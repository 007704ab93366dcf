import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Delivery } from '../connectors/platforms/contract.ts';
import { systemClock } from '../server/clock.ts';
import { transaction } from '../server/db/transaction.ts';
import { decideKind } from '../server/deciding/decide-lane.ts';
import { settleKindWithReplies } from '../server/deciding/settle-lane.ts';
import { createFeed } from '../server/feed/feed.ts';
import { createIntake } from '../server/intake/intake.ts';
import { createLanes } from '../server/lanes/lanes.ts';
import { openVariant } from '../server/stock/ledger.ts';
import { buildShow, type BuiltShow } from '../server/test/show-builder.ts';
import { systemScope } from '../server/workspaces/scope.ts';
import type { Place } from './place.ts';

/** What a busy show says: of twenty messages four claim, one asks, fifteen are talk. */
const TALK = [
  'hello from Manila',
  'so pretty!!',
  'love this one',
  'first time here',
  'where are you from',
  'wow',
  'nice color 😍',
  'hi everyone',
];
const said = (i: number): string =>
  i % 5 === 0 ? `C${(i / 5) % 10} x1` : i % 20 === 1 ? 'how much is C3?' : (TALK[i % TALK.length] ?? 'hi');

/**
 * Events a second through the whole line in one process: delivered in-process by two sources, appended, read and
 * decided, claims settled, replies written, feed numbers taken, until nothing is left to do.
 */
export async function lineRate(place: Place, events: number): Promise<number> {
  const { pools, log } = place;
  const show = await makeShop(place);
  const feed = createFeed({ pools, redisUrl: null, clock: systemClock, log });
  const lanes = createLanes({ pools, bells: { kind: 'postgres', url: place.url }, clock: systemClock, log });
  const lane = { pool: pools.rest, publicUrl: 'http://127.0.0.1:4000', feed };
  lanes.registerSteps(decideKind(lane));
  lanes.registerSteps(settleKindWithReplies(lane));
  await lanes.start();
  const intake = createIntake({ pools, lanes, feed, clock: systemClock, log });
  const sources = show.sources.map((source) => intake.open(source));
  const deliveries = Array.from({ length: events }, (_, i) => delivery(i));
  const began = performance.now();
  for (const [i, one] of deliveries.entries()) await sources[i % sources.length]?.deliver(one);
  await Promise.all(sources.map((source) => source.drained()));
  while (!(await isDone(place, show, events))) await wait(5);
  const ms = performance.now() - began;
  await intake.close();
  await lanes.stop();
  await feed.close();
  return Math.round((events / ms) * 1_000);
}

function delivery(i: number): Delivery {
  const viewer = (i * 7) % 600;
  return {
    event: {
      kind: 'message',
      id: `m${i}`,
      atMs: systemClock.now(),
      author: { id: `u${viewer}`, handle: `viewer${viewer}`, name: `Viewer ${viewer}` },
      text: said(i),
    },
    cursor: String(i),
  };
}

async function makeShop({ pools }: Place): Promise<BuiltShow> {
  const show = await buildShow(pools.rest);
  const tag = randomBytes(4).toString('hex');
  await transaction(pools.rest, async (tx) => {
    for (let i = 0; i < 10; i++) {
      await tx.query(
        `INSERT INTO product (id, workspace_id, code, code_key, title, price_minor, currency) VALUES ($1, $2, $3, lower($3), 'Dress', 4900, 'EUR')`,
        [`p${tag}${i}`, show.workspaceId, `C${i}`],
      );
      await tx.query(`INSERT INTO variant (id, workspace_id, product_id, sku) VALUES ($1, $2, $3, $4)`, [
        `v${tag}${i}`,
        show.workspaceId,
        `p${tag}${i}`,
        `C${i}`,
      ]);
      await openVariant(tx, systemScope(show.workspaceId), `v${tag}${i}`, 500);
    }
  });
  return show;
}

async function isDone({ pools }: Place, show: BuiltShow, events: number): Promise<boolean> {
  const { rows } = await pools.rest.query<{ done: boolean }>(
    `SELECT (SELECT cursor FROM lane WHERE id = 'decide:' || $1) = $2::bigint
       AND NOT EXISTS (SELECT 1 FROM claim WHERE show_id = $1 AND state = 'pending') AS done`,
    [show.showId, events],
  );
  return rows[0]?.done === true;
}
