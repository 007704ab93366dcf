import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { systemClock } from '../server/clock.ts';

const BATCH = 500;

/**
 * The bare insert: one writer, 500 rows a statement as arrays of parameters (what node-postgres offers as its quickest
 * way without COPY), the same table and columns with the same content; no keys, no text, no numbers, no lanes.
 */
export async function unnestBaseline(pool: pg.Pool, events: number): Promise<number> {
  const client = await pool.connect();
  const showId = `bare-${randomBytes(6).toString('hex')}`;
  try {
    const began = performance.now();
    for (let at = 0; at < events; at += BATCH) {
      const seqs = Array.from({ length: Math.min(BATCH, events - at) }, (_, i) => at + i + 1);
      const now = new Date(systemClock.now()).toISOString();
      await client.query({
        name: 'bare-insert',
        text: `INSERT INTO record.event (show_id, seq, day, workspace_id, broadcast_id, connection_id, platform, kind, platform_id, author_id,
            spoken_at, spoken_by, received_at, history, body)
          SELECT $1, u.seq, $2::date, 'bare', 'broadcast', 'connection', 'tiktok', 'message', u.platform_id, u.author_id, u.spoken, 'platform', u.received, false, NULL
          FROM unnest($3::bigint[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[]) AS u(seq, platform_id, author_id, spoken, received)`,
        values: [
          showId,
          now.slice(0, 10),
          seqs,
          seqs.map((seq) => `m${seq}`),
          seqs.map((seq) => `author-${seq % 600}-0123456789`),
          seqs.map(() => now),
          seqs.map(() => now),
        ],
      });
    }
    return Math.round((events / (performance.now() - began)) * 1_000);
  } finally {
    client.release();
  }
}
