import type pg from 'pg';

export interface HotVariant {
  workspaceId: string;
  showId: string;
  stockId: string;
  connectionId: string;
}

/** A claim before it is settled, as far as the ledger needs it. */
export interface Wanted {
  id: string;
  quantity: number;
}

export const wanted = (count: number): Wanted[] =>
  Array.from({ length: count }, (_, i) => ({ id: `claim-${String(i)}`, quantity: 1 }));

/** One variant of a show on air, with that many units; every call makes another workspace. */
export async function hotVariant(pool: pg.Pool, units: number): Promise<HotVariant> {
  const workspaceId = `bench-${String(performance.now()).replace('.', '-')}`;
  const [showId, connectionId, variant] = [`${workspaceId}-show`, `${workspaceId}-yt`, `${workspaceId}-v`];
  const rows: [string, unknown[]][] = [
    [`INSERT INTO workspace (id, name) VALUES ($1, 'Bench')`, [workspaceId]],
    [
      `INSERT INTO show (id, workspace_id, slug, title, kind, state, seed) VALUES ($2, $1, $2, 'Bench', 'live', 'on_air', 'bench')`,
      [workspaceId, showId],
    ],
    [
      `INSERT INTO connection (id, workspace_id, platform, name, broadcast) VALUES ($2, $1, 'youtube', 'Y', '@y')`,
      [workspaceId, connectionId],
    ],
    [
      `INSERT INTO product (id, workspace_id, code, code_key, title, price_minor, currency) VALUES ($2, $1, 'A12', 'a12', 'Linen shirt', 4900, 'EUR')`,
      [workspaceId, `${workspaceId}-p`],
    ],
    [
      `INSERT INTO variant (id, workspace_id, product_id, sku) VALUES ($2, $1, $3, 'A12')`,
      [workspaceId, variant, `${workspaceId}-p`],
    ],
    [
      `INSERT INTO stock (id, workspace_id, variant_id, product_id, on_hand) VALUES ($2 || ':main', $1, $2, $3, $4)`,
      [workspaceId, variant, `${workspaceId}-p`, units],
    ],
  ];
  for (const [sql, values] of rows) await pool.query(sql, values);
  return { workspaceId, showId, stockId: `${variant}:main`, connectionId };
}

/** Claims of many authors that wait to be settled on it. */
export async function waitingClaims(pool: pg.Pool, count: number): Promise<HotVariant> {
  const hot = await hotVariant(pool, count);
  await pool.query(
    `INSERT INTO author (id, workspace_id, platform, author_key, handle, name)
     SELECT $1 || '-a' || i, $1, 'youtube', i::text, 'viewer' || i, 'Viewer' FROM generate_series(1, 2000) i`,
    [hot.workspaceId],
  );
  await pool.query(
    `INSERT INTO claim (id, workspace_id, show_id, seq, n, connection_id, broadcast_id, platform, author_id, reply_to, language,
       product_id, variant_id, stock_id, quantity, price_minor, currency, state, made_by, spoken_at)
     SELECT $2 || '.' || i || '.0', $1, $2, i, 0, $3, 'b', 'youtube', $1 || '-a' || (i % 2000 + 1), 'm' || i, 'en',
       $1 || '-p', $1 || '-v', $4, 1, 4900, 'EUR', 'pending', 'rule', now() + i * interval '1 ms'
     FROM generate_series(1, $5::integer) i`,
    [hot.workspaceId, hot.showId, hot.connectionId, hot.stockId, count],
  );
  await pool.query('ANALYZE claim, author, stock, show');
  return hot;
}

/** Claims settled a second. */
export const perSecond = (claims: number, ms: number): number => Math.round((claims / ms) * 1_000);
