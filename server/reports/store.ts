import type { Tx } from '../db/transaction.ts';

/** Claims of one show, counted by product, platform, state and currency. */
export interface ClaimCount {
  productId: string;
  code: string;
  title: string;
  platform: string | null;
  state: string;
  currency: string;
  claims: number;
  units: number;
  valueMinor: string;
}

export async function countClaims(db: Tx, workspaceId: string, showId: string): Promise<ClaimCount[]> {
  const found = await db.query<ClaimCount>(
    `SELECT c.product_id AS "productId", coalesce(p.code, '') AS code, coalesce(p.title, '') AS title, c.platform, c.state, c.currency,
       count(*)::int AS claims, sum(c.quantity)::int AS units, sum(c.quantity * c.price_minor)::text AS "valueMinor"
     FROM claim c LEFT JOIN product p ON p.id = c.product_id AND p.workspace_id = c.workspace_id
     WHERE c.workspace_id = $1 AND c.show_id = $2 GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY code, "productId", c.platform`,
    [workspaceId, showId],
  );
  return found.rows;
}

export async function countMessages(
  db: Tx,
  workspaceId: string,
  showId: string,
): Promise<{ platform: string | null; messages: number }[]> {
  const found = await db.query<{ platform: string | null; messages: number }>(
    `SELECT platform, count(*)::int AS messages FROM record.event WHERE workspace_id = $1 AND show_id = $2 AND kind = 'message' GROUP BY 1 ORDER BY 1`,
    [workspaceId, showId],
  );
  return found.rows;
}

export async function countReplies(
  db: Tx,
  workspaceId: string,
  showId: string,
): Promise<{ state: string; count: number }[]> {
  const found = await db.query<{ state: string; count: number }>(
    `SELECT state, count(*)::int AS count FROM outbox WHERE workspace_id = $1 AND show_id = $2 AND kind IN ('reply', 'private-reply', 'message') GROUP BY 1 ORDER BY 1`,
    [workspaceId, showId],
  );
  return found.rows;
}

export async function countQuestions(db: Tx, workspaceId: string, showId: string): Promise<Record<string, number>> {
  const found = await db.query<{ state: string; count: number }>(
    'SELECT state, count(*)::int AS count FROM question WHERE workspace_id = $1 AND show_id = $2 GROUP BY 1',
    [workspaceId, showId],
  );
  return Object.fromEntries(found.rows.map((row) => [row.state, row.count]));
}

export async function countGaps(db: Tx, workspaceId: string, showId: string): Promise<GapCount[]> {
  const found = await db.query<GapCount>(
    `SELECT c.platform, c.name, count(*)::int AS count,
       round(sum(extract(epoch FROM coalesce(g.ended_at, clock_timestamp()) - g.started_at)) * 1000)::float8 AS "totalMs",
       coalesce(sum(g.repaired), 0)::int AS repaired, count(*) FILTER (WHERE NOT g.resumed AND g.reason <> 'restart')::int AS lossy,
       count(*) FILTER (WHERE g.reason = 'restart')::int AS restarts
     FROM gap g JOIN connection c ON c.id = g.connection_id WHERE g.workspace_id = $1 AND g.show_id = $2 GROUP BY c.platform, c.id, c.name ORDER BY 1, 2`,
    [workspaceId, showId],
  );
  return found.rows;
}

/** The gaps of one connection: `lossy` could not be read on from where they began, `restarts` went on under another live id. */
export interface GapCount {
  platform: string;
  name: string;
  count: number;
  totalMs: number;
  repaired: number;
  lossy: number;
  restarts: number;
}

/** How each connection was heard, where there was more than one way, and the claims that would have been missed. */
export interface Coverage {
  platform: string;
  name: string;
  heardLive: number;
  recovered: number;
  restored: number;
}

export async function countCoverage(db: Tx, workspaceId: string, showId: string): Promise<Coverage[]> {
  const found = await db.query<Coverage>(
    `SELECT c.platform, c.name, b.heard_live::float8 AS "heardLive", b.recovered::float8 AS recovered,
       (SELECT count(*) FROM claim l WHERE l.workspace_id = $1 AND l.show_id = $2 AND l.connection_id = c.id AND (l.late OR EXISTS (
          SELECT FROM record.event_key k WHERE k.workspace_id = $1 AND k.broadcast_id = l.broadcast_id AND k.key = 'list:add:message:' || l.reply_to)))::int AS restored
     FROM broadcast b JOIN connection c ON c.id = b.connection_id AND c.workspace_id = b.workspace_id
     WHERE b.workspace_id = $1 AND b.show_id = $2 AND b.heard_live > 0 ORDER BY 1, 2`,
    [workspaceId, showId],
  );
  return found.rows;
}
