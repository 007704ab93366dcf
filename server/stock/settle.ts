import type { Tx } from '../db/transaction.ts';
import type { Lane, LaneRef, Step, StepKind } from '../lanes/lane.ts';
import { allocate, available, carryOut } from './allocation.ts';
import type { Candidate, Change } from './allocation.ts';
import { writeSettlement } from './ledger.ts';
import { forwardOrders, handOver } from './store-moves.ts';
import { lateStocks, lockStock, readOrders, readPending, readWaiting, settleLane } from './store.ts';
import type { Read, StockRow } from './store.ts';

/** One change with what its author must be told with. */
export interface Settled {
  change: Change;
  claim: Read<Candidate>;
  /** Something may have been said about this claim before. */
  again: boolean;
}

export interface SettleDeps {
  pool: Tx;
  feed: {
    takeNumbers(
      tx: Tx,
      workspaceId: string,
      showId: string,
      changes: { topic: 'claim' | 'stock' | 'reply'; entity: string }[],
    ): Promise<unknown>;
    told(showId: string): void;
  };
  /** Writes what the authors are told, in the same transaction; returns the rows made, by show, and the lanes to ring. */
  followUp(
    tx: Tx,
    stock: StockRow,
    settled: readonly Settled[],
  ): Promise<{ replies: { id: string; showId: string }[]; ring: LaneRef[] }>;
}

/** The settle lane of one stock: the one writer of its counters and of its claims' states. */
export function settleKind(deps: SettleDeps): StepKind {
  async function step(tx: Tx, lane: Lane, limit: number): Promise<Step> {
    const stock = await lockStock(tx, lane.workspaceId, idOf(lane));
    if (stock === null) return NOTHING;
    const batch = await settleBatch(tx, stock, limit);
    if (batch.settled.length === 0 && batch.orders.length === 0) return NOTHING;
    await writeSettlement(
      tx,
      stock,
      batch.counters,
      batch.settled.map((one) => one.change),
      batch.orders.filter((id) => !batch.strays.includes(id)),
    );
    const gone = [
      ...(await handOver(tx, stock, leavingOf(batch.settled), batch.kept)),
      ...(await forwardOrders(tx, stock, batch.strays)),
    ];
    const told = await deps.followUp(tx, stock, batch.settled);
    const done = finish(stock, batch.settled, told);
    return {
      ...done,
      ring: [...(done.ring ?? []), ...[...new Set(gone)].map((id) => settleLane(id, stock.workspaceId))],
      moved: batch.orders.length + batch.settled.length,
      more: batch.more,
      restMs: restMs(batch.settled.length),
    };
  }

  function finish(
    stock: StockRow,
    settled: readonly Settled[],
    told: Awaited<ReturnType<SettleDeps['followUp']>>,
  ): Pick<Step, 'ring' | 'last' | 'after'> {
    const byShow = new Map<string, { topic: 'claim' | 'stock' | 'reply'; entity: string }[]>();
    const of = (showId: string) => byShow.get(showId) ?? byShow.set(showId, []).get(showId) ?? [];
    for (const { change } of settled) of(change.showId).push({ topic: 'claim', entity: change.claimId });
    for (const reply of told.replies) of(reply.showId).push({ topic: 'reply', entity: reply.id });
    for (const show of new Set([...stock.onAir.map((one) => one.id), ...byShow.keys()]))
      of(show).push({ topic: 'stock', entity: stock.id });
    // Shows in the order of their ids: another settlement of the same shows takes their counters in the same order.
    const shows = [...byShow.keys()].sort();
    return {
      ring: told.ring,
      last: async (tx) => {
        for (const show of shows) await deps.feed.takeNumbers(tx, stock.workspaceId, show, byShow.get(show) ?? []);
      },
      after: () => shows.forEach((show) => deps.feed.told(show)),
    };
  }

  return {
    name: 'settle',
    step,
    async next(tx, lane) {
      const orders = await readOrders(tx, lane.workspaceId, idOf(lane), 1);
      const first = orders[0];
      if (first) return `order:${first.id}`;
      return (await readPending(tx, lane.workspaceId, idOf(lane), 1))[0]?.id ?? null;
    },
    async skip(tx, lane, subject) {
      // Set aside for a person: the claim keeps its place and holds no stock; an order that cannot be carried out is dropped visibly.
      const stock = await lockStock(tx, lane.workspaceId, idOf(lane));
      if (stock === null) return NOTHING;
      const orders = subject.startsWith('order:') ? [subject.slice('order:'.length)] : [];
      const pending =
        orders.length > 0
          ? []
          : (await readPending(tx, lane.workspaceId, stock.id, 1)).filter((claim) => claim.id === subject);
      const settled = pending.map((claim): Settled => ({ claim, again: false, change: setAside(claim) }));
      // A move that cannot be carried out is over: else its claim would be "just being moved" for good.
      const moves = orders.length === 0 ? [] : await readOrders(tx, lane.workspaceId, stock.id, 1);
      const kept = moves.flatMap(({ id, moveId, claim }) =>
        id === orders[0] && typeof moveId === 'string' ? [{ claimId: claim.id, moveId }] : [],
      );
      await handOver(tx, stock, [], kept);
      await writeSettlement(
        tx,
        stock,
        stock,
        settled.map((one) => one.change),
        orders,
      );
      return { ...finish(stock, settled, { replies: [], ring: [] }), moved: 1, more: true };
    },
    late: (limit) => lateStocks(deps.pool, limit),
  };
}

/**
 * A settlement costs ten statements and a commit for one claim as for fifty, so that a lane that finds many lets more
 * gather before the next: 0.05 s after one, 0.25 s after fifty. The first claim after a pause waits for nothing.
 */
const restMs = (settled: number): number => Math.min(250, 50 + settled * 4);
const leavingOf = (settled: readonly Settled[]): { claimId: string; moveId: string }[] =>
  settled.flatMap(({ change: { claimId, moveId } }) => (moveId === undefined ? [] : [{ claimId, moveId }]));

const NOTHING: Step = { moved: 0, more: false };
const idOf = (lane: Pick<Lane, 'id'>): string => lane.id.slice('settle:'.length);

const setAside = (claim: Candidate): Change => ({
  claimId: claim.id,
  showId: claim.showId,
  state: 'pending',
  held: true,
  reason: 'could not be settled: needs a look',
  rank: null,
  place: null,
  about: null,
  movement: null,
  madeBy: 'hub',
});

/** Everything under the stock's lock: read what is due, decide, and say what to write. */
export async function settleBatch(tx: Tx, stock: StockRow, limit: number) {
  const orders = stock.ordered ? await readOrders(tx, stock.workspaceId, stock.id, limit) : [];
  const mine = orders.filter((order) => (order.claim as Read<Candidate>).stockId === stock.id);
  const done = carryOut(stock, mine);
  const touched = new Set(done.changes.map((change) => change.claimId));
  const released = done.released as Read<Candidate>[];
  const room = limit - orders.length;
  const found = room > 0 ? await readPending(tx, stock.workspaceId, stock.id, room) : [];
  // One that was released is settled as that: twice in one settlement would count its units twice.
  const taken = new Set([...touched, ...released.map((claim) => claim.id)]);
  const pending = found.filter((claim) => !taken.has(claim.id));
  const free = available(done.counters);
  const waiting =
    free > 0 && done.counters.waitlisted > 0
      ? (await readWaiting(tx, stock.workspaceId, stock.id, free, limit)).filter((claim) => !touched.has(claim.id))
      : [];
  const given = allocate(done.counters, waiting, [...released, ...pending]);
  const claims = new Map<string, Read<Candidate>>(
    [...orders.map((order) => order.claim as Read<Candidate>), ...waiting, ...pending].map((claim) => [
      claim.id,
      claim,
    ]),
  );
  // Of one that was moved here its author may have been told at the other product.
  const moved = [...claims.values()].filter((claim) => claim.moveId !== null);
  const again = new Set([...touched, ...[...waiting, ...moved].map((claim) => claim.id)]);
  const settled = [...done.changes, ...given.changes].flatMap((change): Settled[] => {
    const claim = claims.get(change.claimId);
    return claim ? [{ change, claim, again: again.has(change.claimId) }] : [];
  });
  return {
    settled,
    counters: given.counters,
    orders: orders.map((order) => order.id),
    strays: [...done.strays, ...orders.filter((order) => !mine.includes(order)).map((order) => order.id)],
    kept: done.kept,
    more: orders.length === limit || found.length === room || waiting.length === limit,
  };
}
