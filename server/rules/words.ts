import { fold } from '../intents/fold.ts';
import { tokens } from '../intents/tokens.ts';
import type { Token } from '../intents/tokens.ts';

/** A rule's word or phrase, as folded tokens. */
export interface Phrase {
  words: readonly string[];
  whole: string;
  /** Of a script that writes without spaces: found anywhere, as this. */
  within: string | null;
}

/** What was said, as rules look at it. Made when the first rule asks. */
export interface Spoken {
  folded: string;
  /** Tokens, each between two bars that no text has, so that a phrase is found whole. */
  barred: string;
  tokens: readonly Token[];
}

const BAR = '\u001f';
const barred = (words: readonly string[]): string => `${BAR}${words.join(BAR)}${BAR}`;
/** Korean writes spaces, and joins its particles to the words. */
const WITHOUT_SPACES =
  /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

export function spokenOf(text: string): Spoken {
  const folded = fold(text);
  const list = tokens(folded);
  return { folded, tokens: list, barred: barred(list.map((token) => token.text)) };
}

/** null: nothing is left of it when it is folded. */
export function phraseOf(said: string): Phrase | null {
  const folded = fold(said);
  const list = tokens(folded);
  if (list.length === 0) return null;
  const words = list.map((token) => token.text);
  return { words, whole: barred(words), within: WITHOUT_SPACES.test(folded) ? folded : null };
}

export const says = (spoken: Spoken, phrase: Phrase): boolean =>
  phrase.within !== null ? spoken.folded.includes(phrase.within) : spoken.barred.includes(phrase.whole);
