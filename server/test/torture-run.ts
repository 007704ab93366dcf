import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { transaction } from '../db/transaction.ts';
import type { SourceInfo } from '../intake/incoming.ts';
import { openVariant } from '../stock/ledger.ts';
import { systemScope } from '../workspaces/scope.ts';
import type { TestDatabase } from './harness.ts';
import { buildShow, type BuiltShow } from './show-builder.ts';
import { randomOf, type FromWorker, type ToWorker, type What, type Without } from './torture-script.ts';

export interface TortureOptions {
  claims: number;
  units: number;
  kills: number;
  without: Without;
  limitMs: number;
  /** Looked at while it runs: true ends it early. */
  enough?: (show: BuiltShow) => Promise<boolean>;
}

export interface Tortured {
  show: BuiltShow;
  kills: number;
  insideTransaction: number;
}

const PROCESSES = 3;
const PLATFORMS = ['tiktok', 'youtube', 'facebook', 'instagram'];
const WHAT: readonly (What | null)[] = ['append', 'decide', 'settle', null];

/** Four producers in three processes that are killed again and again, until everything is delivered and decided. */
export async function torture(db: TestDatabase, options: TortureOptions): Promise<Tortured> {
  const show = await makeShop(db, options.units);
  const claims = options.claims / PLATFORMS.length;
  const startedMs = Date.now();
  const delivered = new Set<number>();
  const random = randomOf(7);
  let gate = 0;

  const workers = Array.from({ length: PROCESSES }, (_, index) => index).map(spawn);
  function spawn(index: number): Worker {
    const worker = new Worker(db.url, options.without);
    const producers = show.sources.flatMap((source, producer) =>
      producer % PROCESSES === index ? [{ producer, source }] : [],
    );
    worker.on((message) => {
      if (message.t === 'delivered') delivered.add(message.producer);
      if (message.t !== 'ready') return;
      worker.send({ t: 'start', producers, claims, startedMs });
      worker.send({ t: 'gate', upTo: gate });
    });
    return worker;
  }
  const openTo = (upTo: number): void => {
    gate = upTo;
    for (const worker of workers) worker.send({ t: 'gate', upTo });
  };

  let insideTransaction = 0;
  try {
    for (let kill = 0; kill < options.kills; kill++) {
      const index = Math.floor(random() * PROCESSES);
      const worker = workers[index];
      if (worker === undefined) continue;
      await worker.ready;
      const what = WHAT[kill % WHAT.length] ?? null;
      const caught = what === null ? wait(random() * 300).then(() => false) : worker.caughtIn(what, 2_500);
      openTo((kill + 1) / (options.kills + 1));
      if (await caught) insideTransaction++;
      await worker.kill();
      workers[index] = spawn(index);
    }
    openTo(1);
    await finished(db, show, () => delivered.size === PLATFORMS.length, options);
  } finally {
    await Promise.all(workers.map((worker) => worker.kill()));
  }
  return { show, kills: options.kills, insideTransaction };
}

class Worker {
  readonly ready: Promise<unknown>;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  constructor(url: string, without: Without) {
    this.#child = fork(fileURLToPath(new URL('torture-worker.ts', import.meta.url)), [url, without], {
      execPath: process.execPath,
      stdio: ['ignore', 'ignore', without === 'nothing' ? 'inherit' : 'ignore', 'ipc'],
    });
    this.#exited = once(this.#child, 'exit');
    this.#child.on('error', () => undefined);
    this.ready = new Promise((resolve) => this.on((message) => message.t === 'ready' && resolve(undefined)));
  }

  on(hear: (message: FromWorker) => void): void {
    this.#child.on('message', (message) => hear(message as FromWorker));
  }

  send(message: ToWorker): void {
    if (this.#child.connected) this.#child.send(message);
  }

  /** True when it stands inside such a transaction now; false when none came in time. */
  caughtIn(what: What, limitMs: number): Promise<boolean> {
    const caught = new Promise<boolean>((resolve) =>
      this.on((message) => message.t === 'in-transaction' && resolve(true)),
    );
    this.send({ t: 'arm', what });
    return Promise.race([caught, wait(limitMs).then(() => false)]);
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }
}

async function makeShop(db: TestDatabase, units: number): Promise<BuiltShow> {
  const show = await buildShow(db.pools.rest, { platforms: PLATFORMS });
  const { workspaceId } = show;
  await db.pools.rest.query(
    `INSERT INTO product (id, workspace_id, code, code_key, title, price_minor, currency) VALUES ('dress', $1, 'A12', 'a12', 'Dress', 4900, 'EUR')`,
    [workspaceId],
  );
  await db.pools.rest.query(
    `INSERT INTO variant (id, workspace_id, product_id, sku) VALUES ('one', $1, 'dress', 'A12')`,
    [workspaceId],
  );
  await transaction(db.pools.rest, (tx) => openVariant(tx, systemScope(workspaceId), 'one', units));
  return { ...show, sources: show.sources.map((source: SourceInfo) => ({ ...source, sessionStartedMs: 0 })) };
}

/** Everything delivered is in the record, decided and settled, or nothing has moved for too long. */
async function finished(
  db: TestDatabase,
  show: BuiltShow,
  delivered: () => boolean,
  { limitMs, enough }: Pick<TortureOptions, 'limitMs' | 'enough'>,
): Promise<void> {
  const end = Date.now() + limitMs;
  while (Date.now() < end) {
    if (delivered() && (await isIdle(db, show))) return;
    if ((await enough?.(show)) === true) return;
    await wait(200);
  }
}

async function isIdle(db: TestDatabase, show: BuiltShow): Promise<boolean> {
  const { rows } = await db.pools.rest.query<{ idle: boolean }>(
    `SELECT (SELECT last_seq FROM show_counter WHERE show_id = $1) = (SELECT cursor FROM lane WHERE id = 'decide:' || $1)
       AND NOT EXISTS (SELECT 1 FROM claim WHERE show_id = $1 AND state = 'pending' AND NOT held) AS idle`,
    [show.showId],
  );
  return rows[0]?.idle === true;
}
