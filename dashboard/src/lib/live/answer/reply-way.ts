import type { Manifest } from '../../../../../server/api/schemas/connections.ts';
import { codePoints } from '#lib/shared/format.ts';

/** What is needed of a platform's manifest to write an answer there. */
export interface Speaks {
  name: string;
  can: Manifest['can'];
  conditions?: Manifest['conditions'];
  limits: { textLength: number };
  privately?: Manifest['privately'];
  speech: Manifest['speech'];
}
/** `privately`: nobody else sees it; `both`: the platform has a public way too, and a person chooses. */
export type ReplyWay =
  | { ok: true; limit: number | null; privateLimit: number | null; note: string; way: 'public' | 'private' | 'both' }
  | { ok: false; why: string };

/** Can an answer go out where the question came from? A platform that nobody described is left to the hub. */
export function replyWay(platform: Speaks | null, stopped: boolean): ReplyWay {
  if (platform === null) return { ok: true, limit: null, privateLimit: null, note: '', way: 'public' };
  const condition = platform.conditions?.reply ?? '';
  const inPublic = platform.can.includes('reply');
  const inPrivate = platform.can.includes('private-reply');
  if (!inPublic && !inPrivate)
    return {
      ok: false,
      why: `${platform.name} takes no answers from here. ${condition} Answer it on stream and resolve it.`,
    };
  const once = inPrivate ? oneReply(platform) : '';
  const notes = [
    inPublic ? condition : (platform.conditions?.['private-reply'] ?? ''),
    inPublic ? '' : once,
    stopped ? 'Replies are stopped: only what a person writes still goes out.' : '',
  ];
  return {
    ok: true,
    limit: platform.limits.textLength,
    privateLimit: platform.privately?.textLength ?? platform.limits.textLength,
    note: notes.filter(Boolean).join(' '),
    way: inPublic && inPrivate ? 'both' : inPublic ? 'public' : 'private',
  };
}

function oneReply({ name, privately }: Speaks): string {
  const late = privately?.within === 'while-live' ? ', and only while the broadcast is on air' : '';
  return `${name} takes one private reply a comment${late}.`;
}

/** How many code points are left; negative when the text is too long. */
export const roomLeft = (text: string, limit: number): number => limit - codePoints(text);
