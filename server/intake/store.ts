import type pg from 'pg';
import { locking } from '../db/lock-order.ts';
import type { Tx } from '../db/transaction.ts';
import type { AuthorRow } from './authors.ts';

/** One row of the record as it is written. Times are milliseconds since 1970. */
export interface EventRow {
  /** null: staff or hub. */
  source: { broadcastId: string; connectionId: string; platform: string } | null;
  kind: string;
  platformId: string | null;
  authorId: string | null;
  text: string | null;
  body: Record<string, unknown> | null;
  spokenAtMs: number;
  spokenBy: string;
  receivedMs: number;
  history: boolean;
  /** Found after a gap. */
  late?: boolean;
}

export interface HappeningKey {
  broadcastId: string;
  key: string;
  /** How a message was heard, where its source both listens and lists. */
  via: 'live' | 'list' | null;
}

export interface NewKeys {
  fresh: { broadcastId: string; key: string }[];
  /** Of each broadcast: messages first heard live, and messages found in the list that were never heard live. */
  heard: { broadcastId: string; live: number; listed: number }[];
}

/** What intake must know of a show; null when it is not there (any more). */
export async function findShow(
  pool: pg.Pool,
  workspaceId: string,
  showId: string,
): Promise<{ isRehearsal: boolean } | null> {
  const { rows } = await pool.query<{ kind: string }>('SELECT kind FROM show WHERE id = $1 AND workspace_id = $2', [
    showId,
    workspaceId,
  ]);
  return rows[0] === undefined ? null : { isRehearsal: rows[0].kind === 'rehearsal' };
}

/**
 * Locks the show's counter: from here to the commit this is the only append of the show, in all processes, so that
 * numbers are contiguous and commit in order. Returns the last number given.
 */
export async function lockCounter(tx: Tx, workspaceId: string, showId: string): Promise<number> {
  locking(tx, 'show-counter');
  const select = 'SELECT last_seq FROM show_counter WHERE show_id = $1 AND workspace_id = $2 FOR UPDATE';
  const found = await tx.query<{ last_seq: string }>(select, [showId, workspaceId]);
  if (found.rows[0] !== undefined) return Number(found.rows[0].last_seq);
  await tx.query('INSERT INTO show_counter (show_id, workspace_id) VALUES ($1, $2) ON CONFLICT (show_id) DO NOTHING', [
    showId,
    workspaceId,
  ]);
  const made = await tx.query<{ last_seq: string }>(select, [showId, workspaceId]);
  return Number(made.rows[0]?.last_seq ?? 0);
}

/** Claims the keys and returns those that had not been there: what is left out was delivered before. */
export async function claimKeys(
  tx: Tx,
  workspaceId: string,
  showId: string,
  keys: readonly HappeningKey[],
): Promise<NewKeys> {
  if (keys.some((key) => key.via !== null)) return claimHeard(tx, workspaceId, showId, keys);
  const { rows } = await tx.query<{ broadcast_id: string; key: string }>(
    `INSERT INTO record.event_key (workspace_id, broadcast_id, key, show_id)
     SELECT $1, u.broadcast_id, u.key, $2 FROM unnest($3::text[], $4::text[]) AS u(broadcast_id, key)
     ON CONFLICT (broadcast_id, key) DO NOTHING RETURNING broadcast_id, key`,
    [workspaceId, showId, keys.map((key) => key.broadcastId), keys.map((key) => key.key)],
  );
  return { fresh: rows.map((row) => ({ broadcastId: row.broadcast_id, key: row.key })), heard: [] };
}

/**
 * The same, and counts how each new message was heard. What is found in the list leaves a mark beside its key, which
 * goes when the message is heard live after all: the list may only have been quicker. What keeps its mark was recovered.
 */
async function claimHeard(
  tx: Tx,
  workspaceId: string,
  showId: string,
  keys: readonly HappeningKey[],
): Promise<NewKeys> {
  const { rows } = await tx.query<{ broadcast_id: string; key: string | null; live: number; listed: number }>(
    `WITH given AS (SELECT * FROM unnest($3::text[], $4::text[], $5::text[]) AS u(broadcast_id, key, via)),
     fresh AS (
       INSERT INTO record.event_key (workspace_id, broadcast_id, key, show_id)
       SELECT $1, broadcast_id, key, $2 FROM given ON CONFLICT (broadcast_id, key) DO NOTHING RETURNING broadcast_id, key),
     marked AS (
       INSERT INTO record.event_key (workspace_id, broadcast_id, key, show_id)
       SELECT $1, g.broadcast_id, 'list:' || g.key, $2 FROM given g JOIN fresh USING (broadcast_id, key) WHERE g.via = 'list'
       ON CONFLICT (broadcast_id, key) DO NOTHING),
     heard AS (
       DELETE FROM record.event_key k USING given g
       WHERE g.via = 'live' AND k.workspace_id = $1 AND k.broadcast_id = g.broadcast_id AND k.key = 'list:' || g.key RETURNING k.broadcast_id)
     SELECT f.broadcast_id, f.key, (g.via IS NOT DISTINCT FROM 'live')::int AS live, (g.via IS NOT DISTINCT FROM 'list')::int AS listed
       FROM fresh f JOIN given g USING (broadcast_id, key)
     UNION ALL SELECT broadcast_id, NULL, 1, -1 FROM heard`,
    [workspaceId, showId, keys.map((key) => key.broadcastId), keys.map((key) => key.key), keys.map((key) => key.via)],
  );
  const heard = [...Map.groupBy(rows, (row) => row.broadcast_id)].map(([broadcastId, of]) => ({
    broadcastId,
    live: of.reduce((sum, row) => sum + row.live, 0),
    listed: of.reduce((sum, row) => sum + row.listed, 0),
  }));
  return {
    fresh: rows.flatMap((row) => (row.key === null ? [] : { broadcastId: row.broadcast_id, key: row.key })),
    heard,
  };
}

/** Writes rows numbered from `lastSeq + 1` and moves the counter. What a source's rows have in common is sent once. */
export async function writeEvents(
  tx: Tx,
  workspaceId: string,
  showId: string,
  lastSeq: number,
  rows: readonly EventRow[],
): Promise<void> {
  const sources = [...new Set(rows.flatMap((row) => row.source ?? []))];
  const indexOf = new Map(sources.map((source, index) => [source, index + 1]));
  await tx.query(
    `WITH counter AS (UPDATE show_counter SET last_seq = $3::bigint + cardinality($4::text[]) WHERE show_id = $1 AND workspace_id = $2),
     given AS (
       SELECT $3::bigint + u.ord AS seq, (to_timestamp(u.received / 1000) AT TIME ZONE 'UTC')::date AS day, u.*
       FROM unnest($4::text[], $5::integer[], $6::text[], $7::text[], $8::text[], $9::text[], $10::float8[], $11::text[], $12::float8[], $13::boolean[], $17::boolean[])
         WITH ORDINALITY AS u(kind, source, platform_id, author_id, text, body, spoken, spoken_by, received, history, late, ord)),
     texts AS (
       INSERT INTO record.event_text (show_id, seq, day, workspace_id, text)
       SELECT $1, seq, day, $2, text FROM given WHERE text IS NOT NULL)
     INSERT INTO record.event (show_id, seq, day, workspace_id, broadcast_id, connection_id, platform, kind, platform_id, author_id,
       spoken_at, spoken_by, received_at, history, late, body)
     SELECT $1, seq, day, $2, ($14::text[])[source], ($15::text[])[source], ($16::text[])[source], kind, platform_id, author_id,
       to_timestamp(spoken / 1000), spoken_by, to_timestamp(received / 1000), history, late, body::jsonb
     FROM given`,
    [
      showId,
      workspaceId,
      lastSeq,
      rows.map((row) => row.kind),
      rows.map((row) => (row.source === null ? null : (indexOf.get(row.source) ?? null))),
      rows.map((row) => row.platformId),
      rows.map((row) => row.authorId),
      rows.map((row) => row.text),
      rows.map((row) => (row.body === null ? null : JSON.stringify(row.body))),
      rows.map((row) => row.spokenAtMs),
      rows.map((row) => row.spokenBy),
      rows.map((row) => row.receivedMs),
      rows.map((row) => row.history),
      sources.map((source) => source.broadcastId),
      sources.map((source) => source.connectionId),
      sources.map((source) => source.platform),
      rows.map((row) => row.late ?? false),
    ],
  );
}

/** Writes authors that are new or have changed; in id order, or two appends deadlock. */
export async function writeAuthors(
  tx: Tx,
  workspaceId: string,
  rehearsalShowId: string | null,
  authors: readonly AuthorRow[],
): Promise<void> {
  if (authors.length === 0) return;
  await tx.query(
    `INSERT INTO author (id, workspace_id, platform, author_key, handle, name, avatar_url, badges, rehearsal_show_id)
     SELECT u.id, $1, u.platform, u.author_key, u.handle, u.name, u.avatar_url, string_to_array(u.badges, ','), $2
     FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
       AS u(id, platform, author_key, handle, name, avatar_url, badges)
     ON CONFLICT (id) DO UPDATE SET handle = EXCLUDED.handle, name = EXCLUDED.name, avatar_url = EXCLUDED.avatar_url, badges = EXCLUDED.badges`,
    [
      workspaceId,
      rehearsalShowId,
      authors.map((author) => author.id),
      authors.map((author) => author.platform),
      authors.map((author) => author.key),
      authors.map((author) => author.handle),
      authors.map((author) => author.name),
      authors.map((author) => author.avatarUrl),
      authors.map((author) => author.badges.join()),
    ],
  );
}

export interface SourceProgress {
  broadcastId: string;
  /** null: stays where it is. */
  cursor: string | null;
  duplicates: number;
  heardLive: number;
  recovered: number;
  /** null: not fenced. */
  fence: number | null;
}

/** Late happenings that were new, by the gap they were found for. */
export interface Repaired {
  gapId: string;
  count: number;
}

/** Another process holds these broadcasts now: nothing of theirs may be written here any more. */
export class Fenced extends Error {
  readonly broadcastIds: ReadonlySet<string>;
  constructor(broadcastIds: ReadonlySet<string>) {
    super('another process holds this connection now');
    this.name = 'Fenced';
    this.broadcastIds = broadcastIds;
  }
}

/**
 * Where each source resumes after this append and what it counted, in the same transaction as what it delivered.
 * Throws `Fenced` when a source's holder has been followed by another.
 */
export async function saveProgress(
  tx: Tx,
  workspaceId: string,
  progress: readonly SourceProgress[],
  repaired: readonly Repaired[],
): Promise<void> {
  const column = <K extends keyof SourceProgress>(key: K) => progress.map((one) => one[key]);
  const { rows } = await tx.query<{ id: string }>(
    `WITH found AS (
       UPDATE gap g SET repaired = COALESCE(g.repaired, 0) + r.count, version = g.version + 1
       FROM unnest($8::text[], $9::integer[]) AS r(id, count) WHERE g.id = r.id AND g.workspace_id = $1)
     UPDATE broadcast b SET cursor = COALESCE(u.cursor, b.cursor), duplicates = b.duplicates + u.duplicates,
       heard_live = b.heard_live + u.heard_live, recovered = GREATEST(0, b.recovered + u.recovered)
     FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])
       AS u(id, cursor, duplicates, heard_live, recovered, fence)
     WHERE b.id = u.id AND b.workspace_id = $1 AND (u.fence IS NULL OR b.fence = u.fence) RETURNING b.id`,
    [
      workspaceId,
      column('broadcastId'),
      column('cursor'),
      column('duplicates'),
      column('heardLive'),
      column('recovered'),
      column('fence'),
      repaired.map((one) => one.gapId),
      repaired.map((one) => one.count),
    ],
  );
  const written = new Set(rows.map((row) => row.id));
  const refused = progress.filter((one) => one.fence !== null && !written.has(one.broadcastId));
  if (refused.length > 0) throw new Fenced(new Set(refused.map((one) => one.broadcastId)));
}

/** The day of receipt has no partition yet: the hub has run longer than they were made ahead. */
export async function makePartitions(pool: pg.Pool): Promise<void> {
  await pool.query(`SELECT record.make_partitions((clock_timestamp() AT TIME ZONE 'UTC')::date - 1, 16)`);
}
