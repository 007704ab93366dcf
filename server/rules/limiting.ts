import type { LogRow } from './log-row.ts';
import type { Limits, Rule } from './rule-set.ts';
import { seeded } from './seeded.ts';

/** What a rule's limits remember of a show. Bounded, plain JSON. A rule in shadow keeps its own, as if it had acted. */
export interface Limited {
  /** When it last acted, by spoken time. */
  lastMs?: number;
  /** When it acted lately, in order: as many as the cap of a minute. */
  times?: number[];
  /** Whom it has answered, six characters each between commas, the latest last. */
  viewers?: string;
}

const MINUTE_MS = 60_000;
/** A viewer comes to mind no longer when so many others have come since. */
export const MOST_VIEWERS = 2_000;
const MARK = 6;

/** The limit that keeps it back now; null: none. */
export function limitedBy(limits: Limits | undefined, before: Limited | undefined, row: LogRow): keyof Limits | null {
  if (limits === undefined || before === undefined) return null;
  if (limits.coolDownSeconds !== undefined && rests(limits.coolDownSeconds, before, row.spokenAtMs))
    return 'coolDownSeconds';
  if (limits.oncePerViewer === true && hasSeen(before, row)) return 'oncePerViewer';
  return limits.perMinute !== undefined && isFull(limits.perMinute, before.times ?? [], row.spokenAtMs)
    ? 'perMinute'
    : null;
}

/** What is remembered when it has acted once more; the same where nothing is limited. */
export function limitedAfter({ limits }: Rule, before: Limited | undefined, row: LogRow): Limited | undefined {
  if (limits === undefined) return before;
  const now: Limited = { ...before };
  if (limits.coolDownSeconds !== undefined) now.lastMs = Math.max(row.spokenAtMs, before?.lastMs ?? 0);
  if (limits.perMinute !== undefined) now.times = timesAfter(before?.times ?? [], row.spokenAtMs);
  if (limits.oncePerViewer === true) now.viewers = viewersAfter(before?.viewers ?? '', markOf(row));
  return now;
}

/** What was said before it acted and is heard later rests too. */
const rests = (seconds: number, before: Limited, spokenAtMs: number): boolean =>
  before.lastMs !== undefined && spokenAtMs < before.lastMs + seconds * 1000;

/** Would one more at this moment make more than `cap` in any sixty seconds? What is older than all that is kept counts as full. */
function isFull(cap: number, times: readonly number[], atMs: number): boolean {
  const newest = times.at(-1) ?? -Infinity;
  if (atMs < newest - MINUTE_MS) return true;
  const near = [...times.filter((one) => Math.abs(one - atMs) < MINUTE_MS), atMs].sort((a, b) => a - b);
  return near.some((first, at) => {
    const last = near[at + cap];
    return last !== undefined && last - first < MINUTE_MS;
  });
}

function timesAfter(times: readonly number[], atMs: number): number[] {
  const newest = Math.max(times.at(-1) ?? 0, atMs);
  return [...times, atMs].sort((a, b) => a - b).filter((one) => one > newest - 2 * MINUTE_MS);
}

/** Who the platform withholds is nobody: each of their messages counts for itself. */
const markOf = (row: LogRow): string | null =>
  row.authorId === null || row.unnamed === true
    ? null
    : seeded(row.authorId).toString(36).padStart(MARK, '0').slice(-MARK);

function hasSeen(before: Limited, row: LogRow): boolean {
  const mark = markOf(row);
  return mark !== null && before.viewers !== undefined && before.viewers.includes(`,${mark},`);
}

function viewersAfter(viewers: string, mark: string | null): string {
  if (mark === null) return viewers;
  const all = viewers === '' ? `,${mark},` : `${viewers}${mark},`;
  const most = MOST_VIEWERS * (MARK + 1) + 1;
  return all.length <= most ? all : all.slice(all.length - most);
}
