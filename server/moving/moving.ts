import type { Tx } from '../db/transaction.ts';
import type { Change } from '../feed/store.ts';
import { readingContext } from '../intents/context.ts';
import { insertDoubts } from '../moderation/store-doubts.ts';
import type { StaffEvent } from '../shows/log.ts';
import type { ShowRow } from '../shows/store.ts';
import { insertMove } from '../stock/store-moves.ts';
import { poolOf } from '../stock/store.ts';
import type { Scope } from '../workspaces/scope.ts';
import { planMove, type Fitting, type Unfitting } from './plan.ts';
import { bareClaims, claimsOfMove, sellable } from './store.ts';

export interface Selection {
  fromProductId: string;
  toProductId: string;
  sinceMs: number;
  untilMs: number;
}

export type Planned = { ok: true; fits: Fitting[]; unfit: Unfitting[]; currency: string } | Refused;
export interface Refused {
  ok: false;
  reason: string;
}

/** What would be moved: the claims that named no product, said in that time, and which variant each would have. */
export async function previewMove(tx: Tx, scope: Scope, show: ShowRow, wish: Selection): Promise<Planned> {
  if (wish.fromProductId === wish.toProductId) return { ok: false, reason: 'They are for this product already.' };
  const pool = poolOf(show);
  const to = await sellable(tx, scope.workspaceId, wish.toProductId, pool);
  const from = await sellable(tx, scope.workspaceId, wish.fromProductId, pool);
  if (to === null || from === null) return { ok: false, reason: 'There is no such product.' };
  const claims = await bareClaims(tx, scope.workspaceId, show.id, { ...wish, productId: from.id });
  return { ok: true, ...planMove(claims, to, readingContext([from, to], show.claimWords)), currency: to.currency };
}

export interface Moved {
  moved: number;
  /** Claims that stay where they are, each with the reason; they wait in the tray for a person. */
  unfit: Unfitting[];
  /** The last statement of the caller's transaction appends these. */
  event: StaffEvent;
  changes: Change[];
}

/**
 * Orders the move, in a transaction that has locked the show: of two producers the second finds what the first left. The
 * lanes carry it out; every claim keeps the moment in which it was spoken.
 */
export async function orderMove(
  tx: Tx,
  scope: Scope,
  show: ShowRow,
  wish: Selection & { moveId: string },
): Promise<({ ok: true } & Moved) | Refused> {
  const plan = await previewMove(tx, scope, show, wish);
  if (!plan.ok) return plan;
  const { fits, unfit, currency } = plan;
  if (fits.length === 0) return { ok: false, reason: 'There is no claim that can be moved.' };
  await insertMove(tx, scope.workspaceId, show.id, {
    ...{ moveId: wish.moveId, undoes: null, toProductId: wish.toProductId, madeBy: scope.memberId ?? 'hub' },
    claims: fits.map(({ claim, variant }) => ({
      ...{ claimId: claim.id, toVariantId: variant.id, toRank: null },
      ...{ toPriceMinor: variant.priceMinor, toCurrency: currency },
    })),
  });
  for (const why of new Set(unfit.map((one) => one.why)))
    await insertDoubts(
      tx,
      scope.workspaceId,
      show.id,
      unfit.flatMap((one) => (one.why === why ? [one.claim.seq] : [])),
      `stayed where it was when claims were moved: ${why}`,
    );
  const claimIds = fits.map(({ claim }) => claim.id);
  const { moveId, fromProductId, toProductId } = wish;
  return {
    ...{ ok: true, moved: fits.length, unfit },
    event: { action: 'move-claims', moveId, fromProductId, toProductId, claimIds },
    changes: unfit.map(({ claim }) => ({ topic: 'doubt' as const, entity: String(claim.seq) })),
  };
}

export interface Unmoved {
  moved: number;
  /** What cannot be brought back, with the reason. */
  stays: { handle: string; why: string }[];
  event: StaffEvent | null;
}

/** Takes a move back: the claims return to their variants, prices and ranks, and are settled there as far as the stock allows. */
export async function orderUnmove(
  tx: Tx,
  scope: Scope,
  show: ShowRow,
  wish: { moveId: string; undoes: string },
): Promise<({ ok: true } & Unmoved) | Refused> {
  const claims = await claimsOfMove(tx, scope.workspaceId, show.id, wish.undoes);
  const [first] = claims;
  if (first === undefined) return { ok: false, reason: 'There is no such move.' };
  const stays = claims.flatMap((one) => (one.stays === null ? [] : [{ handle: one.handle, why: one.stays }]));
  const back = claims.flatMap((one) => {
    const { claimId, stays: why, fromVariantId, fromRank, fromPriceMinor, fromCurrency } = one;
    return why !== null || fromVariantId === null
      ? []
      : [
          {
            claimId,
            toVariantId: fromVariantId,
            toRank: fromRank,
            toPriceMinor: fromPriceMinor,
            toCurrency: fromCurrency,
          },
        ];
  });
  if (back.length === 0) return { ok: true, moved: 0, stays, event: null };
  const { moveId, undoes } = wish;
  const toProductId = first.fromProductId;
  await insertMove(tx, scope.workspaceId, show.id, {
    ...{ moveId, undoes, toProductId, madeBy: scope.memberId ?? 'hub', claims: back },
  });
  const claimIds = back.map((one) => one.claimId);
  return { ok: true, moved: back.length, stays, event: { action: 'unmove', moveId, undoes, toProductId, claimIds } };
}
