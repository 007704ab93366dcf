/** When a connection may have missed something, and since when. Pure: time comes in as values. */

export interface Loss {
  /** The fault's code, or 'hub' when Hawker itself was not running. */
  reason: string;
  startedAtMs: number;
}

/** A line that breaks says so within this; a quiet chat before it is not a part of the gap. */
const TOLD_WITHIN_MS = 2_000;

/**
 * What was lost when a session ended. `lastSignMs` is the last thing the platform told us. Silence is only noticed much
 * later, and whatever came since the last sign may be missing; any other fault tells of itself.
 */
export function lossOf(code: string, lastSignMs: number, noticedMs: number): Loss {
  const since = code === 'stalled' ? lastSignMs : Math.max(lastSignMs, noticedMs - TOLD_WITHIN_MS);
  return { reason: code, startedAtMs: Math.min(since, noticedMs) };
}

/**
 * What was lost while no process of ours held the connection; null when it had never been open, or when another
 * process held it until a moment ago.
 */
export function lossWhileAway(lastSignMs: number | null, nowMs: number, leastMs = 1_500): Loss | null {
  if (lastSignMs === null || nowMs - lastSignMs < leastMs) return null;
  return { reason: 'hub', startedAtMs: lastSignMs };
}

/** A little before a gap began is looked at too: what has been there is known by its key, and what has not was missed. */
const BEFORE_GAP_MS = 5_000;
export const missedSince = (gapStartedMs: number): number => gapStartedMs - BEFORE_GAP_MS;

/** May the platform have handed over what was missed? Only where it let us read on from where we stopped. */
export function wasResumed(manifest: { resume: 'cursor' | 'none' }, cursor: string | null, sameLive: boolean): boolean {
  return manifest.resume === 'cursor' && cursor !== null && sameLive;
}
