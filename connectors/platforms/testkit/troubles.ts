import type { SimFault } from './simulator.ts';

/** What waits in the window of a reordering leaves after this at the latest. */
const REORDER_WAIT_MS = 100;

/** The faults that are the line's and not the account's. */
export type Trouble = Extract<
  SimFault,
  { kind: 'duplicate' | 'reorder' | 'throttle' | 'drop' | 'stall' | 'broken-frame' }
>;

/**
 * The troubles that a platform read by requests has like any other: slowed down, cut off, silent, out of order, twice,
 * broken. What a token's end or a broadcast's restart means is the platform's own and stays with it.
 */
export interface Troubles<Entry> {
  /** True where the fault was one of these. */
  take(fault: SimFault): fault is Trouble;
  /** Hands entries on to `send`, in order or as a reordering shuffles them. */
  deliver(entries: Entry[]): void;
  /** Shall this happening be delivered twice? */
  isDoubled(): boolean;
  /** How long this call is told to wait; null: it is not slowed down. */
  throttledMs(): number | null;
  takeBrokenPage(): boolean;
  isDropped(): boolean;
  isStalled(): boolean;
  /** Calls back when every line is cut. */
  onCut(line: () => void): void;
  /** Calls back when a stall may be over; answers how to stop that. */
  onStallOver(go: () => void): () => void;
  stop(): void;
}

/** @param shuffling apart from the platform's other chance, so that how often a client calls changes no order */
export function createTroubles<Entry>(shuffling: () => number, send: (entries: Entry[]) => void): Troubles<Entry> {
  const left = { duplicate: 0, reorder: 0, within: 1, throttle: 0, retryAfterMs: 0, brokenPages: 0 };
  const until = { dropped: 0, stalled: 0 };
  const cut = new Set<() => void>();
  const waiting = new Set<() => void>();
  let windowed: Entry[] = [];
  let windowTimer: NodeJS.Timeout | undefined;

  /** Lets go what waits in the window of a reordering, shuffled. */
  function release(): void {
    clearTimeout(windowTimer);
    windowTimer = undefined;
    const shuffled = windowed.map((entry) => ({ entry, at: shuffling() })).sort((a, b) => a.at - b.at);
    windowed = [];
    send(shuffled.map(({ entry }) => entry));
  }

  function deliver(entries: Entry[]): void {
    if (left.reorder <= 0) {
      if (windowed.length > 0) release();
      return send(entries);
    }
    left.reorder -= 1;
    windowed.push(...entries);
    if (windowed.length >= left.within || left.reorder === 0) release();
    else windowTimer ??= setTimeout(release, REORDER_WAIT_MS);
  }

  function take(fault: SimFault): fault is Trouble {
    switch (fault.kind) {
      case 'duplicate':
        left.duplicate = fault.next;
        return true;
      case 'reorder':
        Object.assign(left, { reorder: fault.next, within: fault.within });
        return true;
      case 'throttle':
        Object.assign(left, { throttle: fault.times, retryAfterMs: fault.retryAfterMs });
        return true;
      case 'drop':
        until.dropped = Date.now() + fault.forMs;
        for (const line of cut) line();
        return true;
      case 'stall':
        until.stalled = Date.now() + fault.forMs;
        setTimeout(() => waiting.forEach((go) => go()), fault.forMs + 5).unref();
        return true;
      case 'broken-frame':
        left.brokenPages += 1;
        return true;
      default:
        return false;
    }
  }

  const one = (of: 'duplicate' | 'throttle' | 'brokenPages'): boolean => left[of] > 0 && ((left[of] -= 1), true);
  return {
    ...{ take, deliver },
    isDoubled: () => one('duplicate'),
    throttledMs: () => (one('throttle') ? left.retryAfterMs : null),
    takeBrokenPage: () => one('brokenPages'),
    isDropped: () => Date.now() < until.dropped,
    isStalled: () => Date.now() < until.stalled,
    onCut: (line) => void cut.add(line),
    onStallOver(go) {
      waiting.add(go);
      return () => waiting.delete(go);
    },
    stop: () => clearTimeout(windowTimer),
  };
}
