import type { Moderation } from '../../../../../server/api/schemas/moderation.ts';
import type { Tone } from '../claim-words.ts';

type Outcome = Pick<Moderation['outcomes'][number], 'state' | 'way' | 'sentence'>;

const asked: Record<string, string> = {
  hide: 'hidden there',
  remove: 'deleted there',
  ban: 'done there',
  unban: 'done there',
};
const words: Record<string, [string, Tone]> = {
  queued: ['pending', 'accent'],
  sending: ['pending', 'accent'],
  pending: ['pending', 'accent'],
  failed: ['failed', 'bad'],
  unknown: ['not known', 'warn'],
  expired: ['too late', 'warn'],
  unreachable: ['not there', 'warn'],
  superseded: ['replaced', 'plain'],
  withheld: ['held back', 'warn'],
};

/** How one platform took an order; what it did instead is said. */
export function outcomeWords(outcome: Outcome, kind: Moderation['kind']): { words: string; tone: Tone; why: string } {
  const why = outcome.sentence ?? '';
  if (outcome.state !== 'sent') {
    const [word, tone] = words[outcome.state] ?? [outcome.state, 'plain'];
    return { words: word, tone, why };
  }
  const instead = outcome.way === 'hide' && (kind === 'ban' || kind === 'timeout');
  return {
    words: kind === 'unhide' ? 'shown there' : (asked[outcome.way] ?? 'done there'),
    tone: 'ok',
    why: instead
      ? kind === 'ban'
        ? 'it bans nobody from here, so the message was hidden'
        : 'the message was hidden instead'
      : why,
  };
}
