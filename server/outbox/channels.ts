/**
 * Which channel a debt of ours is paid by: privately, in public, or on the screen. Pure.
 *
 * How the screen takes its part: the send lane asks `screenTakes` of every queued row it looks at, while a page is drawn
 * over that platform's video (`ScreenOpen`). Where it says yes, the lane hands the row over: `kind` becomes 'screen', the
 * kind it had is kept in `target.was`, and the sentence in `target.whyScreen`. A rule may also order a row of kind
 * 'screen' outright. From then on the row is the overlay's: it takes rows of kind 'screen' in state 'queued' (its
 * deadline not over, replies not stopped), marks them 'sending' with an attempt id and `target.way` 'screen', and 'sent'
 * when the page says that the line was shown long enough. The send lane never sends a row of kind 'screen'. Where no page
 * is open any more it takes queued ones back: what was handed over goes back to `target.was`, what was ordered for the
 * screen alone ends 'unreachable', and so does one at its deadline ('expired').
 */

/** Is there a page open now that is drawn over this platform's video? Asked in every drain: it must be cheap. */
export type ScreenOpen = (showId: string, platform: string) => boolean;

/** What is drawn: a name, a code, what became of it. In `target.screen` of every row that fits on a line. */
export interface ScreenLine {
  /** As the platform shows it, without @; empty where it is for everybody. */
  name: string;
  /** The code, with the variant where one was named; empty where there is none. */
  code: string;
  /** 'reserved' | 'waitlisted' | 'late' | 'offered' | 'cancelled' | 'price' | 'stock' | 'which-one' */
  what: string;
}

export interface ScreenDebt {
  kind: string;
  /** Where it can be drawn at all. */
  screen: ScreenLine | null;
  createdMs: number;
  deadlineMs: number | null;
}

/** How far the other channels of a row reach. */
export interface Reach {
  /** False: its platform has no other way for it now. */
  other: boolean;
  /** When its turn would come there, by the runway, in milliseconds from now; null: not before its deadline. */
  inMs: number | null;
}

/**
 * Does the screen pay this row now? Rows ordered for it; rows whose platform has no other way; rows whose turn elsewhere
 * comes after half of the time that is left to them.
 */
export function screenTakes(row: ScreenDebt, nowMs: number, reach: Reach): boolean {
  if (row.kind === 'screen') return true;
  if (row.screen === null) return false;
  if (!reach.other) return true;
  if (row.deadlineMs === null) return reach.inMs === null;
  const leftMs = row.deadlineMs - nowMs;
  return reach.inMs === null || reach.inMs > leftMs / 2;
}
