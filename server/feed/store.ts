import { locking } from '../db/lock-order.ts';
import type { Tx } from '../db/transaction.ts';

/** Something shown that changed: a run of rows of the record (or of their readings), or one thing by its id. */
export type Change =
  { topic: 'messages' | 'reading'; fromSeq: number; toSeq: number } | { topic: EntityTopic; entity: string };
export type EntityTopic =
  | 'claim'
  | 'stock'
  | 'product'
  | 'question'
  | 'reply'
  | 'connection'
  | 'gap'
  | 'show'
  | 'moderation'
  | 'doubt'
  | 'notice';

/**
 * Takes one feed number a change. It must be the last statement of the transaction: the counter's row stays locked
 * until the commit, which makes the order of numbers the order of commits, and keeps that lock short. Returns the last
 * number taken; after the commit call `bus.told(showId)`.
 */
export async function takeNumbers(
  tx: Tx,
  workspaceId: string,
  showId: string,
  changes: readonly Change[],
): Promise<number | null> {
  if (changes.length === 0) return null;
  locking(tx, 'feed-number');
  const { rows } = await tx.query<{ n: string }>(
    `WITH counter AS (
       INSERT INTO feed_counter (show_id, workspace_id, last_n) VALUES ($1, $2, $3::integer)
       ON CONFLICT (show_id) DO UPDATE SET last_n = feed_counter.last_n + $3::integer RETURNING last_n),
     written AS (
       INSERT INTO feed_change (show_id, n, workspace_id, topic, entity, from_seq, to_seq)
       SELECT $1, counter.last_n - $3::integer + u.ord, $2, u.topic, u.entity, u.from_seq, u.to_seq
       FROM counter, unnest($4::text[], $5::text[], $6::bigint[], $7::bigint[]) WITH ORDINALITY AS u(topic, entity, from_seq, to_seq, ord))
     SELECT last_n AS n FROM counter`,
    [
      showId,
      workspaceId,
      changes.length,
      changes.map((change) => change.topic),
      changes.map((change) => ('entity' in change ? change.entity : null)),
      changes.map((change) => ('fromSeq' in change ? change.fromSeq : null)),
      changes.map((change) => ('toSeq' in change ? change.toSeq : null)),
    ],
  );
  return Number(rows[0]?.n);
}
