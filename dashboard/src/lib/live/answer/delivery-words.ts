import { clockTime } from '#lib/shared/format.ts';
import type { Tone } from '../claim-words.ts';
import type { FeedReply } from '../feed/entry.ts';

type Delivered = Pick<FeedReply, 'state' | 'sentence' | 'sentAtMs'>;

const words: Record<string, [string, Tone]> = {
  queued: ['queued', 'plain'],
  sending: ['sending', 'accent'],
  sent: ['sent', 'ok'],
  failed: ['failed', 'bad'],
  unknown: ['not known whether it arrived', 'warn'],
  expired: ['too late, not sent', 'warn'],
  unreachable: ['cannot be reached', 'warn'],
  superseded: ['replaced by a newer reply', 'plain'],
  withheld: ['held back', 'warn'],
};

/** Where a reply is, and why: the state's word, then the hub's sentence. */
export function deliveryWords(reply: Delivered): { words: string; tone: Tone; why: string } {
  const [word, tone] = words[reply.state] ?? [reply.state, 'plain'];
  const at = reply.state === 'sent' && reply.sentAtMs !== null ? ` ${clockTime(reply.sentAtMs)}` : '';
  return { words: `${word}${at}`, tone, why: reply.sentence ?? '' };
}
