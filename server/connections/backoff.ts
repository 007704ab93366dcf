/** How long to wait before the next try. Pure: chance comes in as a value. */

export interface BackoffLimits {
  /** Ceiling of the first wait; it grows by `factor` with every failed try. */
  baseMs: number;
  factor: number;
  capMs: number;
  /** Two tries are never closer together than this. */
  leastMs: number;
}

/** Grows gently and not far: a line that drops for half a minute in a live show should be back soon after. */
export const RECONNECT: BackoffLimits = { baseMs: 800, factor: 1.6, capMs: 12_000, leastMs: 250 };
/** A broadcast that has not begun is looked for calmly: every look costs a request, and nothing is missed. */
export const NOT_LIVE_YET: BackoffLimits = { baseMs: 15_000, factor: 2, capMs: 60_000, leastMs: 10_000 };
/** A broadcast that ended while the show goes on may begin again at once under another id; later it is looked for more calmly. */
export const GONE_ON: BackoffLimits = { baseMs: 2_500, factor: 1.2, capMs: 20_000, leastMs: 1_500 };

/**
 * Exponential backoff with full jitter: anywhere between `leastMs` and a ceiling that grows with `attempt` (0 for the
 * first wait). A delay that the platform named is never undercut; a tenth is added to it so that many hubs do not
 * come back in the same moment.
 */
export function nextDelay(
  attempt: number,
  random: number,
  limits: BackoffLimits = RECONNECT,
  retryAfterMs?: number,
): number {
  const ceiling = Math.min(limits.capMs, limits.baseMs * limits.factor ** Math.min(Math.max(attempt, 0), 30));
  const jittered = limits.leastMs + random * Math.max(0, ceiling - limits.leastMs);
  if (retryAfterMs === undefined) return Math.round(jittered);
  const asked = Math.max(0, retryAfterMs);
  return Math.round(Math.max(asked + random * Math.min(5_000, asked * 0.1), limits.leastMs));
}

/** A session that lived this long was a good one: the next fault starts counting from the beginning. */
export const GOOD_AFTER_MS = 10_000;
