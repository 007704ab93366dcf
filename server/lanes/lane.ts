import type { Tx } from '../db/transaction.ts';

/** Names one lane, e.g. `decide:<show>`. The part before the first colon is the kind of lane. */
export interface LaneRef {
  id: string;
  workspaceId: string;
  /** The show that takes the lane with it when it is removed; absent for lanes that outlive shows. */
  showId?: string | null;
}

/** A lane whose row is locked by the running transaction. */
export interface Lane {
  id: string;
  workspaceId: string;
  showId: string | null;
  /** The last thing taken, for lanes that read an ordered log; 0 where the lane keeps no cursor. */
  cursor: number;
  /** What folding the log so far has left, as the kind wrote it; null at first. */
  state: unknown;
}

export interface Drained {
  more: boolean;
  /** How long the lane rests now, in milliseconds; absent: a moment. */
  restMs?: number;
}

/** A kind of lane as the runner, the bells and the sweeper see it. */
export interface LaneKind {
  name: string;
  /** Does some of what is due and says whether more is waiting. Only one call a lane runs at a time in a process. */
  drain(ref: LaneRef): Promise<Drained>;
  /** Lanes that have something due, asked of the data itself, so that no ring is ever needed for correctness. */
  late(limit: number): Promise<LaneRef[]>;
  /** Drains call the outside world and must not hold a bell's job meanwhile. */
  outside?: boolean;
}

/** What one transaction of a lane did. */
export interface Step {
  /** How many of its things it took; 0 says that there was nothing to do. */
  moved: number;
  more: boolean;
  /** See `Drained`. */
  restMs?: number;
  cursor?: number;
  state?: unknown;
  /** The lane is drained again at this time at the latest. */
  wakeAt?: Date | null;
  /** Rung after the commit. */
  ring?: LaneRef[];
  /** The last statement before the commit: taking feed numbers. */
  last?: ((tx: Tx) => Promise<void>) | undefined;
  /** Runs after the commit, e.g. to tell the feed. Must not throw. */
  after?: () => void;
}

/**
 * A lane whose whole work is one transaction a batch. It takes its things always in the same order, so that a batch
 * can be cut smaller until the one thing is found that cannot be done.
 */
export interface StepKind {
  name: string;
  step(tx: Tx, lane: Lane, limit: number): Promise<Step>;
  /** What `step` with a limit of 1 would take: its seq or id; null when nothing is due. */
  next(tx: Tx, lane: Lane): Promise<string | null>;
  /** Goes past a thing that cannot be done, leaving it visible for a person. */
  skip(tx: Tx, lane: Lane, subject: string, error: string): Promise<Step>;
  late(limit: number): Promise<LaneRef[]>;
  /** Things a transaction takes at most (500). */
  limit?: number;
}

export const kindOf = (laneId: string): string => laneId.slice(0, laneId.indexOf(':'));
