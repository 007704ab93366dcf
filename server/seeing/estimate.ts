/** What came after one switch on one connection: how long after it people named the new product, in milliseconds. */
export type Reactions = readonly number[];

export type Estimate =
  | { known: true; ms: number; reactions: number; switches: number }
  /** Too little has been seen. */
  | { known: false; reactions: number; switches: number };

/** Nobody sees, thinks and writes in less; what is quicker was meant for something else. */
const QUICKEST_MS = 1_500;
const LEAST_SWITCHES = 2;
const LEAST_REACTIONS = 5;
const MOST_MS = 120_000;

/**
 * How late viewers see the show, from their quickest reactions: after each switch the first who named the new product
 * needed the delay and little more. One of them may have known it before, so that of many the second counts; and a switch
 * that few cared about says too much, so that of several switches a low one counts. Pure.
 */
export function estimateDelay(switches: readonly Reactions[]): Estimate {
  const seen = switches.map((list) => list.filter((ms) => ms >= 0 && ms <= MOST_MS).toSorted((a, b) => a - b));
  const quick = seen.filter((list) => list.length > 0).map(quickestOf);
  const reactions = seen.reduce((sum, list) => sum + list.length, 0);
  const about = { reactions, switches: quick.length };
  if (quick.length < LEAST_SWITCHES || reactions < LEAST_REACTIONS) return { known: false, ...about };
  const sorted = quick.toSorted((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) * 0.4)] ?? 0;
  return { known: true, ms: Math.max(0, Math.round((low - QUICKEST_MS) / 500) * 500), ...about };
}

const quickestOf = (sorted: readonly number[]): number =>
  sorted[sorted.length >= 4 ? Math.max(1, Math.floor(sorted.length * 0.1)) : 0] ?? 0;
