import type { Tx } from '../db/transaction.ts';
import type { StepKind } from '../lanes/lane.ts';
import { tellOutcomes } from '../outbox/follow-up.ts';
import type { Outcome } from '../outbox/follow-up.ts';
import { settleKind } from '../stock/settle.ts';
import type { Settled, SettleDeps } from '../stock/settle.ts';
import { MAIN, readShows, readThing } from '../stock/store.ts';

/** The settle lane with what its outcomes are answered with, in the same transaction. */
export function settleKindWithReplies(deps: { pool: Tx; publicUrl: string; feed: SettleDeps['feed'] }): StepKind {
  return settleKind({
    pool: deps.pool,
    feed: deps.feed,
    async followUp(tx, stock, settled) {
      const outcomes = settled.flatMap(outcomeOf);
      const goods = outcomes.length === 0 ? null : await readThing(tx, stock.workspaceId, stock.variantId);
      if (goods === null) return { replies: [], ring: [] };
      const shows = await readShows(tx, stock.workspaceId, [...new Set(outcomes.map((one) => one.showId))]);
      return tellOutcomes(
        tx,
        stock.workspaceId,
        stock.pool === MAIN ? null : stock.pool,
        deps.publicUrl,
        shows,
        goods,
        outcomes,
      );
    },
  });
}

function outcomeOf({ change, claim, again }: Settled): Outcome[] {
  if (change.about === null) return [];
  return [{ ...claim, claimId: claim.id, about: change.about, seq: Number(claim.seq), place: change.place, again }];
}
