import type { Pools } from '../server/db/pools.ts';
import { transaction } from '../server/db/transaction.ts';
import { allocate, type Candidate } from '../server/stock/allocation.ts';
import { writeSettlement } from '../server/stock/ledger.ts';
import { lockStock } from '../server/stock/store.ts';
import { hotVariant, perSecond, wanted, type Wanted } from './claims.ts';
import { ledgerBaseline } from './ledger-baseline.ts';

const BATCH = 500;

/**
 * Claims a second on one hot variant, the ledger alone: lock, allocate, counters and one movement a claim. The claims
 * are handed over in memory, to the baseline too; reading them and writing what became of them is `settle/statement`.
 */
export async function ledgerRate(pools: Pools, claims: readonly Wanted[]): Promise<number> {
  const { workspaceId, showId, stockId } = await hotVariant(pools.hot, claims.length);
  const candidate = (claim: Wanted): Candidate => ({ ...claim, showId, state: 'pending', held: false, ranked: false });
  const began = performance.now();
  for (let at = 0; at < claims.length; at += BATCH) {
    await transaction(pools.hot, async (tx) => {
      const stock = await lockStock(tx, workspaceId, stockId);
      if (stock === null) throw new Error('the stock of the bench is gone');
      const { changes, counters } = allocate(stock, [], claims.slice(at, at + BATCH).map(candidate));
      await writeSettlement(tx, stock, counters, changes, []);
    });
  }
  return perSecond(claims.length, performance.now() - began);
}

/** One round: the baseline's and ours, one after the other on the same database. */
export async function round(pools: Pools): Promise<{ value: number; baseline: number }> {
  const baseline = await ledgerBaseline(pools.hot, wanted(1_500));
  return { value: await ledgerRate(pools, wanted(15_000)), baseline };
}
