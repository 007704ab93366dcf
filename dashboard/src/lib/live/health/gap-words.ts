import { clockTime, plural, span } from '#lib/shared/format.ts';
import type { FeedGap } from '../feed/entry.ts';

/** What came of a gap, in a few words. */
export function gapSays(gap: FeedGap): string {
  if (gap.endedAtMs === null) return 'still open';
  const found = gap.repaired ?? 0;
  if (gap.reason === 'restart')
    return found > 0 ? `went on under a new live id, ${found} found` : 'went on under a new live id';
  if (gap.resumed) return found > 0 ? `repaired: ${plural(found, 'comment')} found` : 'read on, nothing was missing';
  return found > 0 ? `${plural(found, 'comment')} found, others are lost` : 'what was said is lost';
}

/** The same as a row of the timeline; `where` is the platform, with the connection's name where several are on it. */
export function gapWords(gap: FeedGap, where: string, nowMs: number): string {
  if (gap.endedAtMs === null)
    return `${where}: no line for ${span(nowMs - gap.startedAtMs)}, comments since ${clockTime(gap.startedAtMs)} may be missing`;
  const length = span(gap.endedAtMs - gap.startedAtMs);
  const found = gap.repaired ?? 0;
  const late = `${plural(found, 'comment')} found afterwards and marked late`;
  if (gap.reason === 'restart')
    return `${where}: the broadcast ended and went on under a new live id, ${length} later${found > 0 ? `; ${late}` : ''}`;
  if (gap.resumed) return `${where}: ${length} gap, repaired: ${found > 0 ? late : 'nothing was missing'}`;
  const lost = `comments between ${clockTime(gap.startedAtMs)} and ${clockTime(gap.endedAtMs)} are lost`;
  return `${where}: ${length} gap, ${found > 0 ? `${late}, other ` : ''}${lost}`;
}
