import { dayAndTime, plural, span } from '#lib/shared/format.ts';
import { platformLook } from '#lib/shared/platforms.ts';
import type { Overlay } from '../../../../server/api/schemas/overlays.ts';

export interface SeenLook {
  tone: 'ok' | 'warn' | '';
  word: string;
}

/** Is anybody drawing it now? */
export function seenLook({ pages, seenAtMs }: Pick<Overlay, 'pages' | 'seenAtMs'>, nowMs: number): SeenLook {
  const ago = seenAtMs === null ? null : nowMs - seenAtMs;
  if (pages > 0 && ago !== null && ago < 6_000) return { tone: 'ok', word: `${plural(pages, 'page')} open` };
  if (pages > 0) return { tone: 'warn', word: `${plural(pages, 'page')} open, none in sight` };
  if (ago === null) return { tone: '', word: 'Never opened' };
  if (ago < 6_000) return { tone: 'ok', word: 'Open' };
  return {
    tone: '',
    word: ago < 6 * 3_600_000 ? `Last seen ${span(ago)} ago` : `Last seen ${dayAndTime(seenAtMs ?? 0)}`,
  };
}

/** Over whose video, in words. */
export function whereDrawn({ destinations }: Pick<Overlay, 'destinations'>): string {
  if (destinations.length === 0) return 'Over every platform’s video';
  return `Over the video of ${destinations.map((one) => platformLook(one).name).join(', ')}`;
}

/** Which show it draws. */
export function whichShow({
  showTitle,
  showId,
  isRehearsal,
}: Pick<Overlay, 'showTitle' | 'showId' | 'isRehearsal'>): string {
  if (showId === null) return 'Whatever live show is on air';
  return isRehearsal ? `The rehearsal “${showTitle ?? ''}” only` : `“${showTitle ?? ''}” only`;
}

/** Words of a list as a person types them: a line or a comma each. */
export const wordsOf = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\n,]/)
      .map((word) => word.trim().slice(0, 60))
      .filter((word) => word !== ''),
  ),
];
