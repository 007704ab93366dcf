/** How fast the daily ledger of units may be spent. Pure. */
export const DAILY_UNITS = 10_000;
/** What calls cost; from the method pages of the API. */
export const COST = { read: 5, reply: 20, look: 1, moderate: 50, search: 100 } as const;

/** Kept for answers: reading slows down to a crawl before they run out. */
const KEPT_FOR_REPLIES = 2_000;
const COMFORTABLE = DAILY_UNITS / 2;
const SLOWEST_READ_MS = 60_000;

/** How long to wait before the next read: what the platform asks, longer as the ledger runs low. */
export function readDelayMs(askedMs: number, unitsLeft: number | null): number {
  if (unitsLeft === null || unitsLeft >= COMFORTABLE) return askedMs;
  const spendable = unitsLeft - KEPT_FOR_REPLIES;
  if (spendable <= 0) return Math.max(askedMs, SLOWEST_READ_MS);
  const stretch = (COMFORTABLE - KEPT_FOR_REPLIES) / spendable;
  return Math.min(Math.max(askedMs, SLOWEST_READ_MS), Math.round(askedMs * stretch));
}

const pacific = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/Los_Angeles',
  hourCycle: 'h23',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
});
const DAY_MS = 86_400_000;

/** The ledger starts anew at midnight Pacific time. On the two days when clocks change it is an hour off. */
export function untilResetMs(nowMs: number): number {
  const part = (type: string) => Number(pacific.formatToParts(nowMs).find((one) => one.type === type)?.value ?? 0);
  return DAY_MS - ((part('hour') * 60 + part('minute')) * 60 + part('second')) * 1000;
}
