import { locking } from '../db/lock-order.ts';
import type { Tx } from '../db/transaction.ts';

export interface ShowRow {
  id: string;
  slug: string;
  title: string;
  kind: 'live' | 'rehearsal';
  state: 'draft' | 'on_air' | 'ended';
  repliesStopped: boolean;
  claimsStopped: boolean;
  automaticStopped: boolean;
  showingProductId: string | null;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  platforms: string[];
  /** What viewers write to take something, beside what everybody writes; of a draft without its own, those of coming shows. */
  claimWords: string[];
  version: number;
}

/** Of a show that has not begun and has none of its own, those of coming shows. */
const CLAIM_WORDS = `coalesce(s.settings->'claimWords', CASE WHEN s.state = 'draft' THEN (SELECT value FROM workspace_setting ws
  WHERE ws.workspace_id = s.workspace_id AND ws.key = 'claim-words') END, '[]'::jsonb)`;

const SHOW = `s.id, s.slug, s.title, s.kind, s.state, s.replies_stopped AS "repliesStopped", s.claims_stopped AS "claimsStopped",
  s.automatic_stopped AS "automaticStopped", s.showing_product_id AS "showingProductId", s.created_at AS "createdAt",
  s.started_at AS "startedAt", s.ended_at AS "endedAt", s.version, ${CLAIM_WORDS} AS "claimWords",
  ARRAY(SELECT DISTINCT b.platform FROM broadcast b WHERE b.show_id = s.id AND b.workspace_id = s.workspace_id ORDER BY 1) AS platforms`;

export async function findShow(db: Tx, workspaceId: string, showId: string): Promise<ShowRow | null> {
  const found = await db.query<ShowRow>(`SELECT ${SHOW} FROM show s WHERE s.workspace_id = $1 AND s.id = $2`, [
    workspaceId,
    showId,
  ]);
  return found.rows[0] ?? null;
}

/**
 * Locks the show, so that two people who start, end or switch it follow one another. NO KEY: rows of the feed and of
 * claims point at it by a foreign key and must not wait, which would turn the lock order round.
 */
export async function lockShow(tx: Tx, workspaceId: string, showId: string): Promise<ShowRow | null> {
  const locked = await tx.query('SELECT FROM show WHERE workspace_id = $1 AND id = $2 FOR NO KEY UPDATE', [
    workspaceId,
    showId,
  ]);
  return locked.rowCount === 0 ? null : findShow(tx, workspaceId, showId);
}

export async function onAirShows(db: Tx, workspaceId: string): Promise<Pick<ShowRow, 'id' | 'kind'>[]> {
  const found = await db.query<Pick<ShowRow, 'id' | 'kind'>>(
    "SELECT id, kind FROM show WHERE workspace_id = $1 AND state = 'on_air' ORDER BY id",
    [workspaceId],
  );
  return found.rows;
}

export interface NewShow {
  id: string;
  slug: string;
  title: string;
  kind: 'live' | 'rehearsal';
  seed: string;
}

/** False: the slug is taken, by whatever workspace. */
export async function insertShow(tx: Tx, workspaceId: string, show: NewShow): Promise<boolean> {
  const made = await tx.query(
    `INSERT INTO show (id, workspace_id, slug, title, kind, seed) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (slug) DO NOTHING`,
    [show.id, workspaceId, show.slug, show.title, show.kind, show.seed],
  );
  return made.rowCount === 1;
}

/** From here on it is decided by the rules and claim words that are in use now; others later are rows of its log. */
export async function markStarted(tx: Tx, workspaceId: string, showId: string): Promise<void> {
  await tx.query(
    `UPDATE show s SET settings = jsonb_set(s.settings, '{claimWords}', ${CLAIM_WORDS}), state = 'on_air', started_at = coalesce(started_at, clock_timestamp()), version = version + 1,
       rule_version = coalesce(rule_version, (SELECT (value->>'version')::integer FROM workspace_setting WHERE workspace_id = $1 AND key = 'rules'))
     WHERE workspace_id = $1 AND id = $2`,
    [workspaceId, showId],
  );
}

/**
 * The show and its broadcasts. The log's counter is locked first, as an append does it: an append that updates the same
 * broadcasts must come before or after, never in between.
 */
export async function markEnded(tx: Tx, workspaceId: string, showId: string): Promise<void> {
  locking(tx, 'show-counter');
  await tx.query('SELECT FROM show_counter WHERE show_id = $1 AND workspace_id = $2 FOR UPDATE', [showId, workspaceId]);
  await tx.query(
    "UPDATE show SET state = 'ended', ended_at = clock_timestamp(), version = version + 1 WHERE workspace_id = $1 AND id = $2",
    [workspaceId, showId],
  );
  await tx.query(
    "UPDATE broadcast SET state = 'ended', ended_at = coalesce(ended_at, clock_timestamp()) WHERE workspace_id = $1 AND show_id = $2",
    [workspaceId, showId],
  );
}

export async function setShowing(tx: Tx, workspaceId: string, showId: string, productId: string | null): Promise<void> {
  await tx.query('UPDATE show SET showing_product_id = $3, version = version + 1 WHERE workspace_id = $1 AND id = $2', [
    workspaceId,
    showId,
    productId,
  ]);
}

export type Stop = 'replies' | 'claims' | 'automatic';
const STOP_COLUMN = { replies: 'replies_stopped', claims: 'claims_stopped', automatic: 'automatic_stopped' } as const;

export async function setStop(tx: Tx, workspaceId: string, showId: string, what: Stop, on: boolean): Promise<void> {
  await tx.query(
    `UPDATE show SET ${STOP_COLUMN[what]} = $3, version = version + 1 WHERE workspace_id = $1 AND id = $2`,
    [workspaceId, showId, on],
  );
}

export async function setClaimWords(
  tx: Tx,
  workspaceId: string,
  showId: string,
  words: readonly string[],
): Promise<void> {
  await tx.query(
    `UPDATE show SET settings = jsonb_set(settings, '{claimWords}', $3), version = version + 1 WHERE workspace_id = $1 AND id = $2`,
    [workspaceId, showId, JSON.stringify(words)],
  );
}

/** Of all shows of the workspace that are on air or to come, each once: what its codes should not be. */
export async function claimWordsInUse(db: Tx, workspaceId: string): Promise<string[]> {
  const found = await db.query<{ word: string }>(
    `SELECT DISTINCT word FROM (
       SELECT jsonb_array_elements_text(value) AS word FROM workspace_setting WHERE workspace_id = $1 AND key = 'claim-words'
       UNION ALL SELECT jsonb_array_elements_text(s.settings->'claimWords') FROM show s WHERE s.workspace_id = $1 AND s.state <> 'ended' AND s.settings ? 'claimWords'
     ) AS words ORDER BY word`,
    [workspaceId],
  );
  return found.rows.map((row) => row.word);
}

/** One broadcast for a connection on a show; there already is fine. */
export async function addBroadcast(
  tx: Tx,
  workspaceId: string,
  showId: string,
  broadcast: { id: string; connectionId: string; platform: string },
): Promise<void> {
  await tx.query(
    `INSERT INTO broadcast (id, workspace_id, show_id, connection_id, platform) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (show_id, connection_id) DO UPDATE SET state = 'waiting', ended_at = NULL`,
    [broadcast.id, workspaceId, showId, broadcast.connectionId, broadcast.platform],
  );
}

/** Another show of the workspace, of the same kind of connection, that holds one of these now. */
export async function busyConnections(
  tx: Tx,
  workspaceId: string,
  showId: string,
  connectionIds: readonly string[],
): Promise<string[]> {
  const found = await tx.query<{ name: string }>(
    `SELECT DISTINCT c.name FROM broadcast b JOIN show s ON s.id = b.show_id JOIN connection c ON c.id = b.connection_id
     WHERE b.workspace_id = $1 AND b.connection_id = ANY($2) AND b.show_id <> $3 AND s.state = 'on_air'`,
    [workspaceId, connectionIds, showId],
  );
  return found.rows.map((row) => row.name);
}

/** What a public page needs of a show; only shows that have been on air are public. */
export async function publicShow(
  db: Tx,
  slug: string,
): Promise<(ShowRow & { workspaceId: string; workspaceName: string; language: string }) | null> {
  const found = await db.query<ShowRow & { workspaceId: string; workspaceName: string; language: string }>(
    `SELECT ${SHOW}, s.workspace_id AS "workspaceId", w.name AS "workspaceName", w.language
     FROM show s JOIN workspace w ON w.id = s.workspace_id WHERE s.slug = $1 AND s.state <> 'draft'`,
    [slug],
  );
  return found.rows[0] ?? null;
}
