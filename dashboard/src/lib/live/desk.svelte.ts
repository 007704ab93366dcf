import { ShowFeed } from './feed/show-feed.svelte.ts';

/** The show this window follows: one socket, whatever page is open. */
class Desk {
  #feed = $state.raw<ShowFeed | null>(null);

  get feed(): ShowFeed | null {
    return this.#feed;
  }
  follow(showId: string): void {
    if (this.#feed?.showId === showId) return;
    this.#feed?.close();
    this.#feed = new ShowFeed(showId);
    this.#feed.open();
  }
  leave(): void {
    this.#feed?.close();
    this.#feed = null;
  }
}

export const desk = new Desk();
