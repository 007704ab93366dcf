import { LRUCache } from 'lru-cache';
import type { Tx } from '../db/transaction.ts';
import { readingContext } from '../intents/context.ts';
import type { Sellable, Snapshot } from '../rules/catalog.ts';
import { starterOnly } from '../rules/starter-set.ts';
import { readCatalog, readShow } from './store.ts';
import type { ProductRow, ShowRow } from './store.ts';

export interface ShowSnapshot {
  row: ShowRow;
  snapshot: Snapshot;
}

/** Loads what `decide` may know; read anew only when a product of the workspace has changed. */
export function snapshots(): (tx: Tx, workspaceId: string, showId: string) => Promise<ShowSnapshot | null> {
  const kept = new LRUCache<string, ShowSnapshot>({ max: 50 });
  return async (tx, workspaceId, showId) => {
    const row = await readShow(tx, workspaceId, showId);
    if (row === null) return null;
    const before = kept.get(showId);
    const same =
      before?.row.catalog === row.catalog &&
      before.row.seed === row.seed &&
      before.row.interest.join() === row.interest.join();
    const snapshot = same ? before.snapshot : snapshotOf(row, await readCatalog(tx, workspaceId));
    const now = { row, snapshot };
    kept.set(showId, now);
    return now;
  };
}

export function snapshotOf(
  show: { id: string; seed: string; interest?: readonly string[] },
  rows: readonly ProductRow[],
): Snapshot {
  const products = rows.map(sellable);
  return {
    show: { id: show.id, seed: show.seed },
    products,
    byCode: new Map(products.map((product) => [product.code, product])),
    byId: new Map(products.map((product) => [product.id, product])),
    byVariant: new Map(
      products.flatMap((product) => product.variants.map((variant) => [variant.id, product] as const)),
    ),
    context: readingContext(products),
    rules: starterOnly('en'),
    interest: new Set(show.interest),
  };
}

function sellable(row: ProductRow): Sellable {
  return {
    ...row,
    variants: row.variants.map((variant) => ({ ...variant, priceMinor: variant.priceMinor ?? row.priceMinor })),
  };
}
