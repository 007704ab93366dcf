import type pg from 'pg';
import type { ReplyLook, Trail } from '../api/schemas/rehearsals.ts';
import type { FeedReply } from '../feed/entry.ts';
import { allDays } from '../feed/load.ts';
import { findFollowed } from '../feed/store-changes.ts';
import { loadClaims, loadReplies, loadStock } from '../feed/store-entities.ts';
import { loadMessages, loadReadings } from '../feed/store-messages.ts';
import { idsAlong } from './store-trail.ts';

export interface TrailReader {
  pool: pg.Pool;
  now(): number;
}

const NAMES: Readonly<Record<string, string>> = {
  tiktok: 'TikTok',
  youtube: 'YouTube',
  facebook: 'Facebook',
  instagram: 'Instagram',
  twitch: 'Twitch',
};

/**
 * One message from the viewer's keyboard to the stock: how it was read, what came of it, and how the answer looks on
 * that platform or why nobody sees it there. Read from the rows, as everybody else's would be.
 */
export async function readTrail(
  { pool, now }: TrailReader,
  workspaceId: string,
  showId: string,
  platformId: string,
): Promise<Trail> {
  const nothing: Trail = { message: null, reading: null, claims: [], replies: [], stock: [] };
  const show = await findFollowed(pool, workspaceId, showId);
  const ids = show === null ? null : await idsAlong(pool, workspaceId, showId, platformId);
  if (show === null || ids === null) return nothing;
  const range = { fromSeq: ids.seq, toSeq: ids.seq };
  const days = allDays(show, now());
  const [messages, readings, claims, replies, stock] = await Promise.all([
    loadMessages(pool, show, range, days),
    loadReadings(pool, show, range, days),
    loadClaims(pool, show, ids.claims),
    loadReplies(pool, show, ids.replies),
    loadStock(pool, show, ids.stock),
  ]);
  return { message: messages[0] ?? null, reading: readings[0] ?? null, claims, replies: replies.map(lookOf), stock };
}

export function lookOf(reply: FeedReply): ReplyLook {
  switch (reply.state) {
    case 'sent':
      return { reply, shown: reply.sentText ?? reply.text, whyNot: null };
    case 'queued':
    case 'sending':
      return { reply, shown: null, whyNot: null };
    case 'unreachable':
      return {
        reply,
        shown: null,
        whyNot: `${NAMES[reply.platform] ?? reply.platform}: on screen only, because ${lowered(reply.sentence)}`,
      };
    default:
      return { reply, shown: null, whyNot: reply.sentence ?? `not sent (${reply.state})` };
  }
}

/** In the middle of a sentence; names and abbreviations keep their capitals. */
function lowered(sentence: string | null): string {
  if (sentence === null) return 'nothing can be written there.';
  return /^[A-Z][a-z]+ (?!LIVE|Shop)/.test(sentence) &&
    !/^(TikTok|YouTube|Google|Facebook|Instagram|Meta|Twitch) /.test(sentence)
    ? sentence.charAt(0).toLowerCase() + sentence.slice(1)
    : sentence;
}
