/** Folded text → tokens. Latin words and digits stand alone; scripts that write without spaces stay together until the lexicon parts them. */
export interface Token {
  text: string;
  kind: 'word' | 'dense' | 'symbol' | 'url';
  /** Nothing stood between this token and the one before. */
  joined: boolean;
}

const PART =
  /(?<url>(?:https?:\/\/|www\.)\S+|[a-z0-9-]+\.(?:com|net|shop|store|ly|me|io|co|cc)(?:\/\S*)?)|(?<word>[\p{Script=Latin}0-9\u0300-\u036f]+(?:'[\p{Script=Latin}0-9]+)*)|(?<dense>[\p{L}\p{M}]+)|(?<symbol>\S)/gu;

export function tokens(folded: string): Token[] {
  const found: Token[] = [];
  let end = 0;
  for (const part of folded.matchAll(PART)) {
    const groups = part.groups ?? {};
    const kind = groups['url'] ? 'url' : groups['word'] ? 'word' : groups['dense'] ? 'dense' : 'symbol';
    found.push({ text: part[0], kind, joined: part.index === end && end > 0 });
    end = part.index + part[0].length;
  }
  return found;
}

/** Parts a run of Thai, Han, kana, Hangul or Arabic into the known words in it, longest first; what is left between them stays as it is. */
export function part(token: Token, known: DenseWords): Token[] {
  if (ARABIC.test(token.text)) return arabicParts(token, known);
  const parts: Token[] = [];
  let rest = '';
  let joined = token.joined;
  const push = (text: string) => {
    if (text === '') return;
    parts.push({ text, kind: 'dense', joined });
    joined = true;
  };
  for (let at = 0; at < token.text.length;) {
    const word = longestAt(token.text, at, known);
    if (word === null) {
      rest += token.text[at] ?? '';
      at += 1;
      continue;
    }
    push(rest);
    rest = '';
    push(word);
    at += word.length;
  }
  push(rest);
  return parts;
}

const ARABIC = /^\p{Script=Arabic}/u;
/** "and", "the", "with", "for" and their unions are written as one with the word that follows. */
const ARABIC_BEFORE = ['وال', 'بال', 'فال', 'كال', 'ول', 'وب', 'ال', 'لل', 'و', 'ف', 'ب', 'ل'];

/** Arabic parts its words by spaces: a known word inside another one means nothing. Only what is joined before it is cut off. */
function arabicParts(token: Token, known: DenseWords): Token[] {
  const whole = (text: string) => known.get(text[0] ?? '')?.includes(text) ?? false;
  if (whole(token.text)) return [token];
  const before = ARABIC_BEFORE.find((one) => token.text.startsWith(one) && whole(token.text.slice(one.length)));
  if (before === undefined) return [token];
  return [
    { text: before, kind: 'dense', joined: token.joined },
    { text: token.text.slice(before.length), kind: 'dense', joined: true },
  ];
}

/** first character → words that begin with it, longest first. */
export type DenseWords = ReadonlyMap<string, readonly string[]>;

function longestAt(text: string, at: number, known: DenseWords): string | null {
  return known.get(text[at] ?? '')?.find((word) => text.startsWith(word, at)) ?? null;
}

export function denseWords(words: Iterable<string>): DenseWords {
  const byFirst = new Map<string, string[]>();
  for (const word of new Set(words)) {
    const first = word[0];
    if (first === undefined) continue;
    byFirst.set(first, [...(byFirst.get(first) ?? []), word]);
  }
  for (const list of byFirst.values()) list.sort((a, b) => b.length - a.length);
  return byFirst;
}
