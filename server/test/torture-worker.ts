// One of the processes of the torture test: intake, decide and settle lanes, and producers that deliver as connectors do:
// at least once, from the cursor that was saved. It is killed by its parent, some times while a transaction is open.
import type pg from 'pg';
import { systemClock } from '../clock.ts';
import { createPools } from '../db/pools.ts';
import { decideKind } from '../deciding/decide-lane.ts';
import { settleKindWithReplies } from '../deciding/settle-lane.ts';
import { createFeed } from '../feed/feed.ts';
import type { SourceInfo } from '../intake/incoming.ts';
import { createIntake } from '../intake/intake.ts';
import { createLanes } from '../lanes/lanes.ts';
import { createLog } from '../log.ts';
import { deliveriesOf, MARKS, type FromWorker, type ToWorker, type What, type Without } from './torture-script.ts';

const [, , url = '', without = 'nothing'] = process.argv as [string, string, string?, Without?];
const tell = (message: FromWorker): void => void process.send?.(message);
let armed: What | null = null;

/** Taken out inside this process only: the keys' uniqueness, or the row locks of lane and stock. */
function weakened(sql: string): string {
  if (without === 'unique-key') return sql.replace('ON CONFLICT (broadcast_id, key) DO NOTHING', '');
  if (without === 'row-lock') return sql.replace(/(FROM (lane|stock)\b[^]*?)FOR (NO KEY )?UPDATE( OF s)?/, '$1');
  return sql;
}

/** Watches what each transaction does, so that it can be stopped before its COMMIT. */
function watch(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...all: unknown[]) => unknown;
  let seen = '';
  const watched = (first: string | pg.QueryConfig, ...rest: unknown[]): unknown => {
    const text = typeof first === 'string' ? first : first.text;
    if (text.startsWith('BEGIN')) seen = '';
    if (text === 'COMMIT' && armed !== null && MARKS[armed].test(seen)) {
      tell({ t: 'in-transaction' });
      // Never resolves: the transaction stays open until this process is killed.
      return new Promise(() => undefined);
    }
    seen += text;
    const asked = weakened(text);
    return typeof first === 'string' ? query(asked, ...rest) : query({ ...first, text: asked }, ...rest);
  };
  client.query = watched as typeof client.query;
}

const pools = createPools({ url, name: 'torture' });
pools.hot.on('connect', watch);
const log = createLog({ level: 'error' });
const feed = createFeed({ pools, redisUrl: null, clock: systemClock, log });
const lanes = createLanes({ pools, bells: { kind: 'postgres', url }, clock: systemClock, log });
const lane = { pool: pools.rest, publicUrl: 'http://127.0.0.1:4000', feed };
// Where a lock is taken out: small batches, so that more transactions meet. Not else: of ten things the one that seems to
// kill its process is found, and given up, sooner than twenty kills are over.
lanes.registerSteps(decideKind(lane), without === 'row-lock' ? 100 : undefined);
lanes.registerSteps(settleKindWithReplies(lane), without === 'row-lock' ? 10 : undefined);
const intake = createIntake({ pools, lanes, feed, clock: systemClock, log });

let gate = 0;
const opened: (() => void)[] = [];
const gateMoved = (): Promise<void> => new Promise((resolve) => opened.push(resolve));

async function produce(producer: number, source: SourceInfo, claims: number, startedMs: number): Promise<void> {
  const deliveries = deliveriesOf(producer, claims, startedMs);
  const saved = await pools.rest.query<{ cursor: string | null }>('SELECT cursor FROM broadcast WHERE id = $1', [
    source.broadcastId,
  ]);
  const into = intake.open(source);
  // A platform that resumes gives some of the last again.
  for (let at = Math.max(0, Number(saved.rows[0]?.cursor ?? 0) - 10); at < deliveries.length; at++) {
    while (at >= gate * deliveries.length) await gateMoved();
    const delivery = deliveries[at];
    if (delivery !== undefined) await into.deliver(delivery);
  }
  await into.drained();
  tell({ t: 'delivered', producer });
}

process.on('message', (message: ToWorker) => {
  if (message.t === 'arm') armed = message.what;
  else if (message.t === 'gate') {
    gate = message.upTo;
    for (const resolve of opened.splice(0)) resolve();
  } else
    for (const { producer, source } of message.producers)
      void produce(producer, source, message.claims, message.startedMs);
});
process.on('disconnect', () => process.exit());
await lanes.start();
tell({ t: 'ready' });
