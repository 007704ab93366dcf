import { randomBytes } from 'node:crypto';
import { createPostgresBackend, runMigrations, withBackend, type PgPool } from 'bullmq';
import pg from 'pg';

const BULK = 500;
const CONCURRENCY = 50;

/**
 * One BullMQ job an event on PostgreSQL, as BullMQ documents its quickest use: jobs added in bulk, one worker with a
 * high concurrency, finished jobs removed. The job itself does nothing: only the queue is measured. The worker begins
 * when all are added: side by side the two get in each other's way, and the queue would look slower than it is.
 */
export async function jobBaseline(url: string, events: number): Promise<number> {
  const pool = new pg.Pool({ connectionString: url, max: 10, keepAlive: true, options: '-c search_path=bullmq' });
  const client = await pool.connect();
  await runMigrations(client).finally(() => client.release());
  const connection = pool as unknown as PgPool;
  const { Queue, Worker } = withBackend(createPostgresBackend);
  const name = `bench-${randomBytes(4).toString('hex')}`;
  const queue = new Queue<{ text: string }>(name, { connection, defaultJobOptions: { removeOnComplete: true } });
  let done = 0;
  let finish: () => void = () => undefined;
  const all = new Promise<void>((resolve) => (finish = resolve));
  const worker = new Worker<{ text: string }>(name, async () => (++done === events ? finish() : undefined), {
    connection,
    concurrency: CONCURRENCY,
    autorun: false,
  });
  await worker.waitUntilReady();
  const began = performance.now();
  for (let at = 0; at < events; at += BULK) {
    await queue.addBulk(
      Array.from({ length: Math.min(BULK, events - at) }, (_, i) => ({
        name: 'event',
        data: { text: `message ${at + i}` },
      })),
    );
  }
  const added = performance.now() - began;
  // A queue that has been in use has statistics; on a young one the server walks the whole table for each job.
  await pool.query('ANALYZE');
  const begun = performance.now();
  const running = worker.run();
  await all;
  const ms = added + performance.now() - begun;
  await worker.close();
  await running;
  await queue.close();
  await pool.end();
  return Math.round((events / ms) * 1_000);
}
