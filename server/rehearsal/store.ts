import type pg from 'pg';
import type { ScriptProduct } from './script/script.ts';

type Db = Pick<pg.Pool, 'query'>;

export interface RehearsalRow {
  showId: string;
  workspaceId: string;
  seed: string;
  state: 'draft' | 'on_air' | 'ended';
  broadcasts: { id: string; platform: string }[];
}

const ROW = `s.id AS "showId", s.workspace_id AS "workspaceId", s.seed, s.state,
  coalesce((SELECT jsonb_agg(jsonb_build_object('id', b.id, 'platform', b.platform) ORDER BY b.platform)
              FROM broadcast b WHERE b.show_id = s.id AND b.workspace_id = s.workspace_id), '[]') AS broadcasts`;

/** The rehearsals that are on air, of all workspaces: what a start goes on with. */
export async function rehearsalsOnAir(db: Db): Promise<RehearsalRow[]> {
  const { rows } = await db.query<RehearsalRow>(
    `SELECT ${ROW} FROM show s WHERE s.kind = 'rehearsal' AND s.state = 'on_air' ORDER BY s.workspace_id, s.id LIMIT 100`,
  );
  return rows;
}

export async function rehearsalRow(db: Db, workspaceId: string, showId: string): Promise<RehearsalRow | null> {
  const { rows } = await db.query<RehearsalRow>(
    `SELECT ${ROW} FROM show s WHERE s.workspace_id = $1 AND s.id = $2 AND s.kind = 'rehearsal'`,
    [workspaceId, showId],
  );
  return rows[0] ?? null;
}

export async function rehearsalOnAir(db: Db, workspaceId: string): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT id FROM show WHERE workspace_id = $1 AND kind = 'rehearsal' AND state = 'on_air' ORDER BY started_at DESC LIMIT 1`,
    [workspaceId],
  );
  return rows[0]?.id ?? null;
}

/** The catalog as the script speaks of it, with what the rehearsal's own copy of the stock holds. In the order of codes. */
export async function scriptCatalog(
  db: Db,
  workspaceId: string,
  showId: string,
): Promise<(ScriptProduct & { id: string })[]> {
  const { rows } = await db.query<ScriptProduct & { id: string }>(
    `SELECT p.id, p.code, p.title, p.price_minor AS "priceMinor", p.currency,
            json_agg(json_build_object('options', v.options, 'stock', coalesce(st.on_hand, 0)) ORDER BY v.position, v.id) AS variants
       FROM product p
       JOIN variant v ON v.product_id = p.id AND v.workspace_id = p.workspace_id AND v.archived_at IS NULL
       LEFT JOIN stock st ON st.variant_id = v.id AND st.workspace_id = p.workspace_id AND st.pool = $2
      WHERE p.workspace_id = $1 AND p.archived_at IS NULL
      GROUP BY p.id ORDER BY p.code_key LIMIT 500`,
    [workspaceId, showId],
  );
  return rows;
}

/** What the first start still has to do; it may have been killed half-way. Asked of all workspaces: only an install that is new has none. */
export async function firstStart(db: Db): Promise<{ seed: boolean; rehearse: boolean }> {
  const { rows } = await db.query<{ seed: boolean; rehearse: boolean }>(
    `SELECT NOT EXISTS (SELECT 1 FROM product) AS seed,
            NOT EXISTS (SELECT 1 FROM show) AND NOT EXISTS (SELECT 1 FROM workspace_setting WHERE key = 'begun') AS rehearse`,
  );
  return rows[0] ?? { seed: false, rehearse: false };
}
