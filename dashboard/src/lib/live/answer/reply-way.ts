import { codePoints } from '#lib/shared/format.ts';

/** What is needed of a platform's manifest to write an answer there. */
export interface Speaks {
  name: string;
  can: readonly string[];
  conditions?: { reply?: string };
  limits: { textLength: number };
}
export type ReplyWay = { ok: true; limit: number | null; note: string } | { ok: false; why: string };

/** Can an answer go out where the question came from? A platform that nobody described is left to the hub. */
export function replyWay(platform: Speaks | null, stopped: boolean): ReplyWay {
  if (platform === null) return { ok: true, limit: null, note: '' };
  const condition = platform.conditions?.reply ?? '';
  if (!platform.can.includes('reply'))
    return {
      ok: false,
      why: `${platform.name} takes no answers from here. ${condition} Answer it on stream and resolve it.`,
    };
  const notes = [condition, stopped ? 'Replies are stopped: only what a person writes still goes out.' : ''];
  return { ok: true, limit: platform.limits.textLength, note: notes.filter(Boolean).join(' ') };
}

/** How many code points are left; negative when the text is too long. */
export const roomLeft = (text: string, limit: number): number => limit - codePoints(text);
