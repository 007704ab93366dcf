/**
 * Puts events back into the order in which TikTok made them. Frames overtake each other on the way (a small one is
 * ready before a large one that left earlier), so each event waits a moment for those that should stand before it.
 * Time is a value here.
 */
export interface Waiting<T> {
  item: T;
  /** The platform's time, or the time of receipt where it gave none. */
  atMs: number;
  /** The platform's id: it grows with time and settles ties. */
  id: string;
}

export interface Reorder<T> {
  add(entry: Waiting<T>, nowMs: number): void;
  /** What has waited long enough, in order. */
  ready(nowMs: number): T[];
  nextMs(): number | null;
  /** Everything, in order. */
  drain(): T[];
}

export function createReorder<T>(windowMs: number): Reorder<T> {
  // Sorted; nearly always an append, so searching from the end is cheap.
  const waiting: (Waiting<T> & { untilMs: number })[] = [];
  const release = (count: number) => waiting.splice(0, count).map(({ item }) => item);
  return {
    add(entry, nowMs) {
      let place = waiting.length;
      for (let before = waiting[place - 1]; before && isBefore(entry, before); before = waiting[place - 1]) place -= 1;
      waiting.splice(place, 0, { ...entry, untilMs: nowMs + windowMs });
    },
    ready(nowMs) {
      // Whatever stands before one whose wait is over goes with it, or the order would be lost.
      return release(waiting.findLastIndex(({ untilMs }) => untilMs <= nowMs) + 1);
    },
    nextMs() {
      let next: number | null = null;
      for (const { untilMs } of waiting) next = Math.min(next ?? Infinity, untilMs);
      return next;
    },
    drain: () => release(waiting.length),
  };
}

const isBefore = <T>(left: Waiting<T>, right: Waiting<T>) =>
  left.atMs < right.atMs || (left.atMs === right.atMs && byId(left.id, right.id) < 0);

/** Decimal strings by value, without turning ids past 2^53 into numbers. */
const byId = (left: string, right: string) => left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);
