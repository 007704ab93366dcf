import { LRUCache } from 'lru-cache';
import type { Tx } from '../db/transaction.ts';
import { readingContext } from '../intents/context.ts';
import type { Sellable, Snapshot } from '../rules/catalog.ts';
import type { RulesOfShow } from '../rules/rules-state.ts';
import { rulesOfShows } from './rules-of-show.ts';
import { readCatalog, readShow } from './store.ts';
import type { ProductRow, ShowRow } from './store.ts';

export interface ShowSnapshot {
  row: ShowRow;
  snapshot: Snapshot;
  /** The same with these versions of the rules too. */
  withRules(tx: Tx, versions: readonly number[]): Promise<Snapshot>;
}

export type LoadSnapshot = (tx: Tx, workspaceId: string, showId: string) => Promise<ShowSnapshot | null>;

/** Loads what `decide` may know; read anew only when a product of the workspace has changed. */
export function snapshots(): LoadSnapshot {
  const kept = new LRUCache<string, { row: ShowRow; snapshot: Snapshot }>({ max: 50 });
  const rulesOf = rulesOfShows();
  return async (tx, workspaceId, showId) => {
    const row = await readShow(tx, workspaceId, showId);
    if (row === null) return null;
    const before = kept.get(showId);
    const rules = await rulesOf(tx, row, []);
    const snapshot = isSame(before?.row, row)
      ? { ...(before?.snapshot ?? snapshotOf(row, [], rules)), rules }
      : snapshotOf(row, await readCatalog(tx, workspaceId), rules);
    kept.set(showId, { row, snapshot });
    const withRules = async (now: Tx, versions: readonly number[]) =>
      versions.every((version) => rules.versions.has(version))
        ? snapshot
        : { ...snapshot, rules: await rulesOf(now, row, versions) };
    return { row, snapshot, withRules };
  };
}

const isSame = (before: ShowRow | undefined, row: ShowRow): boolean =>
  before !== undefined &&
  before.catalog === row.catalog &&
  before.seed === row.seed &&
  before.startedAtMs === row.startedAtMs &&
  before.interest.join() === row.interest.join();

export function snapshotOf(
  show: Pick<ShowRow, 'id' | 'seed' | 'startedAtMs' | 'interest'>,
  rows: readonly ProductRow[],
  rules: RulesOfShow,
): Snapshot {
  const products = rows.map(sellable);
  return {
    show: { id: show.id, seed: show.seed, startedAtMs: show.startedAtMs },
    products,
    byCode: new Map(products.map((product) => [product.code, product])),
    byId: new Map(products.map((product) => [product.id, product])),
    byVariant: new Map(
      products.flatMap((product) => product.variants.map((variant) => [variant.id, product] as const)),
    ),
    context: readingContext(products),
    rules,
    interest: new Set(show.interest),
  };
}

function sellable(row: ProductRow): Sellable {
  return {
    ...row,
    variants: row.variants.map((variant) => ({ ...variant, priceMinor: variant.priceMinor ?? row.priceMinor })),
  };
}
