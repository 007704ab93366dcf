import type { Tx } from '../db/transaction.ts';
import type { Options, OptionValues } from './variants.ts';

export interface VariantRow {
  id: string;
  sku: string;
  options: OptionValues;
  priceMinor: string | null;
  onHand: number;
  reserved: number;
  sold: number;
  available: number;
}
export interface ProductRow {
  id: string;
  code: string;
  title: string;
  priceMinor: string;
  currency: string;
  imageUrl: string | null;
  options: Options;
  version: number;
  variants: VariantRow[];
}

const PRODUCT = `p.id, p.code, p.title, p.price_minor AS "priceMinor", p.currency, p.image_url AS "imageUrl", p.options, p.version`;

/** At most 1,000 products, by code; with the units of one pool ('main', or a rehearsal's copy). */
export async function listProducts(
  db: Tx,
  workspaceId: string,
  pool = 'main',
  productIds?: readonly string[],
): Promise<ProductRow[]> {
  const found = await db.query<Omit<ProductRow, 'variants'>>(
    `SELECT ${PRODUCT} FROM product p WHERE p.workspace_id = $1 AND p.archived_at IS NULL ${productIds === undefined ? '' : 'AND p.id = ANY($2)'}
     ORDER BY p.code_key, p.id LIMIT 1000`,
    productIds === undefined ? [workspaceId] : [workspaceId, productIds],
  );
  const ids = found.rows.map((product) => product.id);
  const variants = await db.query<VariantRow & { productId: string }>(
    `SELECT v.id, v.product_id AS "productId", v.sku, v.options, v.price_minor AS "priceMinor",
       coalesce(s.on_hand, 0) AS "onHand", coalesce(s.reserved, 0) AS reserved, coalesce(s.sold, 0) AS sold,
       greatest(0, coalesce(s.on_hand - s.reserved - s.sold - s.buffer - s.shortfall, 0)) AS available
     FROM variant v LEFT JOIN stock s ON s.variant_id = v.id AND s.workspace_id = v.workspace_id AND s.pool = $3
     WHERE v.workspace_id = $1 AND v.product_id = ANY($2) AND v.archived_at IS NULL ORDER BY v.product_id, v.position, v.id`,
    [workspaceId, ids, pool],
  );
  const byProduct = Map.groupBy(variants.rows, (variant) => variant.productId);
  return found.rows.map((product) => ({
    ...product,
    variants: (byProduct.get(product.id) ?? []).map(({ productId: _, ...variant }) => variant),
  }));
}

export async function findProduct(db: Tx, workspaceId: string, productId: string): Promise<ProductRow | null> {
  return (await listProducts(db, workspaceId, 'main', [productId]))[0] ?? null;
}

/** The products that hold these codes now, by code; locked, so that nobody else changes them meanwhile. */
export async function productsByCode(
  tx: Tx,
  workspaceId: string,
  codeKeys: readonly string[],
): Promise<Map<string, string>> {
  const found = await tx.query<{ id: string; key: string }>(
    `SELECT id, code_key AS key FROM product WHERE workspace_id = $1 AND code_key = ANY($2) AND archived_at IS NULL
     ORDER BY id FOR NO KEY UPDATE`,
    [workspaceId, codeKeys],
  );
  return new Map(found.rows.map((row) => [row.key, row.id]));
}

export interface ProductFields {
  code: string;
  codeKey: string;
  title: string;
  priceMinor: string;
  currency: string;
  imageUrl: string | null;
  options: Options;
}

/** The ids of those that were made; the others' codes are held by another product. */
export async function insertProducts(
  tx: Tx,
  workspaceId: string,
  products: readonly { id: string; fields: ProductFields }[],
): Promise<Set<string>> {
  const column = <T>(of: (fields: ProductFields) => T): T[] => products.map(({ fields }) => of(fields));
  const made = await tx.query<{ id: string }>(
    `INSERT INTO product (id, workspace_id, code, code_key, title, price_minor, currency, image_url, options)
     SELECT id, $1, code, code_key, title, price_minor, currency, image_url, options
     FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[], $9::json[])
       AS fresh (id, code, code_key, title, price_minor, currency, image_url, options)
     ON CONFLICT (workspace_id, code_key) WHERE archived_at IS NULL DO NOTHING RETURNING id`,
    [
      workspaceId,
      products.map((product) => product.id),
      column((fields) => fields.code),
      column((fields) => fields.codeKey),
      column((fields) => fields.title),
      column((fields) => fields.priceMinor),
      column((fields) => fields.currency),
      column((fields) => fields.imageUrl),
      column((fields) => JSON.stringify(fields.options)),
    ],
  );
  return new Set(made.rows.map((row) => row.id));
}

/** False: it is gone, or no longer at `version`. A code that is taken breaks the unique index (23505). */
export async function updateProduct(
  tx: Tx,
  workspaceId: string,
  id: string,
  version: number,
  product: ProductFields,
): Promise<boolean> {
  const made = await tx.query(
    `UPDATE product SET code = $4, code_key = $5, title = $6, price_minor = $7, currency = $8, image_url = $9, options = $10,
       version = version + 1, updated_at = now()
     WHERE workspace_id = $1 AND id = $2 AND version = $3 AND archived_at IS NULL`,
    [
      workspaceId,
      id,
      version,
      product.code,
      product.codeKey,
      product.title,
      product.priceMinor,
      product.currency,
      product.imageUrl,
      JSON.stringify(product.options),
    ],
  );
  return made.rowCount === 1;
}

/** False: there is no such product. Its rows stay for the claims that name it. */
export async function archiveProduct(tx: Tx, workspaceId: string, id: string): Promise<boolean> {
  const made = await tx.query(
    'UPDATE product SET archived_at = now(), updated_at = now(), version = version + 1 WHERE workspace_id = $1 AND id = $2 AND archived_at IS NULL',
    [workspaceId, id],
  );
  await tx.query(
    'UPDATE variant SET archived_at = now() WHERE workspace_id = $1 AND product_id = $2 AND archived_at IS NULL',
    [workspaceId, id],
  );
  return made.rowCount === 1;
}

export interface NewVariant {
  id: string;
  productId: string;
  sku: string;
  options: OptionValues;
  position: number;
}

export async function insertVariants(tx: Tx, workspaceId: string, variants: readonly NewVariant[]): Promise<void> {
  await tx.query(
    `INSERT INTO variant (id, workspace_id, product_id, sku, options, position)
     SELECT id, $1, product_id, sku, options, position
     FROM unnest($2::text[], $3::text[], $4::text[], $5::json[], $6::int[]) AS new (id, product_id, sku, options, position)`,
    [
      workspaceId,
      variants.map((one) => one.id),
      variants.map((one) => one.productId),
      variants.map((one) => one.sku),
      variants.map((one) => JSON.stringify(one.options)),
      variants.map((one) => one.position),
    ],
  );
}

export async function placeVariants(
  tx: Tx,
  workspaceId: string,
  variants: readonly { id: string; sku: string; position: number }[],
): Promise<void> {
  await tx.query(
    `UPDATE variant v SET sku = new.sku, position = new.position
     FROM unnest($2::text[], $3::text[], $4::int[]) AS new (id, sku, position) WHERE v.workspace_id = $1 AND v.id = new.id`,
    [workspaceId, variants.map((one) => one.id), variants.map((one) => one.sku), variants.map((one) => one.position)],
  );
}

export async function archiveVariants(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<void> {
  await tx.query('UPDATE variant SET archived_at = now() WHERE workspace_id = $1 AND id = ANY($2)', [workspaceId, ids]);
}

/** The product of a variant that is on sale; null when there is none in this workspace. */
export async function productOfVariant(db: Tx, workspaceId: string, variantId: string): Promise<string | null> {
  const found = await db.query<{ id: string }>(
    `SELECT p.id FROM variant v JOIN product p ON p.id = v.product_id
     WHERE v.workspace_id = $1 AND v.id = $2 AND v.archived_at IS NULL AND p.archived_at IS NULL`,
    [workspaceId, variantId],
  );
  return found.rows[0]?.id ?? null;
}

export async function variantsOf(db: Tx, workspaceId: string, productIds: readonly string[]): Promise<string[]> {
  const found = await db.query<{ id: string }>(
    'SELECT id FROM variant WHERE workspace_id = $1 AND product_id = ANY($2) AND archived_at IS NULL ORDER BY product_id, position, id',
    [workspaceId, productIds],
  );
  return found.rows.map((row) => row.id);
}
