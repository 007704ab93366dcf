/** Folded text → tokens. Latin words and digits stand alone; scripts that write without spaces stay together until the lexicon parts them. */
export interface Token {
  text: string;
  /** 'aside': an e-mail address or somebody's @name, which says nothing about goods. */
  kind: 'word' | 'dense' | 'symbol' | 'url' | 'aside';
  /** Nothing stood between this token and the one before. */
  joined: boolean;
}

const NAMES =
  'com|net|org|shop|store|xyz|top|site|online|club|vip|link|info|biz|app|live|ly|gg|ru|tk|pro|fun|click|page|gle|tv|asia|win|bet';
const HOSTS = '(?:t|wa|fb|me|ig)\\.me|lin\\.ee|youtu\\.be|goo\\.gl|s\\.id';
const WORDS =
  "([\\p{Script=Latin}0-9\\u0300-\\u036f]+(?:'[\\p{Script=Latin}0-9]+)*)|((?:(?!\\p{Script=Latin})[\\p{L}\\p{M}])+)|(\\S)";
const LABELS = '(?:[a-z0-9-]{1,30}\\.){1,4}';
const LINKS = `((?:h..ps?|ftp):\\/\\/\\S+|www\\.\\S+|(?:[a-z0-9-]{1,30}\\.){0,3}(?:${HOSTS})(?![\\p{L}\\p{N}])(?:\\/\\S*)?|${LABELS}(?:${NAMES})(?![\\p{L}\\p{N}.])(?:\\/\\S*)?|${LABELS}[a-z]{2,3}\\/\\S+)`;
const ADDRESSES = '([\\w.+-]{1,40}@[\\w-]{1,40}\\.[\\w.-]+|@[\\p{L}\\p{N}_.-]+)';
const PART = new RegExp(`${ADDRESSES}|${LINKS}|${WORDS}`, 'gu');
/** Where nothing can be a link or an address. */
const PART_OF_WORDS = new RegExp(`(?!)()()|${WORDS}`, 'gu');
const MAY_LINK = /[@.]|:\/\//;

/** Nothing but letters, digits and spaces: most comments, and faster than the whole pattern. */
const SIMPLE = /^[a-z0-9 ]*$/;

export function tokens(folded: string): Token[] {
  if (SIMPLE.test(folded)) return simple(folded);
  const found: Token[] = [];
  let end = 0;
  for (const part of folded.matchAll(MAY_LINK.test(folded) ? PART : PART_OF_WORDS)) {
    const kind =
      part[3] !== undefined
        ? 'word'
        : part[4] !== undefined
          ? 'dense'
          : part[5] !== undefined
            ? 'symbol'
            : part[2] !== undefined
              ? 'url'
              : 'aside';
    found.push({ text: part[0], kind, joined: part.index === end && end > 0 });
    end = part.index + part[0].length;
  }
  return found;
}

function simple(folded: string): Token[] {
  const found: Token[] = [];
  for (const text of folded.split(' ')) if (text !== '') found.push({ text, kind: 'word', joined: false });
  return found;
}

const DENSE = /^[\p{L}\p{M}]+$/u;
const LATIN = /[\p{Script=Latin}0-9]/u;
export const isDense = (word: string): boolean => DENSE.test(word) && !LATIN.test(word);

/** What a character that no known word explains costs, against one for a word: as few of them as can be, then as few words. */
const UNEXPLAINED = 3;

/**
 * Parts a run of Thai, Han, kana or Hangul into the known words that explain most of it; what is left between them stays
 * as it is. An Arabic word is read whole.
 */
export function part(token: Token, known: DenseWords): Token[] {
  if (ARABIC.test(token.text)) return arabicParts(token, known);
  const { text } = token;
  if (text.length === 1) return [token];
  const cost = new Array<number>(text.length + 1).fill(0);
  const take = new Array<number>(text.length).fill(0);
  for (let at = text.length - 1; at >= 0; at -= 1) {
    cost[at] = (cost[at + 1] ?? 0) + UNEXPLAINED;
    for (const word of knownAt(text, at, known)) {
      const price = (cost[at + word.length] ?? Infinity) + 1;
      // The longer word is tried first and stays where both explain as much.
      if (price < (cost[at] ?? 0) && text.startsWith(word, at)) {
        cost[at] = price;
        take[at] = word.length;
      }
    }
  }
  return cut(token, take);
}

function cut(token: Token, take: readonly number[]): Token[] {
  const parts: Token[] = [];
  let from = 0;
  const push = (to: number) => {
    if (to > from)
      parts.push({ text: token.text.slice(from, to), kind: 'dense', joined: parts.length > 0 || token.joined });
    from = to;
  };
  for (let at = 0; at < token.text.length;) {
    const length = take[at] ?? 0;
    if (length > 0) push(at);
    at += length || 1;
    if (length > 0) push(at);
  }
  push(token.text.length);
  return parts;
}

const ARABIC = /^\p{Script=Arabic}/u;
/** "and", "the", "with", "for" and their unions are written as one with the word that follows. */
const ARABIC_BEFORE = ['وال', 'بال', 'فال', 'كال', 'ول', 'وب', 'ال', 'لل', 'و', 'ف', 'ب', 'ل'];

/** "Two of it" is an ending in Arabic: 'صحنين' is two plates, 'شنطتين' two bags. The lexicon knows it as a number. */
export const ARABIC_DUAL = 'ين';

function singular(text: string, whole: (text: string) => boolean): string | null {
  if (!text.endsWith(ARABIC_DUAL)) return null;
  const stem = text.slice(0, -ARABIC_DUAL.length);
  const candidates = stem.endsWith('ت') ? [`${stem.slice(0, -1)}ه`, stem] : [stem];
  return candidates.find((one) => one.length >= 3 && whole(one)) ?? null;
}

/** Arabic parts its words by spaces: a known word inside another one means nothing. Only what is joined before it is cut off. */
function arabicParts(token: Token, known: DenseWords): Token[] {
  const whole = (text: string) => knownAt(text, 0, known).includes(text);
  if (whole(token.text)) return [token];
  const one = singular(token.text, whole);
  if (one !== null)
    return [
      { ...token, text: one },
      { text: ARABIC_DUAL, kind: 'dense', joined: true },
    ];
  const before = ARABIC_BEFORE.find((one) => token.text.startsWith(one) && whole(token.text.slice(one.length)));
  if (before === undefined) return [token];
  return [
    { text: before, kind: 'dense', joined: token.joined },
    { text: token.text.slice(before.length), kind: 'dense', joined: true },
  ];
}

/** The first two characters (or the one) → words that begin with them, longest first. */
export type DenseWords = ReadonlyMap<string, readonly string[]>;

const NONE: readonly string[] = [];

/** The known words that may stand at a place; whether they do is to be looked at. */
export function knownAt(text: string, at: number, known: DenseWords): readonly string[] {
  const two = known.get(text.slice(at, at + 2));
  const one = known.get(text[at] ?? '');
  if (one === undefined) return two ?? NONE;
  return two === undefined || at + 1 >= text.length ? one : [...two, ...one];
}

export function denseWords(words: Iterable<string>, also?: DenseWords): DenseWords {
  const byFirst = new Map<string, string[]>();
  for (const word of new Set(words)) {
    const first = word.slice(0, 2);
    const same = byFirst.get(first);
    if (same) same.push(word);
    else byFirst.set(first, [...(also?.get(first) ?? []), word]);
  }
  for (const list of byFirst.values()) list.sort((a, b) => b.length - a.length);
  return also === undefined ? byFirst : new Map([...also, ...byFirst]);
}
