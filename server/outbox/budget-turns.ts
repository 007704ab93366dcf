import { freeAt, strideOf, withUse, type Window } from './budget-windows.ts';

/**
 * The turns that a way has within its limits, and who is worth most on them. Pure.
 */
export interface Pace {
  /** Not before. */
  fromMs: number;
  /** Between two turns, whatever else is allowed. */
  everyMs: number;
  windows: readonly Window[];
  /** No more than so many turns, whenever; null: unlimited. */
  most: number | null;
}

/** When the next turns are, at most `count` of them and none after `untilMs`. */
export function turnsOf(pace: Pace, untilMs: number, count: number, byPerson = false): number[] {
  let { windows } = pace;
  const turns: number[] = [];
  let atMs = pace.fromMs;
  const most = Math.min(count, pace.most ?? count);
  while (turns.length < most) {
    atMs = windows.reduce((at, window) => Math.max(at, freeAt(window, at, byPerson)), atMs);
    if (!(atMs <= untilMs)) break;
    turns.push(atMs);
    const now = atMs;
    windows = windows.map((window) => withUse(window, now));
    atMs += windows.reduce((every, window) => Math.max(every, strideOf(window, now)), pace.everyMs);
  }
  return turns;
}

/** Something that takes one turn and is worth something until its deadline. */
export interface Wanting {
  valueMinor: bigint;
  deadlineMs: number | null;
}

export interface Share<W> {
  /** Who gets a turn, in the order of their deadlines. */
  taken: W[];
  left: W[];
}

/**
 * Who gets the turns so that what is said in time is worth most: from the dearest down, each on the last free turn
 * before its deadline. That is optimal for things of one turn each, and costs next to nothing.
 */
export function shareOut<W extends Wanting>(turns: readonly number[], wanting: readonly W[]): Share<W> {
  // free[i]: the last free turn at or before i, found along the chain; -1: none.
  const free = turns.map((_turn, i) => i);
  const find = (i: number): number => {
    let at = i;
    while (at >= 0 && free[at] !== at) at = free[at] ?? -1;
    for (let walk = i; walk >= 0 && walk !== at;) {
      const next = free[walk] ?? -1;
      free[walk] = at;
      walk = next;
    }
    return at;
  };
  const taken: W[] = [];
  const left: W[] = [];
  for (const one of [...wanting].sort(dearestFirst)) {
    const slot = find(lastBefore(turns, one.deadlineMs));
    if (slot < 0) left.push(one);
    else {
      free[slot] = slot - 1;
      taken.push(one);
    }
  }
  return { taken: taken.sort(soonestFirst), left };
}

/** By the second: what is due in the same one goes by its worth. */
export function soonestFirst(a: Wanting, b: Wanting): number {
  const second = (one: Wanting): number => Math.floor((one.deadlineMs ?? Number.MAX_SAFE_INTEGER) / 1_000);
  return second(a) - second(b) || dearestFirst(a, b);
}

export const dearestFirst = (a: Wanting, b: Wanting): number =>
  a.valueMinor === b.valueMinor
    ? (a.deadlineMs ?? Infinity) - (b.deadlineMs ?? Infinity)
    : a.valueMinor > b.valueMinor
      ? -1
      : 1;

/** The last turn that is not after the deadline. */
function lastBefore(turns: readonly number[], deadlineMs: number | null): number {
  if (deadlineMs === null) return turns.length - 1;
  let low = 0;
  let high = turns.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((turns[middle] ?? Infinity) < deadlineMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
