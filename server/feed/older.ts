import type pg from 'pg';
import type { FeedChanges } from './entry.ts';
import { allDays } from './load.ts';
import { findFollowed } from './store-changes.ts';
import { loadClaims, loadReplies } from './store-entities.ts';
import { loadNewestMessages, loadReadings } from './store-messages.ts';
import { hangingOn } from './store-older.ts';

/** What a console fetches when somebody scrolls up: the rows before `before`, with how they were read and what came of them. Null: there is no such show here. */
export async function loadOlder(
  pool: pg.Pool,
  of: { workspaceId: string; showId: string },
  query: { before: number; limit: number },
  nowMs: number,
): Promise<FeedChanges | null> {
  const show = await findFollowed(pool, of.workspaceId, of.showId);
  if (show === null) return null;
  const days = allDays(show, nowMs);
  const messages = await loadNewestMessages(pool, show, query.before, query.limit, days);
  const [first, last] = [messages[0], messages.at(-1)];
  if (first === undefined || last === undefined) return { messages: [] };
  const range = { fromSeq: first.seq, toSeq: last.seq };
  const ids = await hangingOn(pool, show, range);
  return {
    messages,
    readings: await loadReadings(pool, show, range, days),
    claims: await loadClaims(pool, show, ids.claims),
    replies: await loadReplies(pool, show, ids.replies),
  };
}
