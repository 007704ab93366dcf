import type pg from 'pg';
import { isTransient, transaction, type Tx } from '../db/transaction.ts';
import type { Log } from '../log.ts';
import type { Drained, Lane, LaneKind, LaneRef, Step, StepKind } from './lane.ts';
import { lockLane, markOpen, park, readSuspicion, saveLane, type Suspicion } from './store.ts';

export interface DrainOptions {
  hot: pg.Pool;
  /** For the mark that must be written outside the lane's transaction. */
  rest: pg.Pool;
  log: Log;
  /** Names this process, differently at each start. */
  process: string;
  ring(refs: LaneRef[]): void;
  /** Things a transaction takes at most. */
  limit?: number;
}

const LIMIT = 500;
const GOOD_ENOUGH = 8;
/** A batch that killed its process is tried again in parts of a thirteenth: 2,000, 154, 12, 1; at the fifth try it is parked. */
const NARROWER = 13;
const DIED = 'the process ended while this was being done, several times';

/**
 * Makes a lane of a kind whose work is one transaction a batch: row lock, effects, cursor, and the ways out when
 * something cannot be done. A passing fault is thrown to the runner, which tries again; anything else halves the
 * batch until the one thing is found, which is parked by itself while the lane goes on.
 */
export function transactionalLane(kind: StepKind, options: DrainOptions): LaneKind {
  const limit = options.limit ?? kind.limit ?? LIMIT;
  /** Lanes that go in smaller batches now, and how many of that size went well. */
  const narrow = new Map<string, { width: number; good: number }>();

  /** What was tried by itself, by lane. */
  const alone = new Map<string, string | null>();

  async function drain(ref: LaneRef): Promise<Drained> {
    const width = narrow.get(ref.id)?.width ?? limit;
    try {
      const step = await transaction(options.hot, (tx) => batch(tx, ref, width), { repeatable: true, retries: 2 });
      widen(ref.id);
      return done(step);
    } catch (error) {
      await clearMark(ref);
      if (isTransient(error)) {
        // A batch that takes longer than a transaction may is cut off like a passing fault, and would be each time.
        halve(ref.id, width);
        throw error;
      }
      return poisoned(ref, width, error);
    }
  }

  // Best effort: where it fails too, the mark still names this process, which will know that it lives.
  async function clearMark(ref: LaneRef): Promise<void> {
    await markOpen(options.rest, ref, { open: 0, width: 0, suspects: 0, by: options.process, alive: true }).catch(
      (error: unknown) => {
        options.log.warn({ lane: ref.id, error }, 'lane-mark-not-cleared');
      },
    );
  }

  function halve(id: string, width: number): void {
    narrow.set(id, { width: Math.max(1, Math.floor(width / 2)), good: 0 });
  }

  // Not after each good one: what was too much once would be too much every other time.
  function widen(id: string): void {
    const now = narrow.get(id);
    if (now === undefined || ++now.good < GOOD_ENOUGH) return;
    if (now.width * 2 >= limit) narrow.delete(id);
    else narrow.set(id, { width: now.width * 2, good: 0 });
  }

  function done(step: Step): Drained {
    step.after?.();
    if (step.ring !== undefined && step.ring.length > 0) options.ring(step.ring);
    return step.restMs === undefined ? { more: step.more } : { more: step.more, restMs: step.restMs };
  }

  async function batch(tx: Tx, ref: LaneRef, wanted: number): Promise<Step> {
    const lane = await lockLane(tx, ref);
    if (lane === null) return { moved: 0, more: false };
    const plan = planOf(await readSuspicion(tx, ref), wanted, options.process);
    if (plan.park) return giveUp(tx, lane, ref, 5, DIED);
    if (plan.mark.open === 1) alone.set(ref.id, await kind.next(tx, lane));
    await markOpen(options.rest, ref, plan.mark);
    const step = await kind.step(tx, lane, plan.mark.open);
    const suspects = step.more ? Math.max(0, plan.mark.suspects - step.moved) : 0;
    await saveLane(tx, ref, step, { ...plan.mark, open: 0, suspects });
    await step.last?.(tx);
    return step;
  }

  async function poisoned(ref: LaneRef, width: number, error: unknown): Promise<Drained> {
    options.log.warn({ lane: ref.id, width, error }, 'lane-batch-failed');
    if (width > 1) {
      halve(ref.id, width);
      return { more: true };
    }
    const sentence = error instanceof Error ? error.message : String(error);
    const failed = alone.get(ref.id);
    const step = await transaction(options.hot, async (tx): Promise<Step> => {
      const lane = await lockLane(tx, ref);
      if (lane === null) return { moved: 0, more: false };
      // Another process may have been here since: then what failed is past, and what is next has done nothing wrong.
      const isNext = (await kind.next(tx, lane)) === failed;
      return isNext ? giveUp(tx, lane, ref, 1, sentence) : { moved: 0, more: true };
    });
    narrow.delete(ref.id);
    return done(step);
  }

  async function giveUp(tx: Tx, lane: Lane, ref: LaneRef, tries: number, error: string): Promise<Step> {
    const subject = await kind.next(tx, lane);
    const step = subject === null ? { moved: 0, more: false } : await kind.skip(tx, lane, subject, error);
    if (subject !== null) await park(tx, lane, subject, tries, error);
    await saveLane(tx, ref, step, { open: 0, width: 0, suspects: 0, by: options.process, alive: true });
    await step.last?.(tx);
    if (subject !== null) options.log.error({ lane: ref.id, subject, tries }, 'lane-parked');
    return { ...step, more: subject !== null };
  }

  return { name: kind.name, drain, late: (most) => kind.late(most) };
}

/** What to try now, given how the last try of this lane ended. */
export function planOf(last: Suspicion, wanted: number, by: string): { park: boolean; mark: Suspicion } {
  const died = last.open > 0 && last.by !== by && !last.alive;
  if (died && last.open === 1) return { park: true, mark: { open: 1, width: 1, suspects: 1, by, alive: true } };
  if (died) {
    const width = Math.ceil(last.open / NARROWER);
    return { park: false, mark: { open: width, width, suspects: last.open, by, alive: true } };
  }
  if (last.suspects > 0)
    return { park: false, mark: { ...last, open: Math.min(last.width, last.suspects, wanted), by, alive: true } };
  return { park: false, mark: { open: wanted, width: 0, suspects: 0, by, alive: true } };
}
