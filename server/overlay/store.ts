import type { Tx } from '../db/transaction.ts';

/** The newest live show on air of a workspace: what an overlay without a show of its own draws. */
const NEWEST_LIVE = `(SELECT s.id FROM show s WHERE s.workspace_id = o.workspace_id AND s.kind = 'live' AND s.state = 'on_air' ORDER BY s.started_at DESC NULLS LAST, s.id LIMIT 1)`;
const OF_SHOW = `CASE WHEN o.show_id IS NULL THEN ${NEWEST_LIVE} ELSE (SELECT s.id FROM show s WHERE s.id = o.show_id AND s.workspace_id = o.workspace_id AND s.state = 'on_air') END`;

export interface OverlayRow {
  id: string;
  workspaceId: string;
  showId: string | null;
  showTitle: string | null;
  showKind: 'live' | 'rehearsal' | null;
  name: string;
  destinations: string[];
  tokenEnd: string;
  settings: unknown;
  createdAt: Date;
  seenAt: Date | null;
}

const OVERLAY = `o.id, o.workspace_id AS "workspaceId", o.show_id AS "showId", s.title AS "showTitle", s.kind AS "showKind", o.name, o.destinations,
  o.token_end AS "tokenEnd", o.settings, o.created_at AS "createdAt", o.seen_at AS "seenAt"`;

/** Those whose address still works, the newest first. */
export async function listOverlays(db: Tx, workspaceId: string): Promise<OverlayRow[]> {
  const { rows } = await db.query<OverlayRow>(
    `SELECT ${OVERLAY} FROM overlay o LEFT JOIN show s ON s.id = o.show_id AND s.workspace_id = o.workspace_id
     WHERE o.workspace_id = $1 AND o.revoked_at IS NULL ORDER BY o.created_at DESC, o.id LIMIT 200`,
    [workspaceId],
  );
  return rows;
}

export async function findOverlay(db: Tx, workspaceId: string, id: string): Promise<OverlayRow | null> {
  const { rows } = await db.query<OverlayRow>(
    `SELECT ${OVERLAY} FROM overlay o LEFT JOIN show s ON s.id = o.show_id AND s.workspace_id = o.workspace_id
     WHERE o.workspace_id = $1 AND o.id = $2 AND o.revoked_at IS NULL`,
    [workspaceId, id],
  );
  return rows[0] ?? null;
}

export interface NewOverlay {
  id: string;
  showId: string | null;
  name: string;
  destinations: readonly string[];
  tokenHash: string;
  tokenEnd: string;
  settings: unknown;
  madeBy: string | null;
}

export async function addOverlay(tx: Tx, workspaceId: string, overlay: NewOverlay): Promise<void> {
  await tx.query(
    `INSERT INTO overlay (id, workspace_id, show_id, name, destinations, token_hash, token_end, settings, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      overlay.id,
      workspaceId,
      overlay.showId,
      overlay.name,
      overlay.destinations,
      overlay.tokenHash,
      overlay.tokenEnd,
      JSON.stringify(overlay.settings),
      overlay.madeBy,
    ],
  );
}

/** Absent fields stay. False: there is no such overlay here. */
export async function changeOverlay(
  tx: Tx,
  workspaceId: string,
  id: string,
  to: { name?: string | undefined; destinations?: readonly string[] | undefined; settings?: unknown },
): Promise<boolean> {
  const done = await tx.query(
    `UPDATE overlay SET name = COALESCE($3, name), destinations = COALESCE($4::text[], destinations), settings = settings || COALESCE($5::jsonb, '{}'::jsonb)
     WHERE workspace_id = $1 AND id = $2 AND revoked_at IS NULL`,
    [
      workspaceId,
      id,
      to.name ?? null,
      to.destinations ?? null,
      to.settings === undefined ? null : JSON.stringify(to.settings),
    ],
  );
  return done.rowCount === 1;
}

/** A new address in the place of the old one, which ends with this. */
export async function turnToken(
  tx: Tx,
  workspaceId: string,
  id: string,
  token: { hash: string; end: string },
): Promise<boolean> {
  const done = await tx.query(
    'UPDATE overlay SET token_hash = $3, token_end = $4, seen_at = NULL WHERE workspace_id = $1 AND id = $2 AND revoked_at IS NULL',
    [workspaceId, id, token.hash, token.end],
  );
  return done.rowCount === 1;
}

export async function revokeOverlay(tx: Tx, workspaceId: string, id: string): Promise<boolean> {
  const done = await tx.query(
    'UPDATE overlay SET revoked_at = clock_timestamp() WHERE workspace_id = $1 AND id = $2 AND revoked_at IS NULL',
    [workspaceId, id],
  );
  return done.rowCount === 1;
}

/**
 * Whose address this is. A token is random and its own, so it is looked for in all workspaces; one that was revoked is
 * found and not answered, by the same statement as one that never was.
 */
export async function findByToken(
  db: Tx,
  tokenHash: string,
): Promise<{ id: string; workspaceId: string; language: string } | null> {
  const { rows } = await db.query<{ id: string; workspaceId: string; language: string; revoked: boolean }>(
    `SELECT o.id, o.workspace_id AS "workspaceId", w.language, o.revoked_at IS NOT NULL AS revoked FROM overlay o JOIN workspace w ON w.id = o.workspace_id WHERE o.token_hash = $1`,
    [tokenHash],
  );
  const row = rows[0];
  return row === undefined || row.revoked ? null : row;
}

export interface OpenOverlay {
  id: string;
  workspaceId: string;
  tokenHash: string;
  destinations: string[];
  settings: unknown;
  /** What it draws now; null: no show is on air. */
  showId: string | null;
}

/** What open pages need to go on, by the ids of their overlays; those that were revoked are missing. All workspaces: the pages of this process. */
export async function readOpen(db: Tx, ids: readonly string[]): Promise<OpenOverlay[]> {
  const { rows } = await db.query<OpenOverlay>(
    `SELECT o.id, o.workspace_id AS "workspaceId", o.token_hash AS "tokenHash", o.destinations, o.settings, ${OF_SHOW} AS "showId"
     FROM overlay o WHERE o.id = ANY($1) AND o.revoked_at IS NULL`,
    [ids],
  );
  return rows;
}

/** Their pages hold the line and can be seen. All workspaces: the pages of this process. */
export async function touchOverlays(db: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db.query('UPDATE overlay SET seen_at = clock_timestamp() WHERE id = ANY($1) AND revoked_at IS NULL', [ids]);
}

/** Shows that somebody draws lines of now, and over which videos (empty: all). All workspaces: asked for the send lanes. */
export async function readScreens(
  db: Tx,
  withinSeconds: number,
): Promise<{ showId: string; destinations: string[]; ageSeconds: number }[]> {
  const { rows } = await db.query<{ showId: string | null; destinations: string[]; ageSeconds: number }>(
    `SELECT ${OF_SHOW} AS "showId", o.destinations, extract(epoch FROM clock_timestamp() - o.seen_at)::float8 AS "ageSeconds" FROM overlay o
     WHERE o.seen_at > clock_timestamp() - make_interval(secs => $1) AND o.revoked_at IS NULL AND COALESCE((o.settings->>'lines')::int, 1) > 0`,
    [withinSeconds],
  );
  return rows.flatMap(({ showId, ...row }) => (showId === null ? [] : [{ showId, ...row }]));
}

export interface View {
  kind: 'live' | 'rehearsal';
  slug: string;
  language: string;
  product: {
    code: string;
    title: string;
    currency: string;
    /** Of its variants; its own where it has none with another. */
    least: string;
    most: string;
    left: number;
  } | null;
}

/** What is drawn of a show beside its lines. */
export async function readView(db: Tx, workspaceId: string, showId: string): Promise<View | null> {
  const { rows } = await db.query<Omit<View, 'product'> & { [K in keyof NonNullable<View['product']>]: never }>(
    `SELECT s.kind, s.slug, w.language, p.code, p.title, p.currency, COALESCE(v.least, p.price_minor)::text AS least, COALESCE(v.most, p.price_minor)::text AS most, COALESCE(v.left, 0)::int AS "left"
     FROM show s JOIN workspace w ON w.id = s.workspace_id
       LEFT JOIN product p ON p.id = s.showing_product_id AND p.workspace_id = s.workspace_id AND p.archived_at IS NULL
       LEFT JOIN LATERAL (SELECT min(COALESCE(v.price_minor, p.price_minor)) AS least, max(COALESCE(v.price_minor, p.price_minor)) AS most,
           sum(GREATEST(0, k.on_hand - k.reserved - k.sold - k.buffer - k.shortfall)) AS "left"
         FROM variant v LEFT JOIN stock k ON k.variant_id = v.id AND k.workspace_id = $1 AND k.pool = CASE WHEN s.kind = 'rehearsal' THEN s.id ELSE 'main' END
         WHERE v.product_id = p.id AND v.workspace_id = $1 AND v.archived_at IS NULL) v ON p.id IS NOT NULL
     WHERE s.id = $2 AND s.workspace_id = $1 AND s.state = 'on_air'`,
    [workspaceId, showId],
  );
  const row = rows[0];
  if (row === undefined) return null;
  const { kind, slug, language, ...product } = row;
  return { kind, slug, language, product: (product.code as string | null) === null ? null : product };
}

/** The platforms of a show, or (without one) of all the workspace's live connections, with who takes the money there. */
export async function readPlaces(
  db: Tx,
  workspaceId: string,
  showId: string | null,
): Promise<{ platform: string; checkout: 'own' | 'platform' }[]> {
  const { rows } = await db.query<{ platform: string; checkout: 'own' | 'platform' }>(
    `SELECT DISTINCT c.platform, c.checkout FROM connection c WHERE c.workspace_id = $1 AND c.removed_at IS NULL
       AND CASE WHEN $2::text IS NULL THEN c.rehearsal_show_id IS NULL
         ELSE EXISTS (SELECT FROM broadcast b WHERE b.connection_id = c.id AND b.show_id = $2 AND b.workspace_id = $1) END ORDER BY 1, 2`,
    [workspaceId, showId],
  );
  return rows;
}

/** A product to fill a preview with: what was made last; null: there is none yet. */
export async function readSample(db: Tx, workspaceId: string): Promise<View['product']> {
  const { rows } = await db.query<NonNullable<View['product']>>(
    `SELECT p.code, p.title, p.currency, p.price_minor::text AS least, p.price_minor::text AS most, 4 AS "left" FROM product p
     WHERE p.workspace_id = $1 AND p.archived_at IS NULL ORDER BY p.created_at DESC, p.id LIMIT 1`,
    [workspaceId],
  );
  return rows[0] ?? null;
}

/** Platforms of a show some of whose buyers were reached by the screen alone in the last minutes, or by nobody. */
export async function readAlone(db: Tx, workspaceId: string, showId: string): Promise<string[]> {
  const { rows } = await db.query<{ platform: string }>(
    `SELECT DISTINCT c.platform FROM outbox o JOIN connection c ON c.id = o.connection_id AND c.workspace_id = $1
     WHERE o.workspace_id = $1 AND o.show_id = $2 AND o.created_at > clock_timestamp() - interval '10 minutes' AND o.about <> 'pin'
       AND ((o.kind IN ('reply', 'private-reply', 'message') AND o.state = 'unreachable') OR (o.kind = 'screen' AND o.made_by = 'rule' AND o.state IN ('queued', 'unreachable', 'expired'))) ORDER BY 1`,
    [workspaceId, showId],
  );
  return rows.map((row) => row.platform);
}
