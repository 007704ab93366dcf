import type { Tx } from './transaction.ts';

/** Rows are locked in this order and no other: another one deadlocked ten times in eight seconds. */
export const LOCK_ORDER = [
  'lane',
  'customer',
  'stock',
  'claim',
  'cart',
  'budget',
  'outbox',
  'show-counter',
  'feed-number',
] as const;
export type Lock = (typeof LOCK_ORDER)[number];

/** A transaction asked for a lock that comes before one it already holds. A fault of ours, never to be tried again. */
export class LockOrderBroken extends Error {
  constructor(asked: Lock, held: Lock) {
    super(
      `lock order broken: "${asked}" was asked for while "${held}" is held; the order is ${LOCK_ORDER.join(' → ')}`,
    );
    this.name = 'LockOrderBroken';
  }
}

const furthest = new WeakMap<Tx, number>();

/** A store calls this before it locks rows; throws when that would break the order. Costs a map look-up. */
export function locking(tx: Tx, lock: Lock): void {
  const rank = LOCK_ORDER.indexOf(lock);
  const held = furthest.get(tx) ?? -1;
  if (rank < held) throw new LockOrderBroken(lock, LOCK_ORDER[held] ?? lock);
  furthest.set(tx, rank);
}

/** Ids of one kind, each once, in the order in which their rows must be locked (plain code unit order, the same in every process). */
export function inLockOrder(ids: Iterable<string>): string[] {
  return [...new Set(ids)].sort((a, b) => (a < b ? -1 : 1));
}
