import { ShowFeed } from './feed/show-feed.svelte.ts';

/** The show this window follows: one socket, whatever page is open. */
class Desk {
  #feed = $state.raw<ShowFeed | null>(null);
  #end = (): void => undefined;

  get feed(): ShowFeed | null {
    return this.#feed;
  }
  follow(showId: string): void {
    if (this.#feed?.showId === showId) return;
    this.leave();
    // A root of its own: what a feed derives would otherwise belong to the page that asked first, and stand still for
    // ever once that page is left.
    this.#end = $effect.root(() => void (this.#feed = new ShowFeed(showId)));
    this.#feed?.open();
  }
  leave(): void {
    this.#feed?.close();
    this.#feed = null;
    this.#end();
  }
}

export const desk = new Desk();
