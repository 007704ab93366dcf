import { fold } from '../intents/fold.ts';

/** A rule's word or phrase, folded. */
export interface Phrase {
  text: string;
  /** Of a script that writes without spaces: found anywhere. */
  anywhere: boolean;
}

/** Korean writes spaces, and joins its particles to the words. */
const WITHOUT_SPACES =
  /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** null: nothing is left of it when it is folded. */
export function phraseOf(said: string): Phrase | null {
  const text = fold(said);
  return text === '' ? null : { text, anywhere: WITHOUT_SPACES.test(text) };
}

/** Is the phrase in the folded text? A whole word or phrase, unless its script writes without spaces. */
export function says(folded: string, { text, anywhere }: Phrase): boolean {
  for (let at = folded.indexOf(text); at !== -1; at = folded.indexOf(text, at + 1))
    if (anywhere || (isEdge(folded, at - 1, at) && isEdge(folded, at + text.length, at + text.length - 1))) return true;
  return false;
}

/** Does a word end between the character outside and the one inside? Latin and other scripts are words apart: "a12สี". */
function isEdge(folded: string, outside: number, inside: number): boolean {
  const inner = kindAt(folded, inside);
  if (inner === 'other') return true;
  const outer = kindAt(folded, outside);
  // "don't" is one word.
  if (folded[outside] === "'") return kindAt(folded, outside + (outside - inside)) !== 'latin';
  return outer !== inner;
}

type Kind = 'latin' | 'letter' | 'other';
const LATIN = /[\p{Script=Latin}\p{Nd}\u0300-\u036f]/u;
const LETTER = /[\p{L}\p{M}]/u;

function kindAt(folded: string, at: number): Kind {
  const code = folded.charCodeAt(at);
  if (Number.isNaN(code)) return 'other';
  if (code < 0x80) return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39) ? 'latin' : 'other';
  const char = folded[at] ?? '';
  return LATIN.test(char) ? 'latin' : LETTER.test(char) ? 'letter' : 'other';
}

/** The plain words of a folded text, cheaply: what a word that begins with a plain letter can begin with. */
export function plainWords(folded: string): string[] {
  const words: string[] = [];
  let begin = -1;
  for (let at = 0; at <= folded.length; at += 1) {
    const code = folded.charCodeAt(at);
    const isPlain = (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39);
    if (isPlain && begin === -1) begin = at;
    else if (!isPlain && begin !== -1) {
      words.push(folded.slice(begin, at));
      begin = -1;
    }
  }
  return words;
}
