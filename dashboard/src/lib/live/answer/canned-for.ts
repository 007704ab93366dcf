import type { CannedAnswer } from '../../../../../server/api/schemas/moderation.ts';
import { plainLanguage } from '../languages/language-words.ts';

export interface CannedChoice {
  /** In the viewer's language where there is one. */
  answer: CannedAnswer;
  /** The same answer in a language this person reads, to see what is being said. */
  meaning: string | null;
}

/** One choice a shortcut: in the message's language, else in one this person reads, else as it was written. */
export function cannedFor(
  list: readonly CannedAnswer[],
  language: string | null,
  reads: readonly string[],
): CannedChoice[] {
  const wanted = [...(language === null ? [] : [plainLanguage(language)]), ...reads];
  return [...new Set(list.map((one) => one.shortcut))].map((shortcut) => {
    const all = list.filter((one) => one.shortcut === shortcut);
    const inAny = (tags: readonly string[]) =>
      tags.flatMap((tag) => all.find((one) => plainLanguage(one.language) === tag) ?? [])[0];
    const answer = inAny(wanted) ?? (all[0] as CannedAnswer);
    const own = reads.includes(plainLanguage(answer.language)) ? undefined : inAny(reads);
    return { answer, meaning: own?.text ?? null };
  });
}
