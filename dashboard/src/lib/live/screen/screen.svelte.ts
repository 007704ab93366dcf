import { get } from '#lib/shared/api.ts';
import { Resource } from '#lib/shared/resource.svelte.ts';
import type { ScreenState } from '../../../../../server/api/schemas/overlays.ts';

let of = $state<string | null>(null);
const state = new Resource<ScreenState>(() => get<ScreenState>(`/api/shows/${encodeURIComponent(of ?? '')}/screen`));

/** How the screen of the followed show stands; asked every few seconds while its chip is on the page. */
export const screen = {
  get now(): ScreenState | null {
    return of === null ? null : state.value;
  },
  /** Is somebody looking at an overlay of this show? */
  get open(): boolean {
    return (this.now?.pages ?? 0) > 0;
  },
  look: (): Promise<void> => (of === null ? Promise.resolve() : state.load()),
  /** Follows a show until the answer is called. */
  follow(showId: string, everyMs = 4000): () => void {
    of = showId;
    void state.load();
    const timer = setInterval(() => document.visibilityState === 'visible' && void state.load(), everyMs);
    return () => {
      clearInterval(timer);
      if (of === showId) of = null;
    };
  },
};
