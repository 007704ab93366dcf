/**
 * A platform's limits as windows that slide: in any `perMs` no more than `most`. What was used is kept in bins, each
 * counted whole until the last moment that it may hold has left the window, so that what is counted is never less than
 * what the platform counts. Pure.
 */
export interface Window {
  /** Under which name it is kept: connections that share an account share it. */
  scope: string;
  /** What it counts, as the platform's actions are called. */
  acts: readonly string[];
  most: number;
  perMs: number;
  /** Oldest first. */
  bins: readonly Bin[];
}
export interface Bin {
  startMs: number;
  used: number;
}

/** The platform sees a call later than we marked it, now this much and now that: a second at least, of an hour ten. */
const slackMs = (perMs: number): number => Math.min(10_000, Math.max(1_000, perMs / 10));

/** How much of the window one bin holds: a minute of an hour, never less than a second. */
export const binMs = (perMs: number): number => Math.max(1_000, Math.ceil(perMs / 60));
export const binStart = (atMs: number, perMs: number): number => Math.floor(atMs / binMs(perMs)) * binMs(perMs);

/** Kept back for people: what a rule says stops a little before what may be said. */
export const keptForPeople = (most: number): number => (most <= 1 ? 0 : Math.max(1, Math.floor(most / 25)));

const leavesMs = (bin: Bin, perMs: number): number => bin.startMs + binMs(perMs) + perMs + slackMs(perMs);

export function usedIn({ bins, perMs }: Pick<Window, 'bins' | 'perMs'>, nowMs: number): number {
  return bins.reduce((sum, bin) => (leavesMs(bin, perMs) > nowMs ? sum + bin.used : sum), 0);
}

/** How often more it may be done now. */
export const leftIn = (window: Window, nowMs: number, byPerson: boolean): number =>
  Math.max(0, window.most - (byPerson ? 0 : keptForPeople(window.most)) - usedIn(window, nowMs));

/** The first moment at or after `nowMs` at which it may be done once more. */
export function freeAt(window: Window, nowMs: number, byPerson: boolean): number {
  let over = usedIn(window, nowMs) - (window.most - (byPerson ? 0 : keptForPeople(window.most))) + 1;
  if (over <= 0) return nowMs;
  for (const bin of window.bins) {
    if (leavesMs(bin, window.perMs) <= nowMs) continue;
    over -= bin.used;
    if (over <= 0) return leavesMs(bin, window.perMs);
  }
  return Infinity;
}

/** As it is after one more use at `atMs`. */
export function withUse(window: Window, atMs: number): Window {
  const startMs = binStart(atMs, window.perMs);
  const there = window.bins.at(-1);
  if (there?.startMs === startMs)
    return { ...window, bins: [...window.bins.slice(0, -1), { startMs, used: there.used + 1 }] };
  return { ...window, bins: [...window.bins, { startMs, used: 1 }] };
}

/** Half of a window is there for a rush; the rest is spread, so that what is dear later still finds room. */
export const strideOf = (window: Window, nowMs: number): number =>
  leftIn(window, nowMs, true) * 2 >= window.most ? 0 : window.perMs / window.most;
