import type { ReplyStep } from '../../../../../server/api/schemas/replies.ts';
import type { FeedReply } from '../feed/entry.ts';

const notTold: ReadonlySet<string> = new Set(['unreachable', 'failed', 'expired', 'unknown']);

/** A reply that never reached whom it was for, and that nobody has seen to. The message to pin is asked for elsewhere. */
export const isUntold = (reply: Pick<FeedReply, 'state' | 'seenTo' | 'about'>): boolean =>
  notTold.has(reply.state) && !reply.seenTo && reply.about !== 'pinned';

/** On a line of the screen there is room for what became of a claim, and for a short answer. */
const drawn: ReadonlySet<string> = new Set([
  'reserved',
  'waitlisted',
  'late',
  'offered',
  'cancelled',
  'moved',
  'moved-wait',
  'price',
  'stock',
  'which-one',
  'said',
]);

export interface NextWay {
  step: Extract<ReplyStep, 'public' | 'screen' | 'seen-to'>;
  words: string;
}

/** What may be done instead, the best first. Saying it on stream is always left. */
export function nextWays(
  reply: Pick<FeedReply, 'about' | 'way'>,
  around: { canPublic: boolean; screens: boolean },
): NextWay[] {
  const ways: NextWay[] = [];
  const triedInPublic = reply.way === 'reply';
  if (around.screens && drawn.has(reply.about)) ways.push({ step: 'screen', words: 'Say it on screen' });
  if (around.canPublic && !triedInPublic) ways.push({ step: 'public', words: 'Answer in public' });
  ways.push({ step: 'seen-to', words: 'Said on stream' });
  return ways;
}

/** Alike in where and why, so that a hundred of them are one thing to understand. */
export function untoldByReason(
  replies: readonly FeedReply[],
): { platform: string; why: string; replies: FeedReply[] }[] {
  const groups = new Map<string, { platform: string; why: string; replies: FeedReply[] }>();
  for (const reply of replies) {
    const why = reply.sentence ?? '';
    const key = `${reply.platform} ${why}`;
    const group = groups.get(key) ?? { platform: reply.platform, why, replies: [] };
    group.replies.push(reply);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => b.replies.length - a.replies.length);
}
