import type pg from 'pg';
import { say } from '../server/outbox/templates.ts';
import { perSecond, waitingClaims } from './claims.ts';

/**
 * The same settlement as one statement a claim, as node-postgres documents its best use: one client, one prepared
 * statement by name. It takes units, settles the claim, writes movement, reply and feed change; nothing else is done
 * between two claims but wording the reply.
 */
export async function settleBaseline(pool: pg.Pool, count: number): Promise<number> {
  const { workspaceId, showId, stockId, connectionId } = await waitingClaims(pool, count);
  const client = await pool.connect();
  const began = performance.now();
  try {
    const { rows } = await client.query<{ id: string; quantity: number; handle: string; reply_to: string }>(
      'SELECT c.id, c.quantity, a.handle, c.reply_to FROM claim c JOIN author a ON a.id = c.author_id WHERE c.stock_id = $1 ORDER BY c.spoken_at, c.seq',
      [stockId],
    );
    for (const [i, claim] of rows.entries()) {
      const values = {
        author: claim.handle,
        code: 'A12',
        product: 'Linen shirt',
        variant: '',
        quantity: 1,
        place: null,
      };
      const said = say('reserved', 'en', { ...values, price: '', where: 'http://hub/s', options: '', example: '' }, i);
      await client.query({
        name: 'settle-by-claim',
        text: `WITH taken AS (
            UPDATE stock SET reserved = reserved + $3, movements = movements + 1, ranked = ranked + 1, version = version + 1
            WHERE id = $1 AND reserved + sold + $3 <= on_hand RETURNING movements, ranked),
          settled AS (
            UPDATE claim SET state = 'reserved', rank = taken.ranked, reason = 'in stock', settled_at = clock_timestamp(), version = version + 1
            FROM taken WHERE id = $2),
          moved AS (
            INSERT INTO movement (stock_id, n, workspace_id, show_id, claim_id, kind, reserved_delta, made_by)
            SELECT $1, taken.movements, $4, $5, $2, 'reserve', $3, 'rule' FROM taken),
          told AS (
            INSERT INTO outbox (id, workspace_id, show_id, connection_id, broadcast_id, kind, about, claim_id, text, short_text, target, made_by, value_minor, deadline)
            SELECT $2 || '.reserved', $4, $5, $6, 'b', 'reply', 'reserved', $2, $7, $8, jsonb_build_object('toMessageId', $9::text), 'rule', 4900,
              clock_timestamp() + interval '120 seconds' FROM taken),
          counted AS (
            INSERT INTO feed_counter (show_id, workspace_id, last_n) VALUES ($5, $4, 3)
            ON CONFLICT (show_id) DO UPDATE SET last_n = feed_counter.last_n + 3 RETURNING last_n)
          INSERT INTO feed_change (show_id, n, workspace_id, topic, entity)
          SELECT $5, counted.last_n - 3 + u.ord, $4, u.topic, u.entity FROM counted,
            unnest(ARRAY['claim', 'reply', 'stock'], ARRAY[$2::text, $2 || '.reserved', $1::text]) WITH ORDINALITY AS u(topic, entity, ord)`,
        values: [
          stockId,
          claim.id,
          claim.quantity,
          workspaceId,
          showId,
          connectionId,
          said.text,
          said.shortText,
          claim.reply_to,
        ],
      });
    }
    return perSecond(count, performance.now() - began);
  } finally {
    client.release();
  }
}
