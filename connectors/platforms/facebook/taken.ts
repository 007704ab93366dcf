/** Which of the Page's hooks are happenings of this live. */
import type { Delivery, HookPart, PlatformEvent } from '../contract.ts';
import { metaPartOf, recordOf, textOf, type MetaPart } from '../meta/hook.ts';
import { readDirect, readFeed } from './events.ts';

/**
 * A live goes by several ids: its own, its video's, its post's (`{page}_{post}`), and a comment's begins with one of
 * them (`{object}_{comment}`). Which one the hooks use is learned from the list too.
 */
export class Names {
  readonly #names = new Set<string>();
  readonly #pageId: string;

  constructor(pageId: string, known: readonly (string | null | undefined)[]) {
    this.#pageId = pageId;
    for (const name of known) this.learn(name);
  }

  /** Of `{page}_{post}` and `{object}_{comment}` the part that names the live. */
  learn(name: string | null | undefined): void {
    if (!name) return;
    this.#names.add(this.#bare(name));
  }

  learnFromComment(commentId: string): void {
    const [object, comment] = commentId.split('_');
    if (object && comment && object !== this.#pageId) this.#names.add(object);
  }

  has(name: string | null): boolean {
    return name !== null && this.#names.has(this.#bare(name));
  }

  #bare(name: string): string {
    const [first = '', second] = name.split('_');
    return second === undefined || first !== this.#pageId ? (second === undefined ? name : first) : second;
  }
}

export interface Taking {
  pageId: string;
  names: Names;
  /** The list's own cursor, which a hook never moves. */
  cursor(): string | null;
  /** The Page said that a live began or ended: worth a look at once. */
  lookNow(): void;
}

export function takePart({ pageId, names, cursor, lookNow }: Taking, part: HookPart): Delivery[] {
  const meta = part.account === pageId ? metaPartOf(part.body) : null;
  if (meta?.object !== 'page') return [];
  const event = eventOf(meta, pageId, names, lookNow);
  return event ? [{ event, cursor: cursor(), via: 'live', receivedMs: part.receivedMs }] : [];
}

function eventOf(part: MetaPart, pageId: string, names: Names, lookNow: () => void): PlatformEvent | null {
  if (part.field === 'messaging') return readDirect(part, pageId);
  if (part.field === 'live_videos') {
    if (names.has(textOf(part.value['id']))) lookNow();
    return null;
  }
  if (part.field !== 'feed' || !isOfThisLive(part.value, names)) return null;
  return readFeed(part, pageId);
}

function isOfThisLive(value: Record<string, unknown>, names: Names): boolean {
  const post = recordOf(value['post']);
  const told = [value['post_id'], value['video_id'], post?.['id'], value['comment_id']].map(textOf);
  return told.some((name) => names.has(name)) || idsIn(textOf(post?.['permalink_url'])).some((name) => names.has(name));
}

const idsIn = (address: string | null): string[] => address?.match(/\d{5,}/g) ?? [];
