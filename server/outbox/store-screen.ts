import { locking } from '../db/lock-order.ts';
import type { Tx } from '../db/transaction.ts';
import type { ScreenLine } from './channels.ts';
import type { Ended } from './store-send.ts';

/** One row that is owed on the screen, or stands there now. */
export interface ScreenRow {
  id: string;
  about: string;
  platform: string;
  /** What is drawn of it; null: a person's own words. */
  screen: ScreenLine | null;
  handle: string;
  text: string;
  byPerson: boolean;
  /** When its author wrote; null where it answers nobody. */
  spokenMs: number | null;
}

/** A row that some process draws now. */
export interface DrawnRow extends ScreenRow {
  attempt: string;
  /** For so long, by the database's clock. */
  ageMs: number;
}

const ROW = `o.id, o.about, COALESCE(c.platform, '') AS platform, o.target->'screen' AS screen, COALESCE(o.target->>'toHandle', '') AS handle, o.text,
  o.made_by <> 'rule' AS "byPerson", CASE WHEN o.author_id IS NULL THEN NULL ELSE
    (extract(epoch FROM COALESCE((SELECT l.spoken_at FROM claim l WHERE l.id = o.claim_id AND l.workspace_id = o.workspace_id), o.created_at)) * 1000)::float8 END AS "spokenMs"`;

/** Is there anything to draw, or being drawn? Asked four times a second of every show that is looked at. */
export async function owesScreen(db: Tx, workspaceId: string, showId: string): Promise<boolean> {
  const { rows } = await db.query<{ owes: boolean }>(
    `SELECT EXISTS (SELECT FROM outbox o WHERE o.show_id = $2 AND o.workspace_id = $1 AND o.kind = 'screen' AND o.state IN ('queued', 'sending')) AS owes`,
    [workspaceId, showId],
  );
  return rows[0]?.owes === true;
}

/**
 * What is due on the screen: a person's answer first, then what ends soon, then what is worth most. What must not be said
 * any more (its deadline is over, replies are stopped) is the send lane's to end. A person's replies keep their order.
 */
export async function readScreenDue(
  tx: Tx,
  workspaceId: string,
  showId: string,
  platforms: readonly string[] | null,
  limit: number,
): Promise<ScreenRow[]> {
  const { rows } = await tx.query<ScreenRow>(
    `SELECT ${ROW} FROM outbox o JOIN show s ON s.id = o.show_id LEFT JOIN connection c ON c.id = o.connection_id
     WHERE o.workspace_id = $1 AND o.show_id = $2 AND o.kind = 'screen' AND o.state = 'queued' AND o.next_at <= clock_timestamp()
       AND (o.deadline IS NULL OR o.deadline > clock_timestamp()) AND s.state = 'on_air'
       AND (o.target ? 'was' OR NOT (o.target ? 'stockOf' OR o.target ? 'toAll'))
       AND (o.made_by <> 'rule' OR NOT (s.replies_stopped OR s.automatic_stopped)) AND ($3::text[] IS NULL OR c.platform = ANY($3))
     ORDER BY (o.made_by = 'rule'), (o.deadline IS NULL OR o.deadline > clock_timestamp() + interval '30 seconds'), o.value_minor DESC, o.created_at, o.id LIMIT $4`,
    [workspaceId, showId, platforms, limit],
  );
  return rows;
}

export async function readDrawn(tx: Tx, workspaceId: string, showId: string): Promise<DrawnRow[]> {
  const { rows } = await tx.query<DrawnRow>(
    `SELECT ${ROW}, o.attempt_id AS attempt, (extract(epoch FROM clock_timestamp() - o.sending_at) * 1000)::float8 AS "ageMs"
     FROM outbox o LEFT JOIN connection c ON c.id = o.connection_id
     WHERE o.workspace_id = $1 AND o.show_id = $2 AND o.kind = 'screen' AND o.state = 'sending' AND o.attempt_id IS NOT NULL LIMIT 500`,
    [workspaceId, showId],
  );
  return rows;
}

/** Marks rows as on the screen under one attempt; only who still holds that attempt may write the outcome. Returns those that were still queued. */
export async function markDrawn(
  tx: Tx,
  workspaceId: string,
  lines: readonly { id: string; text: string }[],
  attempt: string,
): Promise<Ended[]> {
  if (lines.length === 0) return [];
  locking(tx, 'outbox');
  const { rows } = await tx.query<{ id: string; show_id: string; about: string }>(
    `UPDATE outbox o SET state = 'sending', attempt_id = $4, attempts = attempts + 1, sending_at = clock_timestamp(), sent_text = u.text, sentence = NULL,
       error_code = NULL, target = target || '{"way":"screen"}'::jsonb, version = version + 1
     FROM unnest($2::text[], $3::text[]) AS u(id, text) WHERE o.id = u.id AND o.workspace_id = $1 AND o.kind = 'screen' AND o.state = 'queued'
     RETURNING o.id, o.show_id, o.about`,
    [workspaceId, lines.map((line) => line.id), lines.map((line) => line.text), attempt],
  );
  return rows.map((row) => ({ id: row.id, showId: row.show_id, about: row.about }));
}

export interface ScreenOutcome {
  id: string;
  attempt: string;
  /** 'sent': it stood there long enough; 'queued': it did not, and is shown again while there is time. */
  state: 'sent' | 'queued';
  sentence: string | null;
}

/** Writes what came of attempts, of those that still count: an old attempt's word is nobody's. */
export async function writeDrawn(tx: Tx, workspaceId: string, outcomes: readonly ScreenOutcome[]): Promise<Ended[]> {
  if (outcomes.length === 0) return [];
  locking(tx, 'outbox');
  const { rows } = await tx.query<{ id: string; show_id: string; about: string }>(
    `UPDATE outbox o SET state = u.state, sentence = u.sentence, attempt_id = NULL, version = version + 1,
       sent_at = CASE WHEN u.state = 'sent' THEN clock_timestamp() ELSE sent_at END, next_at = CASE WHEN u.state = 'queued' THEN clock_timestamp() ELSE next_at END
     FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS u(id, attempt, state, sentence)
     WHERE o.id = u.id AND o.workspace_id = $1 AND o.attempt_id = u.attempt AND o.kind = 'screen' AND o.state = 'sending' RETURNING o.id, o.show_id, o.about`,
    [
      workspaceId,
      outcomes.map((one) => one.id),
      outcomes.map((one) => one.attempt),
      outcomes.map((one) => one.state),
      outcomes.map((one) => one.sentence),
    ],
  );
  return rows.map((row) => ({ id: row.id, showId: row.show_id, about: row.about }));
}

/** What a person took off the screen: it is not shown again. */
export async function withholdDrawn(tx: Tx, workspaceId: string, showId: string): Promise<Ended[]> {
  locking(tx, 'outbox');
  const { rows } = await tx.query<{ id: string; show_id: string; about: string }>(
    `UPDATE outbox SET state = 'withheld', sentence = 'taken off the screen by the team', attempt_id = NULL, version = version + 1
     WHERE workspace_id = $1 AND show_id = $2 AND kind = 'screen' AND state = 'sending' RETURNING id, show_id, about`,
    [workspaceId, showId],
  );
  return rows.map((row) => ({ id: row.id, showId: row.show_id, about: row.about }));
}

/** Of these, which have arrived? For lines that another process had the outcome of. */
export async function drawnSent(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await tx.query<{ id: string }>(
    "SELECT id FROM outbox WHERE workspace_id = $1 AND id = ANY($2) AND state = 'sent'",
    [workspaceId, ids],
  );
  return new Set(rows.map((row) => row.id));
}

/** Reservations that were told another way after a feed number: drawn where there is room, and owed to nobody. */
export async function readToldElsewhere(
  db: Tx,
  workspaceId: string,
  showId: string,
  afterN: number | null,
): Promise<{ n: number; rows: ScreenRow[] }> {
  const newest = await db.query<{ n: string | null }>(
    'SELECT last_n AS n FROM feed_counter WHERE workspace_id = $1 AND show_id = $2',
    [workspaceId, showId],
  );
  const n = Number(newest.rows[0]?.n ?? 0);
  // Who looks for the first time draws nothing of before.
  if (afterN === null || afterN >= n) return { n, rows: [] };
  const { rows } = await db.query<ScreenRow>(
    `SELECT DISTINCT ON (o.id) ${ROW} FROM feed_change f JOIN outbox o ON o.id = f.entity LEFT JOIN connection c ON c.id = o.connection_id
     WHERE f.show_id = $2 AND f.workspace_id = $1 AND f.n > $3 AND f.n <= $4 AND f.topic = 'reply' AND o.workspace_id = $1 AND o.kind <> 'screen'
       AND o.state = 'sent' AND o.about = 'reserved' AND o.made_by = 'rule' AND o.target ? 'screen' AND o.sent_at > clock_timestamp() - interval '8 seconds' LIMIT 24`,
    [workspaceId, showId, Math.max(afterN, n - 2_000), n],
  );
  return { n, rows };
}

export interface ScreenSums {
  waiting: number;
  drawing: number;
}

/** How the screen stands, for a person. */
export async function screenSums(db: Tx, workspaceId: string, showId: string): Promise<ScreenSums> {
  const { rows } = await db.query<ScreenSums>(
    `SELECT count(*) FILTER (WHERE state = 'queued')::int AS waiting, count(*) FILTER (WHERE state = 'sending')::int AS drawing
     FROM outbox WHERE workspace_id = $1 AND show_id = $2 AND kind = 'screen' AND state IN ('queued', 'sending')`,
    [workspaceId, showId],
  );
  return rows[0] ?? { waiting: 0, drawing: 0 };
}
