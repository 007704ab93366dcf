import type { Manifest } from '../../connectors/platforms/contract.ts';

export type SpokenBy = 'platform' | 'receipt' | 'untrusted' | 'hub';

/** When something was said, as well as it can be known, and how we know. */
export interface Spoken {
  ms: number;
  by: SpokenBy;
}

/**
 * How far a platform's clock stands behind ours: the least `received − said` of what was said live. What was said
 * before the session began is late for another reason and teaches nothing.
 */
export class Skew {
  #ms: number | null = null;

  learn(atMs: number, receivedMs: number): void {
    const seen = receivedMs - atMs;
    if (this.#ms === null || seen < this.#ms) this.#ms = seen;
  }

  get ms(): number {
    return this.#ms ?? 0;
  }
}

export interface SpokenInput {
  atMs: number | null;
  receivedMs: number;
  history: boolean;
  time: Manifest['time'];
  sessionStartedMs: number;
  skew: Skew;
}

/** Times outside of these are a platform's mistake, not a moment. */
const EARLIEST_MS = Date.UTC(2015, 0, 1);
const LATEST_AHEAD_MS = 24 * 3_600_000;

/**
 * (a) a trusted platform's time, half its resolution added, moved by the skew of its clock; (b) where there is none,
 * receipt; (c) a time that may not be trusted counts as receipt too, and says so. Never later than receipt.
 */
export function spokenAt(input: SpokenInput): Spoken {
  const { atMs, receivedMs } = input;
  if (atMs === null || !isMoment(atMs, receivedMs)) return { ms: receivedMs, by: 'receipt' };
  if (input.time.source !== 'platform') return { ms: receivedMs, by: 'untrusted' };
  const middleMs = atMs + input.time.resolutionMs / 2;
  if (!input.history && atMs >= input.sessionStartedMs) input.skew.learn(middleMs, receivedMs);
  return { ms: Math.min(receivedMs, Math.round(middleMs + input.skew.ms)), by: 'platform' };
}

const isMoment = (ms: number, receivedMs: number): boolean =>
  Number.isFinite(ms) && ms >= EARLIEST_MS && ms <= receivedMs + LATEST_AHEAD_MS;
