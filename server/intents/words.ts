import type { ReadingContext } from './context.ts';
import { bare, unmask } from './fold.ts';
import { PHRASES } from './lexicon/all.ts';
import { part, tokens } from './tokens.ts';
import type { DenseWords, Token } from './tokens.ts';

/** The tokens of a folded text: scripts without spaces parted, drawn-out words drawn in, what was written together parted. */
export function spelled(folded: string, context: ReadingContext): Token[] {
  const found: Token[] = [];
  for (const token of tokens(unmask(folded))) {
    if (token.kind === 'dense') found.push(...part({ ...token, text: drawnIn(token.text) }, context.dense));
    else if (token.kind === 'word') found.push(...wordsOf(token, found.at(-1)?.text ?? '', context));
    else found.push(token);
  }
  return together(found);
}

const LONGEST_APART = 10;

/** 'm i n e': a word of which every letter stands alone. */
function together(list: Token[]): Token[] {
  for (let at = 0; at + 2 < list.length; at += 1) {
    let end = at;
    while (end < at + LONGEST_APART && /^[a-z]$/.test(list[end]?.text ?? '')) end += 1;
    for (let to = end; to - at >= 3; to -= 1) {
      const text = list
        .slice(at, to)
        .map((token) => token.text)
        .join('');
      if (!PHRASES.byFirst.get(text)?.some((phrase) => phrase.words.length === 1)) continue;
      list.splice(at, to - at, { text, kind: 'word', joined: list[at]?.joined ?? false });
      break;
    }
  }
  return list;
}

/** The tokens of a folded text, unspaced scripts parted by these words alone. */
export const partedBy = (folded: string, words: DenseWords): Token[] =>
  tokens(unmask(folded)).flatMap((token) => (token.kind === 'dense' ? part(token, words) : [token]));

const known = (word: string, context: ReadingContext): boolean =>
  PHRASES.words.has(word) ||
  context.optionWords.has(word) ||
  context.codes.has(word) ||
  context.titles.has(word) ||
  context.claims?.words.has(word) === true;

/** 'มากกกก' and '要要要' say no more than once. */
const drawnIn = (text: string): string => text.replace(/(.)\1{2,}/gu, '$1');

function wordsOf(token: Token, before: string, context: ReadingContext): Token[] {
  const { text } = token;
  if (known(text, context) || /^\d+$/.test(text)) return [token];
  const split = /\d/.test(text) || context.claims !== null || GLUED.test(text) ? unglued(text, context) : null;
  // 'five A12s' are five of A12, not its size S.
  if (split?.length === 2 && split[1] === 's' && isMany(before)) return [{ ...token, text: split[0] ?? text }];
  if (split) return split.map((piece, i): Token => ({ text: piece, kind: 'word', joined: i > 0 || token.joined }));
  return [{ ...token, text: plainer(text, context) }];
}

const isMany = (word: string): boolean =>
  /^\d+x?$|^x\d+$/.test(word) ||
  (PHRASES.byFirst
    .get(word)
    ?.some((phrase) => phrase.meanings.some((one) => one.kind === 'number' && one.value !== '1')) ??
    false);

/** 'miiine', 'minee', 'pleasee', 'gandaaa'; 'quantò': the known word it is a longer or more decorated spelling of. */
function plainer(text: string, context: ReadingContext): string {
  if (/([^\d])\1/.test(text) && !/\d/.test(text)) {
    for (const tried of [
      text.replace(/(.)\1{2,}/g, '$1$1'),
      text.replace(/(.)\1{2,}/g, '$1'),
      text.replace(/(.)\1+/g, '$1'),
    ])
      if (tried !== text && known(tried, context)) return tried;
    const last = text.replace(/(.)\1+$/, '$1');
    if (last !== text && known(last, context)) return last;
  }
  // 'sampai2' is how 'sampai-sampai' is written in Malay and Indonesian.
  const once = /^[a-z]{4,}2$/.test(text) ? text.slice(0, -1) : text;
  if (once !== text && PHRASES.words.has(once)) return once;
  // 'mugnya': the mug.
  const base = /^[a-z]{3,}nya$/.test(text) ? text.slice(0, -3) : text;
  if (base !== text && known(base, context)) return base;
  const plain = bare(text);
  return plain !== text && known(plain, context) ? plain : text;
}

const GLUED = /^(?:mine|sold|cf|claim|chot|keep|fix)./;
const CLAIMS = [
  'mine',
  'sold',
  'claim',
  'take',
  'want',
  'cf',
  'chot',
  'chốt',
  'keep',
  'fix',
  'buy',
  'nak',
  'mau',
  'grab',
  'dibs',
  'order',
  'cancel',
  'akin',
  'quiero',
  'quero',
  'meu',
  'meins',
  'co',
  'ambil',
  'lay',
  'lấy',
];
const COUNTED = /^(?:\d{1,3})(?:pcs?|pieces?|pairs?|x|ea|stk|biji|buah|helai|cai|cái|un|pz)/;

/** 'mineA12x2', 'cfa12', '2xA12', 'A12redM': the few pieces that all say something, with a code or an amount among them. */
function unglued(text: string, context: ReadingContext): string[] | null {
  if (text.length > 30) return null;
  const pieces = piecesFrom(text, 0, context, 5);
  if (pieces === null || pieces.length < 2) return null;
  const code = pieces.find((piece) => context.codes.has(piece));
  if (code === undefined && !pieces.some((piece) => /^[a-zà-ỹ]{2,}$/.test(piece))) return null;
  if (!pieces.some((piece) => /\d/.test(piece)) && code === undefined) return null;
  // 'A12S' is the size S of A12 only where A12 has one; else it is a code that is not ours.
  const values = code === undefined ? undefined : context.codes.get(code)?.values;
  const odd = pieces.some(
    (piece) => piece !== code && piece.length <= 2 && context.optionWords.has(piece) && values?.has(piece) === false,
  );
  return odd ? null : pieces;
}

function piecesFrom(text: string, at: number, context: ReadingContext, most: number): string[] | null {
  if (at === text.length) return [];
  if (most === 0) return null;
  for (const piece of candidates(text, at, context)) {
    const rest = piecesFrom(text, at + piece.length, context, most - 1);
    if (rest !== null) return [piece, ...rest];
  }
  return null;
}

function candidates(text: string, at: number, context: ReadingContext): string[] {
  const found: string[] = [];
  const rest = text.slice(at);
  for (let length = Math.min(rest.length, context.longestCode); length >= 2; length -= 1) {
    const piece = rest.slice(0, length);
    if (context.codes.has(piece) && /\d/.test(piece) && /[^\d]/.test(piece) && !/^\d/.test(rest.slice(length)))
      found.push(piece);
  }
  for (const word of CLAIMS) if (rest.startsWith(word)) found.push(word);
  for (const word of context.claims?.words ?? []) if (rest.startsWith(word)) found.push(word);
  const counted = COUNTED.exec(rest)?.[0];
  if (counted !== undefined && (at > 0 || counted.length < text.length)) found.push(counted);
  const times = /^x\d{1,3}(?!\d)/.exec(rest)?.[0];
  if (times !== undefined && at > 0) found.push(times);
  const digits = /^\d{1,4}(?!\d)/.exec(rest)?.[0];
  if (digits !== undefined && at > 0 && /[a-z]/.test(text[at - 1] ?? '')) found.push(digits);
  if (at > 0)
    for (let length = Math.min(rest.length, 12); length >= 1; length -= 1) {
      const piece = rest.slice(0, length);
      if (context.optionWords.has(piece) && !/^\d/.test(piece)) found.push(piece);
    }
  return found;
}
