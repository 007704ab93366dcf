/**
 * Who gets what of one stock, decided all at once: first what was ordered (cancels free units), then who waits, in
 * order, then the new claims, in order. A claim is filled whole or not at all. Pure: the ledger writes down what this says.
 */
export interface Counters {
  onHand: number;
  reserved: number;
  sold: number;
  buffer: number;
  /** Units taken away that had been promised: nobody else is promised any before they are back. */
  shortfall: number;
  waitlisted: number;
  /** The last rank given. */
  ranked: number;
}

export type ClaimState =
  | 'pending'
  | 'reserved'
  | 'paying'
  | 'sold'
  | 'waitlisted'
  | 'offered'
  | 'refused'
  | 'cancelled'
  | 'expired'
  | 'late-paid';

export interface Candidate {
  id: string;
  showId: string;
  quantity: number;
  state: ClaimState;
  held: boolean;
  /** Has a rank from an earlier settlement. */
  ranked: boolean;
  /** Found after a gap, perhaps when others had been served already. */
  late?: boolean;
  /** The team brought it here from another product, perhaps when others had been served already. */
  moved?: boolean;
}

export interface PendingClaim extends Candidate {
  /** A cancel that was spoken after it is already known; the reason to give. */
  cancelled: string | null;
  /** Claims are stopped for its show: it keeps its place and waits for a person. */
  stopped: boolean;
}

export interface Order {
  id: string;
  /** 'move': it leaves this stock, for good as far as this stock is concerned. */
  what: 'cancel' | 'release' | 'dismiss' | 'expire' | 'move';
  reason: string;
  madeBy: string;
  claim: Candidate;
  /** Of a 'move'. */
  moveId?: string | null;
}

/** What becomes of one claim. `about`: what its author is told; null where nothing is said. */
export interface Change {
  claimId: string;
  showId: string;
  state: ClaimState;
  held: boolean;
  reason: string;
  rank: number | null;
  /** Place on the waitlist, counted from 1, when it was put there. */
  place: number | null;
  about: 'reserved' | 'waitlisted' | 'offered' | 'cancelled' | 'moved' | 'moved-wait' | null;
  movement: { kind: 'reserve' | 'release' | 'expire'; reservedDelta: number } | null;
  madeBy: string;
  /** The move by which it leaves: it is pending again, at the stock it goes to. */
  moveId?: string;
}

export interface Settlement {
  changes: Change[];
  counters: Counters;
}

export const available = (stock: Counters): number =>
  Math.max(0, stock.onHand - stock.reserved - stock.sold - stock.buffer - stock.shortfall);

export interface CarriedOut extends Settlement {
  released: Candidate[];
  /** Moves that came too late: the claim stays. */
  kept: { claimId: string; moveId: string }[];
  /** Orders about claims that have just left, or had left before: not carried out here. */
  strays: string[];
}

/** Carries the orders out: frees units, and hands back claims that a person released to be settled now. */
export function carryOut(stock: Counters, orders: readonly Order[]): CarriedOut {
  const counters = { ...stock };
  const changes: Change[] = [];
  const released = new Map<string, Candidate>();
  const done = new Set<string>();
  const kept: { claimId: string; moveId: string }[] = [];
  const strays: string[] = [];
  const left = new Set<string>();
  for (const order of orders) {
    if (left.has(order.claim.id)) {
      strays.push(order.id);
      continue;
    }
    if (
      order.what === 'move' &&
      typeof order.moveId === 'string' &&
      (done.has(order.claim.id) || !movable(order.claim))
    )
      kept.push({ claimId: order.claim.id, moveId: order.moveId });
    if (done.has(order.claim.id)) continue;
    if (order.what === 'release') {
      if (order.claim.state === 'pending') released.set(order.claim.id, order.claim);
      continue;
    }
    const change = undone(counters, order);
    if (change === null) continue;
    done.add(order.claim.id);
    released.delete(order.claim.id);
    if (change.moveId !== undefined) left.add(order.claim.id);
    changes.push(change);
  }
  return { changes, counters, released: [...released.values()], kept, strays };
}

/** What is paid for, or over, stays where it is. */
const movable = (claim: Candidate): boolean =>
  claim.state === 'pending' || claim.state === 'reserved' || claim.state === 'waitlisted' || claim.state === 'offered';

/** null: it is settled for good, or already undone; a hold is released once. */
function undone(counters: Counters, order: Order): Change | null {
  const { claim } = order;
  const holds = claim.state === 'reserved' || claim.state === 'offered';
  if (!holds && claim.state !== 'pending' && claim.state !== 'waitlisted') return null;
  if (order.what === 'dismiss' && claim.state !== 'pending') return null;
  if (order.what === 'expire' && !holds) return null;
  if (holds) counters.reserved -= claim.quantity;
  if (claim.state === 'waitlisted') counters.waitlisted -= 1;
  if (order.what === 'move') return leaving(order, holds);
  const expired = order.what === 'expire';
  return {
    claimId: claim.id,
    showId: claim.showId,
    state: expired ? 'expired' : 'cancelled',
    held: false,
    reason: order.reason,
    rank: null,
    place: null,
    about: order.what === 'cancel' ? 'cancelled' : null,
    movement: holds ? { kind: expired ? 'expire' : 'release', reservedDelta: -claim.quantity } : null,
    madeBy: order.madeBy,
  };
}

function leaving({ claim, reason, madeBy, moveId }: Order, holds: boolean): Change {
  return {
    ...{ claimId: claim.id, showId: claim.showId, state: 'pending', held: claim.held && claim.state === 'pending' },
    ...{ reason, madeBy, rank: null, place: null, about: null },
    movement: holds ? { kind: 'release', reservedDelta: -claim.quantity } : null,
    ...(typeof moveId === 'string' ? { moveId } : {}),
  };
}

/** Hands out what is available: to those who wait (in spoken order, those it fits), then to the new ones. */
export function allocate(
  stock: Counters,
  waiting: readonly Candidate[],
  pending: readonly (Candidate | PendingClaim)[],
): Settlement {
  const counters = { ...stock };
  const changes: Change[] = [];
  for (const claim of waiting) {
    if (claim.quantity > available(counters)) continue;
    counters.reserved += claim.quantity;
    counters.waitlisted -= 1;
    changes.push(reserve(claim, counters, 'offered', 'units came free and it was next in line'));
  }
  for (const claim of pending) changes.push(settled(claim, counters));
  return { changes, counters };
}

function settled(claim: Candidate | PendingClaim, counters: Counters): Change {
  const base = {
    claimId: claim.id,
    showId: claim.showId,
    madeBy: 'rule',
    rank: null,
    place: null,
    movement: null,
    about: null,
  };
  if ('cancelled' in claim && claim.cancelled !== null)
    return { ...base, state: 'cancelled', held: false, reason: claim.cancelled, about: 'cancelled' };
  if ('stopped' in claim && claim.stopped)
    return { ...base, state: 'pending', held: true, reason: 'made while claims were stopped' };
  if (claim.quantity <= available(counters)) {
    counters.reserved += claim.quantity;
    const how = claim.moved === true ? 'moved here, and ' : claim.late === true ? 'found after a gap, and ' : '';
    return reserve(claim, counters, claim.moved === true ? 'moved' : 'reserved', `${how}in stock`);
  }
  const left = available(counters);
  counters.waitlisted += 1;
  const turn =
    claim.moved === true
      ? 'when it was moved here'
      : claim.late === true
        ? 'when it was found, after a gap'
        : 'when its turn came';
  const reason = left === 0 ? `sold out ${turn}` : `only ${String(left)} left ${turn}`;
  return {
    ...base,
    state: 'waitlisted',
    held: false,
    reason,
    rank: nextRank(claim, counters),
    // It stands before those who spoke later, so that its number in line is not the last one.
    place: claim.moved === true ? null : counters.waitlisted,
    about: claim.moved === true ? 'moved-wait' : 'waitlisted',
  };
}

function reserve(
  claim: Candidate,
  counters: Counters,
  about: 'reserved' | 'offered' | 'moved',
  reason: string,
): Change {
  return {
    claimId: claim.id,
    showId: claim.showId,
    state: 'reserved',
    held: false,
    reason,
    rank: nextRank(claim, counters),
    place: null,
    about,
    movement: { kind: 'reserve', reservedDelta: claim.quantity },
    madeBy: 'rule',
  };
}

function nextRank(claim: Candidate, counters: Counters): number | null {
  if (claim.ranked) return null;
  counters.ranked += 1;
  return counters.ranked;
}
