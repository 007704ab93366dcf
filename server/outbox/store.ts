import { locking } from '../db/lock-order.ts';
import type { Tx } from '../db/transaction.ts';
import type { LaneRef } from '../lanes/lane.ts';
import type { ScreenLine } from './channels.ts';

/** A reply as it is ordered, by a rule or a person; nothing has been said yet. */
export interface NewReply {
  id: string;
  showId: string;
  connectionId: string;
  broadcastId: string;
  about: string;
  seq: number | null;
  claimId: string | null;
  authorId: string | null;
  text: string;
  shortText: string | null;
  /** 'reply' (absent): in public where the platform has a public reply, else privately. 'screen': on the overlay alone. */
  kind?: 'reply' | 'private-reply' | 'message' | 'screen';
  target: OrderedTarget;
  madeBy: string;
  valueMinor: string;
  /** Not said any more after this many seconds. */
  withinSeconds: number;
}

/** Where a reply goes and how it is worded. */
export interface OrderedTarget {
  toMessageId?: string;
  toHandle?: string;
  /** For the choice of words: which one it is, and the next. */
  wording?: string;
  otherwise?: string;
  /** The show's page, put behind the words where the platform takes addresses. */
  where?: string;
  /** The address is the answer. */
  link?: true;
  /** Of 'reply': privately where the platform can, else in public. */
  best?: true;
  /** How it stands on the screen; absent: it cannot be drawn. */
  screen?: ScreenLine;
  /** Says how many are left of this product when it goes; what is said when none is. */
  stockOf?: string;
  soldOut?: string;
  /** Said once to all whose question it closes. */
  toAll?: true;
}

export const RULE_REPLY_SECONDS = 120;
export const STAFF_REPLY_SECONDS = 600;

export const sendLane = (connectionId: string, workspaceId: string, showId: string | null = null): LaneRef => ({
  id: `send:${connectionId}`,
  workspaceId,
  showId,
});

/** Rows that carry out what a person ordered about a message or an author are about 'moderation:<id>'. */
export const aboutOrder = (moderationId: string): string => `moderation:${moderationId}`;
export const orderOf = (about: string): string | null =>
  about.startsWith('moderation:') ? about.slice('moderation:'.length) : null;

/**
 * Orders replies; one that was ordered before (same id) stays as it is. A newer reply about the same claim takes
 * the place of one still waiting. Returns the rows made or superseded.
 */
export async function insertReplies(
  tx: Tx,
  workspaceId: string,
  replies: readonly NewReply[],
  again: readonly { showId: string; seq: number; claimId: string }[] = [],
): Promise<{ id: string; showId: string }[]> {
  if (replies.length === 0) return [];
  locking(tx, 'outbox');
  const older = await supersede(tx, workspaceId, again);
  const column = <K extends keyof NewReply>(key: K) => replies.map((reply) => reply[key]);
  const { rows } = await tx.query<{ id: string; show_id: string }>(
    `INSERT INTO outbox (id, workspace_id, show_id, connection_id, broadcast_id, kind, about, seq, claim_id, author_id, text, short_text, target, made_by, value_minor, deadline)
       SELECT u.id, $1, u.show_id, u.connection_id, u.broadcast_id, u.kind, u.about, u.seq, u.claim_id, u.author_id, u.text, u.short_text, u.target::jsonb, u.made_by,
         u.value_minor, clock_timestamp() + make_interval(secs => u.seconds)
       FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[],
         $13::text[], $14::bigint[], $15::integer[], $16::text[]) AS u(id, show_id, connection_id, broadcast_id, about, seq, claim_id, author_id, text, short_text, target, made_by, value_minor, seconds, kind)
       ON CONFLICT (id) DO NOTHING RETURNING id, show_id`,
    [
      workspaceId,
      column('id'),
      column('showId'),
      column('connectionId'),
      column('broadcastId'),
      column('about'),
      column('seq'),
      column('claimId'),
      column('authorId'),
      column('text'),
      column('shortText'),
      replies.map((reply) => JSON.stringify(reply.target)),
      column('madeBy'),
      column('valueMinor'),
      column('withinSeconds'),
      replies.map((reply) => reply.kind ?? 'reply'),
    ],
  );
  return [...older, ...rows.map((row) => ({ id: row.id, showId: row.show_id }))];
}

/** By itself, and only where something may have been said before: beside the insert it cost every batch its planning. */
async function supersede(
  tx: Tx,
  workspaceId: string,
  again: readonly { showId: string; seq: number; claimId: string }[],
): Promise<{ id: string; showId: string }[]> {
  if (again.length === 0) return [];
  const { rows } = await tx.query<{ id: string; show_id: string }>(
    `UPDATE outbox SET state = 'superseded', sentence = 'a newer reply about the same claim took its place', version = version + 1
     WHERE workspace_id = $1 AND (show_id, seq) IN (SELECT * FROM unnest($2::text[], $3::bigint[])) AND claim_id = ANY($4::text[])
       AND state = 'queued' AND attempts = 0 RETURNING id, show_id`,
    [workspaceId, again.map((one) => one.showId), again.map((one) => one.seq), again.map((one) => one.claimId)],
  );
  return rows.map((row) => ({ id: row.id, showId: row.show_id }));
}

/** Our own words came back in the stream: what was sent with them and had no known outcome has arrived. */
export async function arrived(
  tx: Tx,
  workspaceId: string,
  own: readonly { connectionId: string; platformId: string | null; text: string }[],
): Promise<string[]> {
  if (own.length === 0) return [];
  locking(tx, 'outbox');
  const { rows } = await tx.query<{ id: string }>(
    `UPDATE outbox o SET state = 'sent', sent_at = COALESCE(o.sent_at, clock_timestamp()), platform_id = COALESCE(o.platform_id, u.platform_id), sentence = NULL, error_code = NULL, version = o.version + 1
     FROM unnest($2::text[], $3::text[], $4::text[]) AS u(connection_id, platform_id, text)
     WHERE o.workspace_id = $1 AND o.connection_id = u.connection_id AND o.sent_text = u.text AND o.sending_at IS NOT NULL
       AND (o.state = 'unknown' OR (o.state IN ('sending', 'queued') AND o.attempts > 0)) RETURNING o.id`,
    [workspaceId, own.map((one) => one.connectionId), own.map((one) => one.platformId), own.map((one) => one.text)],
  );
  return rows.map((row) => row.id);
}
