import type { Reading } from '../intents/reading.ts';
import type { Snapshot } from './catalog.ts';
import type { CancelEffect, Effect, MoveEffect } from './effects.ts';
import type { KnownClaim, LogRow, Records } from './log-row.ts';

export const BY_AUTHOR = 'cancelled by its author';

/**
 * What a cancel leads to. It always leaves a marker with its own time, so that a claim which arrives after its cancel is
 * cancelled too; it never touches a claim spoken after it. A bare "cancel" means the one product its author has claimed.
 */
export function cancelling(
  row: LogRow,
  reading: Reading,
  snapshot: Snapshot,
  records: Records,
): { effects: CancelEffect[]; outcome: string } {
  if (row.authorId === null || row.unnamed === true) return { effects: [], outcome: 'cancel-unnamed' };
  const open = openBefore(row, records);
  const line = reading.lines[0];
  const named = reading.lines
    .flatMap((one) => (one.code === null ? [] : [snapshot.byCode.get(one.code)?.id ?? []]))
    .flat();
  const products = named.length > 0 ? [...new Set(named)] : [...new Set(open.map((claim) => claim.productId))];
  if (named.length === 0 && products.length > 1) return { effects: [], outcome: 'cancel-unclear' };
  if (line !== undefined && line.quantity !== null) return part(row, open, products, line.quantity);
  if (products.length === 0) return { effects: [marker(row, 0, null, null)], outcome: 'nothing-to-cancel' };
  const effects = products.map((productId, n) => marker(row, n, productId, null));
  return {
    effects,
    outcome: open.some((claim) => products.includes(claim.productId)) ? 'cancelled' : 'nothing-to-cancel',
  };
}

const openBefore = (row: LogRow, records: Records): KnownClaim[] =>
  (records.get(row.authorId ?? '') ?? []).filter(
    (claim) => claim.spokenAtMs < row.spokenAtMs || (claim.spokenAtMs === row.spokenAtMs && claim.seq < row.seq),
  );

/** "cancel one": all of it, or the latest claim of just that many; a claim is never split, so anything else is a person's. */
function part(
  row: LogRow,
  open: readonly KnownClaim[],
  products: readonly string[],
  quantity: number,
): { effects: CancelEffect[]; outcome: string } {
  const [productId] = products;
  const mine = open.filter((claim) => claim.productId === productId);
  if (productId === undefined || products.length > 1 || mine.length === 0)
    return { effects: [], outcome: 'part-cancel' };
  if (mine.reduce((sum, claim) => sum + claim.quantity, 0) === quantity)
    return { effects: [marker(row, 0, productId, null)], outcome: 'cancelled' };
  const same = mine.filter((claim) => claim.quantity === quantity).at(-1);
  if (same === undefined) return { effects: [], outcome: 'part-cancel' };
  return { effects: [marker(row, 0, productId, same.id)], outcome: 'cancelled' };
}

function marker(row: LogRow, n: number, productId: string | null, claimId: string | null): CancelEffect {
  return {
    do: 'cancel',
    seq: row.seq,
    n,
    authorId: row.authorId,
    productId,
    claimId,
    madeBy: 'rule',
    reason: BY_AUTHOR,
    spokenAtMs: row.spokenAtMs,
  };
}

/** The records after one more effect, so that a later row of the same batch sees it. */
export function recorded(records: Map<string, KnownClaim[]>, effects: readonly Effect[]): void {
  for (const effect of effects) {
    if (effect.do === 'claim' && effect.authorId !== null && effect.ending === null) {
      const list = records.get(effect.authorId);
      list?.push({
        id: effect.id,
        productId: effect.productId,
        quantity: effect.quantity,
        seq: effect.seq,
        spokenAtMs: effect.spokenAtMs,
      });
    }
    if (effect.do === 'cancel') closeIn(records, effect);
    if (effect.do === 'move') moveIn(records, effect);
  }
}

function closeIn(records: Map<string, KnownClaim[]>, cancel: CancelEffect): void {
  for (const [author, list] of records) {
    if (cancel.claimId === null && author !== cancel.authorId) continue;
    records.set(
      author,
      list.filter((claim) => !closes(cancel, claim)),
    );
  }
}

function moveIn(records: Map<string, KnownClaim[]>, { claimIds, toProductId }: MoveEffect): void {
  const moving = new Set(claimIds);
  for (const [author, list] of records)
    if (list.some((claim) => moving.has(claim.id)))
      records.set(
        author,
        list.map((claim) => (moving.has(claim.id) ? { ...claim, productId: toProductId } : claim)),
      );
}

const closes = (cancel: CancelEffect, claim: KnownClaim): boolean =>
  cancel.claimId !== null
    ? cancel.claimId === claim.id
    : (cancel.productId === null || cancel.productId === claim.productId) &&
      (claim.spokenAtMs < cancel.spokenAtMs || (claim.spokenAtMs === cancel.spokenAtMs && claim.seq < cancel.seq));
