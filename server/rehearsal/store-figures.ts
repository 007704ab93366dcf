import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Found } from './figures.ts';
import type { StageJournal } from './stage-protocol.ts';

type Db = Pick<pg.ClientBase, 'query'>;

/** Everything that the journal speaks of and the record holds, and what came of it; counted from the rows alone. */
export async function findFigures(db: Db, workspaceId: string, showId: string, journal: StageJournal): Promise<Found> {
  const of = [workspaceId, showId];
  const claims = await db.query<{ state: string; n: number }>(
    'SELECT state, count(*)::int AS n FROM claim WHERE workspace_id = $1 AND show_id = $2 GROUP BY state',
    of,
  );
  const dropped = await db.query<{ n: number }>(
    'SELECT coalesce(sum(duplicates), 0)::int AS n FROM broadcast WHERE workspace_id = $1 AND show_id = $2',
    of,
  );
  const failed = await db.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM outbox WHERE workspace_id = $1 AND show_id = $2 AND state IN ('failed', 'unknown')`,
    of,
  );
  return {
    stored: await storedIds(db, of, journal),
    duplicatesDropped: dropped.rows[0]?.n ?? 0,
    claims: Object.fromEntries(claims.rows.map(({ state, n }) => [state, n])),
    repliesFailed: failed.rows[0]?.n ?? 0,
    oversold: await oversoldUnits(db, of),
    units: await unitsByVariant(db, of),
    lines: await digestOfLines(db, of, journal),
    ...(await productsMeant(db, of, journal)),
  };
}

/** Claims against what their authors meant, which for one that named no product is what they were seeing. */
async function productsMeant(
  db: Db,
  of: unknown[],
  { published }: StageJournal,
): Promise<Pick<Found, 'wrongProduct' | 'bareSold' | 'bareAsked'>> {
  const claims = published.filter((one) => one.product !== undefined);
  const { rows } = await db.query<{ wrong: number; sold: number; asked: number }>(
    `SELECT (count(*) FILTER (WHERE c.id IS NOT NULL AND p.code <> u.product))::int AS wrong,
            (count(DISTINCT (u.platform, u.id)) FILTER (WHERE u.bare AND c.id IS NOT NULL))::int AS sold,
            (count(DISTINCT (u.platform, u.id)) FILTER (WHERE u.bare AND c.id IS NULL AND r.needs_look))::int AS asked
       FROM unnest($3::text[], $4::text[], $5::text[], $6::boolean[]) AS u(platform, id, product, bare)
       JOIN record.event e ON e.workspace_id = $1 AND e.show_id = $2 AND e.platform = u.platform AND e.platform_id = u.id AND e.kind = 'message'
       LEFT JOIN record.reading r ON r.workspace_id = $1 AND r.show_id = $2 AND r.seq = e.seq AND r.day = e.day
       LEFT JOIN claim c ON c.workspace_id = $1 AND c.show_id = $2 AND c.seq = e.seq
       LEFT JOIN product p ON p.workspace_id = $1 AND p.id = c.product_id`,
    [
      ...of,
      claims.map((one) => one.platform),
      claims.map((one) => one.id),
      claims.map((one) => one.product),
      claims.map((one) => one.bare === true),
    ],
  );
  const [row] = rows;
  return { wrongProduct: row?.wrong ?? 0, bareSold: row?.sold ?? 0, bareAsked: row?.asked ?? 0 };
}

async function storedIds(db: Db, of: unknown[], { published }: StageJournal): Promise<Map<string, Set<string>>> {
  const { rows } = await db.query<{ platform: string; id: string }>(
    `SELECT e.platform, e.platform_id AS id FROM record.event e WHERE e.workspace_id = $1 AND e.show_id = $2 AND e.platform_id = ANY ($3)`,
    [...of, published.map((one) => one.id)],
  );
  const stored = new Map<string, Set<string>>();
  for (const { platform, id } of rows) stored.set(platform, (stored.get(platform) ?? new Set()).add(id));
  return stored;
}

/** Recomputed from the claims; the counters' word counts for nothing here. */
async function oversoldUnits(db: Db, of: unknown[]): Promise<number> {
  const { rows } = await db.query<{ n: number }>(
    `SELECT coalesce(sum(greatest(0, held - on_hand)), 0)::int AS n
       FROM (SELECT s.id, s.on_hand, sum(c.quantity) AS held FROM claim c JOIN stock s ON s.id = c.stock_id
              WHERE c.workspace_id = $1 AND c.show_id = $2 AND c.state IN ('reserved', 'offered', 'paying', 'sold') GROUP BY s.id) AS by_stock`,
    of,
  );
  return rows[0]?.n ?? 0;
}

async function unitsByVariant(db: Db, of: unknown[]): Promise<Found['units']> {
  const { rows } = await db.query<{ sku: string; reserved: number; waitlisted: number }>(
    `SELECT v.sku, coalesce(sum(c.quantity) FILTER (WHERE c.state IN ('reserved', 'offered')), 0)::int AS reserved,
            coalesce(sum(c.quantity) FILTER (WHERE c.state = 'waitlisted'), 0)::int AS waitlisted
       FROM claim c JOIN variant v ON v.id = c.variant_id WHERE c.workspace_id = $1 AND c.show_id = $2 GROUP BY v.sku ORDER BY v.sku`,
    of,
  );
  return Object.fromEntries(rows.map(({ sku, reserved, waitlisted }) => [sku, { reserved, waitlisted }]));
}

async function digestOfLines(db: Db, of: unknown[], { published }: StageJournal): Promise<string> {
  const { rows } = await db.query<{ line: string }>(
    `SELECT line FROM (
       SELECT e.platform || ' ' || e.platform_id || ' ' || r.intent || ' ' || r.lines::text AS line
         FROM record.reading r JOIN record.event e ON e.show_id = r.show_id AND e.seq = r.seq AND e.day = r.day
        WHERE e.workspace_id = $1 AND e.show_id = $2 AND e.platform_id = ANY ($3)) AS of_events
      ORDER BY line COLLATE "C"`,
    [...of, published.map((one) => one.id)],
  );
  return createHash('sha256')
    .update(rows.map((row) => row.line).join('\n'))
    .digest('hex');
}

/** Is there anything left that the lanes have still to do? Replies are not waited for: they leave at the platform's pace. */
export async function isDrained(db: Db, workspaceId: string, showId: string): Promise<boolean> {
  const { rows } = await db.query<{ behind: boolean; pending: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM show_counter c LEFT JOIN lane l ON l.id = 'decide:' || c.show_id AND l.workspace_id = c.workspace_id
                     WHERE c.workspace_id = $1 AND c.show_id = $2 AND coalesce(l.cursor, 0) < c.last_seq) AS behind,
            EXISTS (SELECT 1 FROM claim WHERE workspace_id = $1 AND show_id = $2 AND state = 'pending' AND NOT held) AS pending`,
    [workspaceId, showId],
  );
  return rows[0]?.behind === false && rows[0].pending === false;
}
