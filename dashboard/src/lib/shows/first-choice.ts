import type { Show } from '../../../../server/api/schemas/shows.ts';

/** Which show a window opens with: one on air before a rehearsal, a rehearsal before an ended one, the newest first. */
export function firstChoice(list: readonly Show[]): Show | null {
  const worth = (show: Show): number =>
    (show.state === 'on_air' ? 4 : 0) + (show.kind === 'live' ? 2 : 0) + (show.state === 'ended' ? 1 : 0);
  return list.reduce<Show | null>((best, show) => {
    if (show.state === 'draft') return best;
    if (best === null || worth(show) > worth(best)) return show;
    return worth(show) === worth(best) && (show.startedAtMs ?? 0) > (best.startedAtMs ?? 0) ? show : best;
  }, null);
}
