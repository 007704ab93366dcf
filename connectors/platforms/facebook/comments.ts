/** The comments' list, read again and again: what is new, edited or gone since the last time. */
import { ConnectorError, type ConnectorContext, type PlatformEvent } from '../contract.ts';
import { rest } from '../meta/rest.ts';
import { isGone } from './actions.ts';
import { PAGE_LENGTH, type Api } from './api.ts';
import { editedEvent, readComment, removalOf, timeOf } from './events.ts';
import type { Comment, Paged } from './payloads.ts';
import { type Window } from './window.ts';

/** Every so often a poll reaches far enough back to notice edits and removals of a busy show's older comments. */
const DEEP_EVERY_MS = 60_000;
/** 20,000 comments: what a gap of minutes in the busiest show may hold. Past it the next poll goes on. */
const MOST_PAGES = 200;
const MOST_ASKED_FOR = 3;
const UNREADABLE_IN_A_ROW = 3;
const AGAIN_MS = 500;
/** What was written while the live was being opened is no history; nor do two clocks agree to the second. */
const OPENING_SECONDS = 3;
/** Comments this much older than the opening are history, whichever page they came in. */
const HISTORY_SECONDS = 30;

export interface Reader {
  /** What was there before the session began, oldest first; read once, where there is no cursor. */
  history(): Promise<void>;
  /** Page by page; when it is through, everything up to now has been told. */
  poll(): AsyncGenerator<PlatformEvent>;
}

export interface Reading {
  liveId: string;
  pageId: string;
  window: Window;
  /** The platform's second at the opening; null where a cursor is resumed: then nothing is history. */
  openedSecond: number | null;
  /** Told of ids that are comments of this live, to know its hooks by. */
  learn(commentId: string): void;
}

export function createReader(ctx: ConnectorContext, api: Api, reading: Reading): Reader {
  const { liveId, pageId, window, openedSecond } = reading;
  const before: PlatformEvent[] = [];
  const skips = new Set<string>();
  let nextDeepMs = ctx.now() + DEEP_EVERY_MS;
  /** Where the server pays no heed to `since` its cursors are what we go on by. */
  let after: string | null = null;
  let sinceIsIgnored = false;
  let unreadable = 0;

  /** An odd comment stands in the list at every poll, and is counted once. */
  function skip(what: string, comment: unknown): void {
    const shape = JSON.stringify(comment) ?? '';
    if (skips.has(shape)) return;
    if (skips.size < 1_000) skips.add(shape);
    ctx.skipped(what);
  }

  function take(comment: Comment, isHistory: boolean): PlatformEvent | null {
    const read = readComment(comment, pageId);
    if ('unknown' in read) return (skip(read.unknown, comment), null);
    if ('ignored' in read) return null;
    const { event } = read;
    reading.learn(event.id);
    const old =
      isHistory ||
      (openedSecond !== null && event.atMs !== null && event.atMs < (openedSecond - HISTORY_SECONDS) * 1000);
    if (isHistory) {
      window.remember(event.id, event.text, event.atMs);
      return { ...event, history: true };
    }
    const news = window.see(event.id, event.text, event.atMs);
    if (news === 'known') return null;
    if (news === 'edited') return editedEvent(event);
    return old ? { ...event, history: true } : event;
  }

  /** Null for an answer that cannot be read: the same is asked for once more with the next poll. */
  async function page(asked: Parameters<Api['comments']>[1]): Promise<Paged<Comment> | null> {
    try {
      const answer = await api.comments(liveId, asked);
      if (Array.isArray(answer.data)) {
        unreadable = 0;
        return answer;
      }
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.code !== 'protocol') throw error;
    }
    ctx.skipped('a page of comments that cannot be read');
    unreadable += 1;
    if (unreadable >= UNREADABLE_IN_A_ROW)
      throw new ConnectorError('protocol', 'Facebook answers what is no page of comments.');
    return null;
  }

  async function readable(asked: Parameters<Api['comments']>[1]): Promise<Paged<Comment> | null> {
    for (;;) {
      const answer = await page(asked);
      if (answer || ctx.signal.aborted) return answer;
      await rest(ctx, AGAIN_MS, ctx.signal);
    }
  }

  const isFresh = ({ created_time: created }: Comment): boolean => {
    const atMs = timeOf(created);
    return openedSecond !== null && atMs !== null && atMs >= (openedSecond - OPENING_SECONDS) * 1000;
  };

  async function* poll(): AsyncGenerator<PlatformEvent> {
    yield* before.splice(0);
    const deep = ctx.now() >= nextDeepMs;
    if (deep) nextDeepMs = ctx.now() + DEEP_EVERY_MS;
    const since = window.begin(deep);
    let cursor = sinceIsIgnored ? after : null;
    for (let count = 0; count < MOST_PAGES; count += 1) {
      const answer = await readable({ order: 'chronological', since, ...(cursor ? { after: cursor } : {}) });
      if (ctx.signal.aborted || !answer) return;
      const comments = answer.data ?? [];
      if (count === 0 && !sinceIsIgnored && olderThan(comments[0], since)) sinceIsIgnored = true;
      for (const comment of comments) {
        const event = take(comment, false);
        if (event) yield event;
      }
      const next = answer.paging?.cursors?.after ?? null;
      after = next ?? after;
      if (next === null || next === cursor || !goesOn(answer)) {
        yield* await removed();
        window.prune();
        return;
      }
      cursor = next;
    }
  }

  /** What the list no longer has is asked for by its id before anybody is told that it is gone. */
  async function removed(): Promise<PlatformEvent[]> {
    if (sinceIsIgnored) return [];
    const gone: PlatformEvent[] = [];
    for (const id of window.missing().slice(0, MOST_ASKED_FOR)) {
      if (await isGone(api, id)) {
        window.gone(id);
        gone.push(removalOf(id));
      } else window.stillThere(id);
    }
    return gone;
  }

  return {
    async history() {
      const answer = await readable({ order: 'reverse_chronological' });
      const events = (answer?.data ?? [])
        .map((comment) => take(comment, !isFresh(comment)))
        .filter((event) => event !== null);
      before.push(...events.toSorted((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0)));
    },
    poll,
  };
}

/** A full page without `next` may be the last one; one with `next` never is. */
const goesOn = ({ data, paging }: Paged<Comment>): boolean =>
  paging?.next !== undefined && paging.next !== null
    ? (data ?? []).length > 0
    : (data ?? []).length >= PAGE_LENGTH && paging?.cursors?.after !== undefined;

function olderThan(comment: Comment | undefined, second: number): boolean {
  const atMs = timeOf(comment?.created_time);
  return atMs !== null && atMs < (second - 1) * 1000;
}
