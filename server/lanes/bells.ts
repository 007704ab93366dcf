import { createPostgresBackend, Queue, runMigrations, withBackend, Worker, type Job, type PgPool } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { Log } from '../log.ts';
import { kindOf, type LaneRef } from './lane.ts';

/** Which of BullMQ's back ends carries the bells. */
export type BellBackend = { kind: 'postgres'; url: string } | { kind: 'redis'; url: string };

/**
 * Bells: BullMQ jobs that say "this lane has something to drain" to every process. A job carries no event and no
 * decision, so that losing all of them loses nothing.
 */
export interface Bells {
  /** Tells the other processes. Settles within 200 ms and never rejects: the sweeper is the net. */
  ring(ref: LaneRef): Promise<void>;
  /** Takes the bells of one kind of lane; the job ends when `answer` does. */
  listen(kind: string, answer: (ref: LaneRef) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

interface BellJob {
  id: string;
  workspaceId: string;
  showId: string | null;
}
/** What both back ends' queues and workers have in common; their own types differ in the back end. */
interface BellQueue {
  add(
    name: 'ring',
    data: BellJob,
    options: { deduplication: { id: string; keepLastIfActive: true } },
  ): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}
interface BellWorker {
  waitUntilReady(): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(force: boolean): Promise<void>;
}
type Answer = (job: Job<BellJob>) => Promise<void>;

const RING_LIMIT_MS = 200;
const CLOSE_LIMIT_MS = 2_000;
const PREFIX = 'hawker';

/**
 * BullMQ's defaults let a dead process's job lie for a minute and fail it at the second death; a bell must be heard
 * again within seconds and must never fail for good.
 */
const WORKER = {
  concurrency: 16,
  lockDuration: 6_000,
  stalledInterval: 2_000,
  maxStalledCount: 100,
  removeOnComplete: { count: 20 },
  removeOnFail: { count: 20 },
  prefix: PREFIX,
};

export async function createBells(backend: BellBackend, log: Log): Promise<Bells> {
  const made = backend.kind === 'postgres' ? await onPostgres(backend.url) : onRedis(backend.url);
  const queues = new Map<string, BellQueue>();
  const workers: BellWorker[] = [];
  const complain = (error: Error): void => log.warn({ error }, 'bell-fault');

  const queueOf = (kind: string): BellQueue => {
    const queue = queues.get(kind) ?? made.queue(kind);
    if (!queues.has(kind)) queue.on('error', complain);
    queues.set(kind, queue);
    return queue;
  };

  return {
    async ring(ref) {
      const data: BellJob = { id: ref.id, workspaceId: ref.workspaceId, showId: ref.showId ?? null };
      // Without keepLastIfActive a ring that comes while the job runs is dropped: seen in one round of four.
      const added = queueOf(kindOf(ref.id)).add('ring', data, {
        deduplication: { id: ref.id, keepLastIfActive: true },
      });
      await within(RING_LIMIT_MS, added, (error) => log.debug({ lane: ref.id, error }, 'ring-failed'));
    },
    async listen(kind, answer) {
      const worker = made.worker(kind, (job) => answer(job.data));
      worker.on('error', complain);
      workers.push(worker);
      await worker.waitUntilReady();
    },
    async close() {
      // Not forced at once: a job that is left active holds its lane's key for seconds, as after a kill.
      const closing = workers.map(async (worker) => {
        await within(CLOSE_LIMIT_MS, worker.close(false), complain);
        await worker.close(true);
      });
      await Promise.allSettled(closing);
      await Promise.allSettled([...queues.values()].map((queue) => queue.close()));
      await made.end();
    },
  };
}

interface Made {
  queue(kind: string): BellQueue;
  worker(kind: string, answer: Answer): BellWorker;
  end(): Promise<void>;
}

/** Its `backend:` option is ignored by BullMQ; only `withBackend` chooses. Its own schema is migrated only when told. */
async function onPostgres(url: string): Promise<Made> {
  // Each worker holds one connection to LISTEN on.
  const pool = new pg.Pool({
    connectionString: url,
    max: 8,
    keepAlive: true,
    application_name: 'hawker-bells',
    options: '-c search_path=bullmq',
  });
  pool.on('error', () => undefined);
  const client = await pool.connect();
  try {
    await runMigrations(client);
  } finally {
    client.release();
  }
  // The same pool; BullMQ names its methods' types anew.
  const connection = pool as unknown as PgPool;
  const { Queue: PgQueue, Worker: PgWorker } = withBackend(createPostgresBackend);
  return {
    queue: (kind) => new PgQueue<BellJob>(kind, { connection, defaultJobOptions: JOB }),
    worker: (kind, answer) => new PgWorker<BellJob>(kind, answer, { ...WORKER, connection }),
    end: () => pool.end(),
  };
}

function onRedis(url: string): Made {
  const connections: Redis[] = [];
  const connect = (maxRetriesPerRequest: number | null): Redis => {
    const connection = new Redis(url, { maxRetriesPerRequest });
    // BullMQ tells of the same faults through queue and worker.
    connection.on('error', () => undefined);
    connections.push(connection);
    return connection;
  };
  return {
    queue: (kind) => new Queue<BellJob>(kind, { connection: connect(1), prefix: PREFIX, defaultJobOptions: JOB }),
    worker: (kind, answer) => new Worker<BellJob>(kind, answer, { ...WORKER, connection: connect(null) }),
    end: async () => connections.forEach((connection) => connection.disconnect()),
  };
}

const JOB = { removeOnComplete: { count: 20 }, removeOnFail: { count: 20 } };

async function within(limitMs: number, promise: Promise<unknown>, failed: (error: Error) => void): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, limitMs)));
  await Promise.race([
    promise.then(
      () => undefined,
      (error: unknown) => failed(error instanceof Error ? error : new Error(String(error))),
    ),
    limit,
  ]);
  clearTimeout(timer);
}
