/** When something is said. Pure: the moments of a second, by its rate; the order of chance is the seed's. */

/** A show that was left alone runs down, so that a forgotten one does not fill a disk. */
const LIVELY_MS = 30 * 60_000;
const QUIET_SHARE = 0.1;

export const PACES = { calm: 2, wild: 20 } as const;
export type PaceName = keyof typeof PACES;

/**
 * `rate` moments of one second, in milliseconds after its begin, sorted: as many as the rate says and spread as chance
 * has it, which is how arrivals look when their number is known. A rate below one gives one now and then.
 */
export function momentsOfSecond(rate: number, random: () => number): number[] {
  const whole = Math.floor(rate);
  const count = whole + (random() < rate - whole ? 1 : 0);
  return Array.from({ length: count }, () => random() * 1_000).sort((a, b) => a - b);
}

/** The rate after a while without anybody touching the pace. */
export const rateNow = (rate: number, sinceTouchedMs: number): number =>
  sinceTouchedMs < LIVELY_MS ? rate : rate * QUIET_SHARE;
