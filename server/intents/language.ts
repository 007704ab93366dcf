import { fold } from './fold.ts';
import { PHRASES } from './lexicon/all.ts';
import { phrasesIn } from './meanings.ts';
import type { Chosen } from './meanings.ts';
import { partedBy } from './words.ts';

/** The language a text is in, where its words or its letters tell; null where they do not. For people, not for decisions. */
export function readLanguage(text: string): string | null {
  const folded = fold(text);
  return folded === '' ? null : (languageOf(phrasesIn(partedBy(folded, PHRASES.dense))) ?? scriptOf(folded));
}

/** The language most of the known words are in; on a tie the one named first among the lexicons. */
export function languageOf(phrases: readonly (Chosen | null)[]): string | null {
  const scores = new Map<string, number>();
  for (let at = 0; at < phrases.length;) {
    const phrase = phrases[at]?.phrase;
    if (phrase === undefined) {
      at += 1;
      continue;
    }
    const weight = (phrase.languages.length === 1 ? 2 : 1) * phrase.words.length;
    for (const language of phrase.languages) scores.set(language, (scores.get(language) ?? 0) + weight);
    at += phrase.words.length;
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

/** The language of the words, else that of the letters. */
export const languageGuess = (language: string | null, folded: string): string | null => language ?? scriptOf(folded);
