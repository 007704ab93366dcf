import type { Tx } from '../db/transaction.ts';
import { variantsOf } from '../catalog/store.ts';
import { onAirShows } from '../shows/store.ts';
import type { Scope } from '../workspaces/scope.ts';
import { takeNumbers } from '../feed/store.ts';
import { poolOf, stockId } from '../stock/store.ts';
import type { Feed } from '../feed/feed.ts';

/**
 * The last statement of a transaction that changed products: every show on air hears of them and of their stock, in its
 * own pool. Answers with the shows to tell after the commit.
 */
export async function tellCatalog(tx: Tx, scope: Scope, productIds: readonly string[]): Promise<string[]> {
  const shows = await onAirShows(tx, scope.workspaceId);
  if (shows.length === 0 || productIds.length === 0) return [];
  const variants = await variantsOf(tx, scope.workspaceId, productIds);
  for (const show of shows) {
    await takeNumbers(tx, scope.workspaceId, show.id, [
      ...productIds.map((entity) => ({ topic: 'product' as const, entity })),
      ...variants.map((variant) => ({ topic: 'stock' as const, entity: stockId(variant, poolOf(show)) })),
    ]);
  }
  return shows.map((show) => show.id);
}

export function toldAll(feed: Pick<Feed, 'told'>, shows: readonly string[]): void {
  for (const show of shows) feed.told(show);
}
