/** What a platform's daily ledger still allows. Pure: time comes in as a value. */

/** Where a platform's day begins; the ledger's rows are one a day. YouTube's quota resets at midnight Pacific time. */
const LEDGER_ZONE = 'America/Los_Angeles';
const DAY_MS = 86_400_000;
const parts = new Intl.DateTimeFormat('en-US', {
  timeZone: LEDGER_ZONE,
  hourCycle: 'h23',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
});

/** The moment the ledger's present day began, in milliseconds since 1970. */
export function dayStart(nowMs: number): number {
  const wholeSecond = Math.floor(nowMs / 1_000) * 1_000;
  const start = wholeSecond - sinceMidnight(wholeSecond);
  // On the two days a year when the clock is changed, midnight lies an hour away from where counting back leads.
  const off = sinceMidnight(start);
  return off === 0 ? start : off < DAY_MS / 2 ? start - off : start + (DAY_MS - off);
}

function sinceMidnight(ms: number): number {
  const of = Object.fromEntries(parts.formatToParts(ms).map((part) => [part.type, Number(part.value)]));
  return (((of['hour'] ?? 0) * 60 + (of['minute'] ?? 0)) * 60 + (of['second'] ?? 0)) * 1_000;
}

export interface DailyUnits {
  /** Tells the units that are left; null where the platform keeps no ledger. */
  left(): number | null;
  spend(units: number): void;
  /** What was spent since this was last asked, to be added to the ledger's row. */
  take(): { windowStartMs: number; units: number; allowed: number } | null;
}

/** Our own count of one connection's ledger. `used` is what the row of `windowStartMs` said when the session began. */
export function createDailyUnits(total: number | null, used: number, now: () => number): DailyUnits {
  let windowStartMs = dayStart(now());
  let spent = used;
  let untold = 0;
  const turn = (): void => {
    const today = dayStart(now());
    if (today === windowStartMs) return;
    windowStartMs = today;
    spent = 0;
    untold = 0;
  };
  return {
    left() {
      turn();
      return total === null ? null : Math.max(0, total - spent);
    },
    spend(units) {
      turn();
      spent += units;
      untold += units;
    },
    take() {
      turn();
      if (untold === 0 || total === null) return null;
      const taken = { windowStartMs, units: untold, allowed: total };
      untold = 0;
      return taken;
    },
  };
}
