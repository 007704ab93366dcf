import { fold } from './fold.ts';
import { PHRASES } from './lexicon/all.ts';
import { phraseAt, spelled } from './phrases.ts';
import type { Token } from './tokens.ts';

/** The language a text is in, where its words or its letters tell; null where they do not. For people, not for decisions. */
export function readLanguage(text: string): string | null {
  const folded = fold(text);
  return folded === '' ? null : (languageOf(spelled(folded, PHRASES.dense)) ?? scriptOf(folded));
}

/** The language most of the known words are in; on a tie the one named first among the lexicons. */
export function languageOf(list: readonly Token[]): string | null {
  const scores = new Map<string, number>();
  for (let at = 0; at < list.length;) {
    const phrase = phraseAt(list, at, PHRASES);
    const languages = new Set(
      (phrase?.meanings ?? []).filter((m) => !(m.kind === 'option' && m.accentless)).map((m) => m.language),
    );
    for (const language of languages)
      scores.set(language, (scores.get(language) ?? 0) + (languages.size === 1 ? 2 : 1) * (phrase?.length ?? 1));
    at += phrase?.length ?? 1;
  }
  let best: string | null = null;
  for (const [language, score] of scores) if (best === null || score > (scores.get(best) ?? 0)) best = language;
  return best;
}

/** Some scripts are written by one language alone. */
export function scriptOf(folded: string): string | null {
  if (/\p{Script=Thai}/u.test(folded)) return 'th';
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(folded)) return 'ja';
  if (/\p{Script=Hangul}/u.test(folded)) return 'ko';
  if (/\p{Script=Han}/u.test(folded)) return 'zh';
  return /\p{Script=Arabic}/u.test(folded) ? 'ar' : null;
}
