import type { Tx } from '../db/transaction.ts';
import type { StepKind } from '../lanes/lane.ts';
import { tellOutcomes } from '../outbox/follow-up.ts';
import type { Outcome } from '../outbox/follow-up.ts';
import { settleKind } from '../stock/settle.ts';
import type { Settled, SettleDeps } from '../stock/settle.ts';
import { MAIN, readShows } from '../stock/store.ts';
import type { StockRow, ToldShow } from '../stock/store.ts';

/** The settle lane with what its outcomes are answered with, in the same transaction. */
export function settleKindWithReplies(deps: { pool: Tx; publicUrl: string; feed: SettleDeps['feed'] }): StepKind {
  return settleKind({
    pool: deps.pool,
    feed: deps.feed,
    async followUp(tx, stock, settled) {
      const outcomes = settled.flatMap((one) => outcomeOf(one, stock.languages));
      if (outcomes.length === 0) return { replies: [], ring: [] };
      const shows = await showsOf(tx, stock, outcomes);
      const rehearsal = stock.pool === MAIN ? null : stock.pool;
      return tellOutcomes(tx, stock.workspaceId, rehearsal, deps.publicUrl, shows, stock.goods, outcomes);
    },
  });
}

function outcomeOf({ change, claim, again }: Settled, languages: StockRow['languages']): Outcome[] {
  if (change.about === null) return [];
  return [
    {
      ...claim,
      elseLanguage: languages[claim.connectionId ?? ''] ?? '',
      claimId: claim.id,
      about: toldAs(change.about, claim),
      seq: Number(claim.seq),
      place: change.place,
      again,
    },
  ];
}

/** Who wrote in time and was heard late is told so, where the goods are gone. */
const toldAs = (about: Outcome['about'], claim: Settled['claim']): Outcome['about'] =>
  about === 'waitlisted' && claim.late === true ? 'late' : about;

/** Read with the stock, but for shows that are no longer on air. */
async function showsOf(tx: Tx, stock: StockRow, outcomes: readonly Outcome[]): Promise<Map<string, ToldShow>> {
  const known = new Map(stock.onAir.map((show) => [show.id, show]));
  const missing = [...new Set(outcomes.map((one) => one.showId))].filter((id) => !known.has(id));
  if (missing.length === 0) return known;
  return new Map([...known, ...(await readShows(tx, stock.workspaceId, missing))]);
}
