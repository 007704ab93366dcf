/** The list of a live's comments, newest first and fifty at a time: what is new in it, oldest first. */
import { ConnectorError, type ConnectorContext, type Delivery } from '../contract.ts';
import { textOf } from '../meta/hook.ts';
import { PAGE_LIMIT, type Api } from './api.ts';
import type { Found } from './account.ts';
import { readComment } from './events.ts';
import type { Comment, Paged } from './payloads.ts';
import { Seen } from './seen.ts';

/** What was said before the session began is looked at, not waited for. */
const HISTORY_PAGES = 4;
/** Ten thousand comments: more than a gap holds. */
const MOST_PAGES = 200;

export type CommentList = ReturnType<typeof createList>;

export function createList(ctx: ConnectorContext, api: Pick<Api, 'comments'>, { liveId, own }: Found) {
  const seen = new Seen(liveId);

  /** Oldest first, each once. Where it began in the middle, what is older than the first known one was delivered before. */
  async function unseen(mostPages: number, resuming: boolean): Promise<Comment[]> {
    const fresh = new Map<string, Comment>();
    let next: { after?: string; address?: string } | null = {};
    for (let read = 0; next !== null && read < mostPages; read += 1) {
      const page: Paged<Comment> = await api.comments(liveId, next);
      const before = fresh.size;
      let known = false;
      const oldestFirst = isOldestFirst(page);
      for (const comment of oldestFirst ? commentsOf(page).toReversed() : commentsOf(page)) {
        const key = textOf(comment?.id) ?? `unreadable ${JSON.stringify(comment)}`;
        if (seen.has(key)) known = true;
        else if (known && resuming) seen.pass(key);
        else if (!fresh.has(key)) fresh.set(key, comment);
      }
      // A page without anything new is the end, whatever it says of a next one: newest first is what is documented.
      next = (known || fresh.size === before) && !oldestFirst ? null : nextOf(page);
    }
    return [...fresh.values()].reverse();
  }

  function deliveriesOf(comments: Comment[], isHistory: (comment: Comment) => boolean = () => false): Delivery[] {
    return comments.flatMap((comment) => {
      const event = readComment(comment, own);
      if (event === null) {
        ctx.skipped('comment');
        seen.pass(textOf(comment?.id) ?? `unreadable ${JSON.stringify(comment)}`);
        return [];
      }
      seen.deliver(event.id);
      const more = isHistory(comment) ? { history: true as const } : {};
      return [{ event: { ...event, ...more }, cursor: seen.cursor }];
    });
  }

  return {
    /** What is there already: history, or with a cursor of this live what came after it. `beganMs` by Instagram's clock. */
    async opening(beganMs: number): Promise<Delivery[]> {
      if (ctx.cursor === null) return deliveriesOf(await unseen(HISTORY_PAGES, false), isBefore(beganMs));
      // A cursor of an earlier live: all of this one came after it.
      const { sameLive } = seen.resume(ctx.cursor);
      return deliveriesOf(await unseen(MOST_PAGES, sameLive));
    },
    next: async (): Promise<Delivery[]> => deliveriesOf(await unseen(MOST_PAGES, false)),
    get cursor(): string {
      return seen.cursor;
    },
  };
}

function commentsOf({ data }: Paged<Comment>): Comment[] {
  if (Array.isArray(data)) return data;
  throw new ConnectorError('protocol', 'Instagram answered what is no list of comments.');
}

/** Written before the session began, as far as whole seconds tell; without a time it was there first, so it was before. */
const isBefore =
  (beganMs: number) =>
  (comment: Comment): boolean =>
    !(Date.parse(comment.timestamp ?? '') >= Math.floor(beganMs / 1000) * 1000);

/** An API version before 3.2 or another's server: then what is new stands at the end, and all of it is read. */
function isOldestFirst({ data }: Paged<Comment>): boolean {
  const times = (data ?? []).map((comment) => Date.parse(comment?.timestamp ?? '')).filter(Number.isFinite);
  return times.length > 1 && (times[0] ?? 0) < (times.at(-1) ?? 0);
}

function nextOf({ data, paging }: Paged<Comment>): { after?: string; address?: string } | null {
  const after = paging?.cursors?.after;
  const address = paging?.next;
  if (!address && (!after || (data?.length ?? 0) < PAGE_LIMIT)) return null;
  return { ...(after ? { after } : {}), ...(address ? { address } : {}) };
}
