import type { ActionKind } from '../../connectors/platforms/contract.ts';
import { locking } from '../db/lock-order.ts';
import type { Tx } from '../db/transaction.ts';
import type { LaneRef } from '../lanes/lane.ts';
import type { Checkout } from './speech.ts';
import { sendLane } from './store.ts';
import type { OrderedTarget } from './store.ts';
import type { Private } from './ways.ts';

/** Longer than a platform is waited for: a row that is 'sending' for longer belongs to a process that is gone. */
export const LEASE_SECONDS = 15;

export type ShowKind = 'live' | 'rehearsal';

/** One row that wants to go out. `showKind` says through which kind of line it may go, by type. */
export interface DueOf<K extends ShowKind> {
  id: string;
  showId: string;
  showKind: K;
  broadcastId: string;
  broadcastEnded: boolean;
  platform: string;
  /** Who takes the money there: 'platform' keeps our page's address out. */
  checkout: Checkout;
  /** What is said there to everybody: the connection's, else the workspace's. */
  language?: string;
  /** 'screen': the overlay has it; see channels.ts. */
  kind: ActionKind | 'screen';
  about: string;
  seq: number | null;
  authorId: string | null;
  text: string;
  shortText: string | null;
  target: DueTarget;
  /** A later order about the same message or author was given. */
  overtaken: boolean;
  /** What the ban that this row lifts was there. */
  undoes: { way: string | null; messageId: string | null } | null;
  byPerson: boolean;
  attempts: number;
  valueMinor: string;
  deadlineMs: number | null;
  createdMs: number;
  /** Its words were filled in just now; see store-fresh.ts. */
  isFresh?: true;
}
export type Due = DueOf<'live'> | DueOf<'rehearsal'>;

/** What the row says of where it goes and how it is worded, beside what it was ordered with. */
export interface DueTarget extends OrderedTarget {
  messageId?: string;
  authorId?: string;
  forSeconds?: number | null;
  hidden?: boolean;
  /** What the row was before it was handed to the screen, and why. */
  was?: 'reply' | 'private-reply' | 'message';
  whyScreen?: string;
  /** Privately it was refused: it goes in public. */
  noPrivate?: true;
  /** It may have arrived once: a process went away while it was on its way. */
  again?: true;
}

export interface Ended {
  id: string;
  showId: string;
  about: string;
}

interface EndedRow {
  id: string;
  show_id: string;
  about: string;
}
const endedOf = (row: EndedRow): Ended => ({ id: row.id, showId: row.show_id, about: row.about });

/** Done twice it is done once: what is lost on the way is simply asked for again. */
const ACTS = `('remove', 'hide', 'ban', 'unban')`;
export const MOST_ACTS = 12;
const MOST_SHOWN = 4;

/**
 * Ends what must not be said any more: past its deadline, or ordered by a rule while replies are stopped; and what a
 * process that is gone had begun: a person's answer is tried once more, all else ends visibly as unknown.
 */
export async function endOverdue(
  tx: Tx,
  workspaceId: string,
  connectionId: string,
  /** Why what waits has waited, where the platform asked for it. */
  why: string | null = null,
): Promise<Ended[]> {
  locking(tx, 'outbox');
  // Drawn twice is drawn once: what a page that went away did not show is shown by the next.
  const again = `(o.state = 'sending' AND ((o.made_by <> 'rule' AND o.attempts < 2) OR (o.kind IN ${ACTS} AND o.attempts < ${MOST_ACTS}) OR (o.kind = 'screen' AND o.attempts < ${MOST_SHOWN})))`;
  const { rows } = await tx.query<EndedRow>(
    `UPDATE outbox o SET version = o.version + 1, attempt_id = NULL,
       state = CASE WHEN ${again} THEN 'queued' WHEN o.state = 'sending' THEN 'unknown'
         WHEN o.deadline <= clock_timestamp() THEN 'expired' ELSE 'withheld' END,
       target = CASE WHEN ${again} THEN o.target || '{"again": true}' ELSE o.target END,
       sentence = CASE WHEN ${again} THEN 'nobody knows whether it arrived: it is sent once more'
         WHEN o.state = 'sending' THEN 'sent, but the platform never said whether it arrived'
         WHEN o.deadline <= clock_timestamp() THEN 'could not be said in time' || COALESCE(': ' || COALESCE(o.sentence, $4::text), '') ELSE 'replies were stopped' END
     FROM show s WHERE s.id = o.show_id AND o.workspace_id = $1 AND o.connection_id = $2 AND (
       (o.state = 'sending' AND o.sending_at < clock_timestamp() - make_interval(secs => $3))
       OR (o.state = 'queued' AND (o.deadline <= clock_timestamp() OR (o.made_by = 'rule' AND (s.replies_stopped OR s.automatic_stopped) AND o.kind NOT IN ${ACTS}))))
     RETURNING o.id, o.show_id, o.about`,
    [workspaceId, connectionId, LEASE_SECONDS, why],
  );
  return rows.map(endedOf);
}

/**
 * What is due, oldest first, and what time it is by the database's clock. One person's replies leave in order: what
 * follows one that is on its way or is tried again later waits for it.
 */
export async function readDue(
  tx: Tx,
  workspaceId: string,
  connectionId: string,
  limit: number,
): Promise<{ nowMs: number; due: Due[] }> {
  const { rows } = await tx.query<Omit<Due, 'seq'> & { seq: string | null; nowMs: number }>(
    `WITH held AS MATERIALIZED (
       SELECT author_id, created_at, id FROM outbox WHERE workspace_id = $1 AND connection_id = $2 AND made_by = 'rule' AND author_id IS NOT NULL
         AND (state = 'sending' OR (state = 'queued' AND next_at > clock_timestamp())))
     SELECT o.id, o.show_id AS "showId", s.kind AS "showKind", o.broadcast_id AS "broadcastId",
       s.state = 'ended' OR COALESCE(b.state = 'ended', true) AS "broadcastEnded", COALESCE(b.platform, '') AS platform, COALESCE(c.checkout, 'own') AS checkout, COALESCE(NULLIF(c.language, ''), w.language) AS language, o.kind, o.about, o.seq, o.author_id AS "authorId", o.text, o.short_text AS "shortText", o.target,
       o.made_by <> 'rule' AS "byPerson", o.attempts, o.value_minor::text AS "valueMinor", (extract(epoch FROM o.deadline) * 1000)::float8 AS "deadlineMs",
       (extract(epoch FROM o.created_at) * 1000)::float8 AS "createdMs", (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS "nowMs",
       CASE WHEN o.kind IN ${ACTS} THEN EXISTS (SELECT 1 FROM outbox x WHERE x.workspace_id = $1 AND x.show_id = o.show_id AND x.broadcast_id = o.broadcast_id
         AND CASE WHEN o.kind IN ('ban', 'unban') THEN x.kind IN ('ban', 'unban') AND x.author_id = o.author_id
           ELSE x.kind IN ('remove', 'hide') AND x.target->>'messageId' = o.target->>'messageId' END
         AND x.state <> 'superseded' AND (x.created_at, x.id) > (o.created_at, o.id)) ELSE false END AS overtaken,
       CASE WHEN o.kind = 'unban' THEN (SELECT jsonb_build_object('way', x.target->>'way', 'messageId', x.target->>'messageId') FROM outbox x
         WHERE x.workspace_id = $1 AND x.show_id = o.show_id AND x.broadcast_id = o.broadcast_id AND x.author_id = o.author_id AND x.kind = 'ban' AND x.state = 'sent'
         ORDER BY x.created_at DESC LIMIT 1) END AS undoes
     FROM outbox o JOIN show s ON s.id = o.show_id JOIN workspace w ON w.id = o.workspace_id
       LEFT JOIN broadcast b ON b.id = o.broadcast_id LEFT JOIN connection c ON c.id = o.connection_id
     WHERE o.workspace_id = $1 AND o.connection_id = $2 AND o.state = 'queued' AND (o.next_at <= clock_timestamp() OR b.state = 'ended' OR s.state = 'ended')
       AND (o.made_by <> 'rule' OR NOT EXISTS (SELECT 1 FROM held h WHERE h.author_id = o.author_id AND (h.created_at, h.id) < (o.created_at, o.id)))
     ORDER BY o.created_at, o.id LIMIT $3`,
    [workspaceId, connectionId, limit],
  );
  return {
    nowMs: rows[0]?.nowMs ?? 0,
    due: rows.map(({ nowMs: _now, seq, ...row }) => ({ ...row, seq: seq === null ? null : Number(seq) }) as Due),
  };
}

/** By the clock that every pause and deadline is measured with. */
export async function databaseNow(tx: Tx): Promise<number> {
  const { rows } = await tx.query<{ ms: number }>(
    'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms',
  );
  return rows[0]?.ms ?? 0;
}

/** What must be known of rows before they are said privately. */
export async function readPrivate(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<Map<string, Private>> {
  if (ids.length === 0) return new Map();
  const { rows } = await tx.query<Private & { id: string }>(
    `SELECT o.id, a.author_key AS "authorKey",
       EXISTS (SELECT 1 FROM outbox x WHERE x.workspace_id = $1 AND x.show_id = o.show_id AND x.seq = o.seq AND x.id <> o.id AND x.connection_id = o.connection_id
         AND x.state IN ('sending', 'sent', 'unknown') AND x.target->>'way' = 'private-reply' AND COALESCE(x.target->>'used' = COALESCE(x.target->>'messageId', x.target->>'toMessageId'), true))
       OR EXISTS (SELECT 1 FROM outbox x WHERE x.author_id = o.author_id AND x.target ? 'used' AND x.workspace_id = $1 AND x.id <> o.id
         AND x.state IN ('sending', 'sent', 'unknown') AND x.target->>'used' = COALESCE(o.target->>'messageId', o.target->>'toMessageId')) AS told,
       (SELECT x.target->>'toMessageId' FROM outbox x WHERE x.author_id = o.author_id AND x.target ? 'used' AND x.workspace_id = $1 AND x.show_id = o.show_id AND x.connection_id = o.connection_id
         AND x.target->>'toMessageId' <> x.target->>'used' AND NOT EXISTS (SELECT 1 FROM outbox y WHERE y.author_id = o.author_id AND y.target ? 'used' AND y.workspace_id = $1
           AND y.target->>'used' = x.target->>'toMessageId') ORDER BY x.created_at DESC LIMIT 1) AS spare,
       (SELECT (extract(epoch FROM max(x.sending_at)) * 1000)::float8 FROM outbox x WHERE x.author_id = o.author_id AND x.target ? 'used' AND x.workspace_id = $1
         AND x.show_id = o.show_id AND x.state IN ('sending', 'sent', 'unknown')) AS "toldMs",
       (SELECT (extract(epoch FROM max(e.received_at)) * 1000)::float8 FROM record.event e WHERE e.workspace_id = $1 AND e.author_id = o.author_id
         AND e.kind = 'direct' AND e.day >= (clock_timestamp() AT TIME ZONE 'UTC')::date - 2) AS "wroteMs",
       EXISTS (SELECT 1 FROM claim p WHERE p.show_id = o.show_id AND p.author_id = o.author_id AND p.workspace_id = $1 AND p.seq = o.seq AND p.state = 'pending' AND NOT p.held)
       OR EXISTS (SELECT 1 FROM outbox x WHERE x.workspace_id = $1 AND x.show_id = o.show_id AND x.seq = o.seq AND x.connection_id = o.connection_id
         AND x.state = 'queued' AND x.kind IN ('reply', 'private-reply') AND x.id <> ALL($2)) AS "moreToCome",
       (SELECT (extract(epoch FROM min(e.spoken_at)) * 1000)::float8 FROM record.event e WHERE e.workspace_id = $1 AND e.show_id = o.show_id AND e.seq = o.seq) AS "spokenMs"
     FROM outbox o LEFT JOIN author a ON a.id = o.author_id AND a.workspace_id = o.workspace_id
     WHERE o.workspace_id = $1 AND o.id = ANY($2)`,
    [workspaceId, ids],
  );
  return new Map(rows.map(({ id, ...known }) => [id, known]));
}

/** Marks rows as on their way under one attempt; only who still holds that attempt may write the outcome. Returns how many were still queued. */
export async function markSending(
  tx: Tx,
  workspaceId: string,
  ids: readonly string[],
  attempt: string,
  text: string,
  said: { wording: string | null; way: ActionKind | 'screen'; used?: string | null },
): Promise<number> {
  const marked = await tx.query(
    `UPDATE outbox SET state = 'sending', attempt_id = $3, attempts = attempts + 1, sending_at = clock_timestamp(), sent_text = $4, sentence = NULL, error_code = NULL,
       target = target || jsonb_strip_nulls(jsonb_build_object('said', $5::text, 'way', $6::text, 'used', $7::text)), version = version + 1
     WHERE workspace_id = $1 AND id = ANY($2) AND state = 'queued'`,
    [workspaceId, ids, attempt, text, said.wording, said.way, said.used ?? null],
  );
  return marked.rowCount ?? 0;
}

export type SendState = 'sent' | 'failed' | 'unknown' | 'unreachable' | 'expired' | 'queued';

export interface SendOutcome {
  state: SendState;
  code: string | null;
  sentence: string | null;
  platformId: string | null;
  /** For 'queued': not before this many milliseconds from now. */
  againInMs: number;
  /** It was refused privately, and goes in public. */
  openly?: true;
}

/** Writes what came of an attempt, if it is still the attempt that counts. */
export async function writeOutcome(
  tx: Tx,
  workspaceId: string,
  ids: readonly string[],
  attempt: string,
  outcome: SendOutcome,
): Promise<Ended[]> {
  locking(tx, 'outbox');
  const { rows } = await tx.query<EndedRow>(
    `UPDATE outbox SET state = $4::text, error_code = $5, sentence = $6, platform_id = $7, attempt_id = NULL, version = version + 1,
       target = CASE WHEN $9::boolean THEN target - 'way' - 'used' || '{"noPrivate": true}' ELSE target END,
       sent_at = CASE WHEN $4::text = 'sent' THEN clock_timestamp() ELSE sent_at END,
       next_at = CASE WHEN $4::text = 'queued' THEN clock_timestamp() + make_interval(secs => $8::double precision / 1000) ELSE next_at END
     WHERE workspace_id = $1 AND id = ANY($2) AND attempt_id = $3 AND state = 'sending' RETURNING id, show_id, about`,
    [
      workspaceId,
      ids,
      attempt,
      outcome.state,
      outcome.code,
      outcome.sentence,
      outcome.platformId,
      outcome.againInMs,
      outcome.openly === true,
    ],
  );
  return rows.map(endedOf);
}

/** Rows that end without having been asked for: no way leads there, or it is too late. Each says why. */
export async function markEnded(
  tx: Tx,
  workspaceId: string,
  rows: readonly { id: string; state: 'unreachable' | 'expired' | 'superseded'; sentence: string }[],
): Promise<Ended[]> {
  if (rows.length === 0) return [];
  const done = await tx.query<EndedRow>(
    `UPDATE outbox o SET state = u.state, sentence = u.sentence, error_code = u.state, version = o.version + 1
     FROM unnest($2::text[], $3::text[], $4::text[]) AS u(id, state, sentence) WHERE o.id = u.id AND o.workspace_id = $1 AND o.state = 'queued'
     RETURNING o.id, o.show_id, o.about`,
    [workspaceId, rows.map((row) => row.id), rows.map((row) => row.state), rows.map((row) => row.sentence)],
  );
  return done.rows.map(endedOf);
}

/** Connections with something to say or to clear up. Over all workspaces: the hub's own clockwork. */
export async function lateSends(db: Tx, limit: number): Promise<LaneRef[]> {
  const { rows } = await db.query<{ connection_id: string; workspace_id: string; rehearsal: string | null }>(
    `SELECT DISTINCT o.connection_id, o.workspace_id, c.rehearsal_show_id AS rehearsal FROM outbox o JOIN connection c ON c.id = o.connection_id
     WHERE o.state IN ('queued', 'sending') AND ((o.state = 'queued' AND (o.next_at <= clock_timestamp() OR o.deadline <= clock_timestamp()
         OR EXISTS (SELECT 1 FROM broadcast b WHERE b.id = o.broadcast_id AND b.state = 'ended')))
       OR (o.state = 'sending' AND o.sending_at < clock_timestamp() - make_interval(secs => $2))) LIMIT $1`,
    [limit, LEASE_SECONDS],
  );
  return rows.map((row) => sendLane(row.connection_id, row.workspace_id, row.rehearsal));
}

/** Hands rows over to the screen, each with the reason; see channels.ts. */
export async function handToScreen(
  tx: Tx,
  workspaceId: string,
  rows: readonly { id: string; why: string; text: string }[],
): Promise<Ended[]> {
  if (rows.length === 0) return [];
  const done = await tx.query<EndedRow>(
    `UPDATE outbox o SET kind = 'screen', sentence = u.why, text = u.text, version = o.version + 1,
       target = o.target || jsonb_build_object('was', o.kind, 'whyScreen', u.why)
     FROM unnest($2::text[], $3::text[], $4::text[]) AS u(id, why, text) WHERE o.id = u.id AND o.workspace_id = $1 AND o.state = 'queued' AND o.kind <> 'screen'
     RETURNING o.id, o.show_id, o.about`,
    [workspaceId, rows.map((row) => row.id), rows.map((row) => row.why), rows.map((row) => row.text)],
  );
  return done.rows.map(endedOf);
}

/** What is ordered for the screen alone says how many are left when it is about to be drawn: until then it is not due there. */
export async function wordForScreen(
  tx: Tx,
  workspaceId: string,
  rows: readonly { id: string; text: string }[],
): Promise<Ended[]> {
  if (rows.length === 0) return [];
  const done = await tx.query<EndedRow>(
    `UPDATE outbox o SET text = u.text, target = o.target - 'stockOf' - 'toAll', version = o.version + 1 FROM unnest($2::text[], $3::text[]) AS u(id, text)
     WHERE o.id = u.id AND o.workspace_id = $1 AND o.state = 'queued' AND o.kind = 'screen' RETURNING o.id, o.show_id, o.about`,
    [workspaceId, rows.map((row) => row.id), rows.map((row) => row.text)],
  );
  return done.rows.map(endedOf);
}

/** Takes back what was handed over: no page is open any more. */
export async function takeFromScreen(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<Ended[]> {
  if (ids.length === 0) return [];
  const done = await tx.query<EndedRow>(
    `UPDATE outbox o SET kind = o.target->>'was', sentence = NULL, target = o.target - 'was' - 'whyScreen', version = o.version + 1
     WHERE o.workspace_id = $1 AND o.id = ANY($2) AND o.state = 'queued' AND o.kind = 'screen' AND o.target ? 'was'
     RETURNING o.id, o.show_id, o.about`,
    [workspaceId, ids],
  );
  return done.rows.map(endedOf);
}
