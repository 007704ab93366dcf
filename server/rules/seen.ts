import type { DecideState, Shown, VideoDelay } from './state.ts';

/**
 * What an author had on screen. Viewers see what the host does a few seconds to some twenty later, each place by its own
 * delay, so that "mine" just after a switch means the product before it. A delay is never exact: it is taken as known to
 * within half of itself, and whoever wrote while two products are possible is not guessed about.
 */
const GRACE = 0.5;
const MOST_SHOWN = 120;
const MOST_DELAYS = 50;
const AT_ONCE: VideoDelay = { ms: 0, backMs: 0, aheadMs: 0 };

export interface Seen {
  /** What they may have seen, the likeliest first, each once; null: nothing was showing. One: that is known. */
  products: readonly [string | null, ...(string | null)[]];
  behindMs: number;
  /** The moment of the show they most likely saw. */
  likelyMs: number;
}

/** What somebody on this connection saw when they wrote this. */
export function seenBy(state: DecideState, connectionId: string | null, spokenAtMs: number): Seen {
  const delay = state.delays[connectionId ?? ''] ?? AT_ONCE;
  const fromMs = spokenAtMs - delay.backMs - delay.ms * (1 + GRACE);
  const toMs = spokenAtMs + delay.aheadMs - delay.ms * (1 - GRACE);
  const likelyMs = spokenAtMs - (delay.backMs - delay.aheadMs) / 2 - delay.ms;
  const spans = spansOf(state, fromMs, toMs).sort((a, b) => distance(a, likelyMs) - distance(b, likelyMs));
  const [first, ...others] = [...new Set(spans.map((span) => span.productId))];
  return { products: [first ?? null, ...others], behindMs: delay.ms, likelyMs };
}

/** The one product they most likely had on screen. */
export const onScreen = (state: DecideState, row: { connectionId: string | null; spokenAtMs: number }): string | null =>
  seenBy(state, row.connectionId, row.spokenAtMs).products[0];

interface Span {
  fromMs: number;
  toMs: number;
  productId: string | null;
}

/** What was on between the two moments, the latest first. */
function spansOf(state: DecideState, fromMs: number, toMs: number): Span[] {
  const shown = history(state);
  const spans: Span[] = [];
  let endMs = Infinity;
  for (let at = shown.length - 1; at >= 0 && endMs > fromMs; at -= 1) {
    const one = shown[at];
    if (one === undefined) break;
    if (one.atMs <= toMs) spans.push({ fromMs: one.atMs, toMs: endMs, productId: one.productId });
    endMs = one.atMs;
  }
  if (endMs > fromMs) spans.push({ fromMs: -Infinity, toMs: endMs, productId: beforeAll(shown) });
  return spans;
}

/**
 * Whoever claims before the first product can be seen, and is read after it was shown, can mean no other. What is older
 * than all that is kept in mind is not known any more.
 */
const beforeAll = (shown: readonly Shown[]): string | null =>
  shown.length < MOST_SHOWN ? (shown[0]?.productId ?? null) : null;

const distance = (span: Span, ms: number): number =>
  ms < span.fromMs ? span.fromMs - ms : ms >= span.toMs ? ms - span.toMs : -1;

/** A state of before there was a history knows what shows, and not since when. */
const history = (state: DecideState): readonly Shown[] =>
  state.shown.length > 0 ? state.shown : [{ atMs: -Infinity, productId: state.showing }];

/** Where nothing was on screen: the products shown next and last, the nearer first; what a person may choose between. */
export function aroundOf(state: DecideState, atMs: number): string[] {
  const shown = history(state);
  const near: { productId: string; away: number }[] = [];
  shown.forEach((one, at) => {
    if (one.productId === null) return;
    const end = shown[at + 1]?.atMs ?? Infinity;
    near.push({ productId: one.productId, away: distance({ ...one, fromMs: one.atMs, toMs: end }, atMs) });
  });
  return [...new Set(near.sort((a, b) => a.away - b.away).map((one) => one.productId))].slice(0, 2);
}

/** From this moment on this product shows. Clocks of two processes may differ: time never runs back here. */
export function showed(state: DecideState, productId: string | null, atMs: number): DecideState {
  const last = state.shown.at(-1);
  // What an older hub left showing was shown before all that follows.
  const before = last === undefined && state.showing !== null ? [{ atMs: 0, productId: state.showing }] : state.shown;
  const next = { atMs: Math.max(atMs, last?.atMs ?? 0), productId };
  return { ...state, showing: productId, shown: [...before, next].slice(-MOST_SHOWN) };
}

/** How late this connection's viewers see it, from here on. */
export function delayed(state: DecideState, connectionId: string, delay: VideoDelay): DecideState {
  const { [connectionId]: _before, ...others } = state.delays;
  // By name: what is kept on the lane's row comes back in another order.
  const kept = Object.entries(others)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, MOST_DELAYS - 1);
  return { ...state, delays: Object.fromEntries([...kept, [connectionId, delay] as const]) };
}
