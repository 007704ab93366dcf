import type { Aliases, CodeEntry, ReadingContext } from './context.ts';
import { codeKey } from './fold.ts';
import { languageOf } from './language.ts';
import { PHRASES } from './lexicon/all.ts';
import { MEANINGS, phraseAt } from './phrases.ts';
import type { Meaning } from './phrases.ts';
import type { Token } from './tokens.ts';

/** What one stretch of a comment was understood as. `said` is the stretch as folded. */
export type Mark =
  | { kind: 'code'; said: string; entry: CodeEntry; marked: boolean }
  | { kind: 'unknown-code'; said: string; marked: boolean }
  /** `sure`: written as a quantity ("x2", "2 pcs", "+1"), not merely a number. */
  | {
      kind: 'number';
      said: string;
      value: number;
      sure: boolean;
      word: boolean;
      entry: CodeEntry | null;
      marked: boolean;
    }
  | { kind: 'option'; said: string; word: string; concept: string | null }
  | { kind: 'odd-number'; said: string }
  | { kind: 'url' | 'ask'; said: string }
  | { kind: 'meaning'; said: string; meaning: Meaning }
  | { kind: 'unknown'; said: string };

const CODE_LIKE = /^[a-z]{1,3}\d{1,4}[a-z]?$|^\d{1,3}[a-z]\d{1,3}$/;
/** Chat that looks like a code and is none. */
const NOT_CODES = new Set([
  'gr8',
  'm8',
  'l8r',
  'b4',
  'h8',
  'w8',
  'l8',
  'gr8t',
  'u2',
  'b2b',
  'f2f',
  'mp3',
  'mp4',
  'ps5',
  'ps4',
  'g2g',
  'str8',
  'no1',
  'no2',
]);
const COUNTERS = /^(?:pcs?|pieces?|pairs?|sets?|units?|ea|stk|stück|pzas?|pz|un|biji|buah|helai|cái|cai|x)$/;
const MONEY =
  /^(?:usd|eur|thb|baht|php|myr|rm|idr|vnd|vnđ|sgd|twd|nt|k|rb|ribu|€|\$|£|฿|₫|₱|¥|￦|₩|บาท|元|円|원|块|euros?|dollars?|pesos?|reais|rp|r)$/;
const TIMES = new Set(['x', '×', '*', '+']);

export interface Marked {
  marks: Mark[];
  language: string | null;
}

export function marks(list: readonly Token[], context: ReadingContext, aliases: Aliases): Marked {
  const language = languageOf(list);
  const found: Mark[] = [];
  for (let at = 0; at < list.length;) {
    const next = aliasAt(list, at, context, aliases) ?? markAt(list, at, context, language, found.at(-1));
    if (next.mark) found.push(next.mark);
    at += next.length;
  }
  return { marks: found, language };
}

/** A word that somebody already decided about in this show. */
function aliasAt(list: readonly Token[], at: number, context: ReadingContext, aliases: Aliases): Step | null {
  const said = list[at]?.text ?? '';
  if (!Object.hasOwn(aliases, said)) return null;
  const entry = context.codes.get(codeKey(aliases[said] ?? ''));
  return entry ? { mark: { kind: 'code', said, entry, marked: true }, length: 1 } : null;
}

interface Step {
  mark: Mark | null;
  length: number;
}

function markAt(
  list: readonly Token[],
  at: number,
  context: ReadingContext,
  language: string | null,
  before: Mark | undefined,
): Step {
  const token = list[at];
  if (token === undefined) return { mark: null, length: 1 };
  if (token.kind === 'url') return { mark: { kind: 'url', said: 'a link' }, length: 1 };
  if (token.kind === 'symbol' && /^[?؟⁇]$/.test(token.text)) return { mark: { kind: 'ask', said: '?' }, length: 1 };
  const codeMarked = isCodeMark(before);
  return (
    codeAt(list, at, context, codeMarked) ??
    optionAt(list, at, context) ??
    numberAt(list, at, context, codeMarked) ??
    meaningAt(list, at, context, language) ??
    wordCodeAt(token, context, codeMarked) ??
    (token.kind === 'symbol' ? { mark: null, length: 1 } : { mark: { kind: 'unknown', said: token.text }, length: 1 })
  );
}

const isCodeMark = (mark: Mark | undefined) => mark?.kind === 'meaning' && mark.meaning.kind === 'code-mark';

function codeAt(list: readonly Token[], at: number, context: ReadingContext, marked: boolean): Step | null {
  const token = list[at];
  if (token?.kind !== 'word') return null;
  const text = token.text.replace(/^[dlj]'(?=.*\d)/, '').replace(/'$/, '');
  const joined = joinedCode(list, at, text, context);
  if (joined) return joined;
  const entry = context.codes.get(text);
  if (entry && /[a-z]/.test(text) && /\d/.test(text))
    return { mark: { kind: 'code', said: text, entry, marked }, length: 1 };
  return null;
}

/** 'a-12', 'a 12', 'a.12' for a code 'A12'; a single letter that is a size is left alone. */
function joinedCode(list: readonly Token[], at: number, text: string, context: ReadingContext): Step | null {
  if (!/^[a-z]{1,4}$/.test(text)) return null;
  const second = list[at + 1];
  const dash = second !== undefined && second.kind === 'symbol' && /^[-_.]$/.test(second.text);
  const rest = dash ? list[at + 2] : second;
  if (rest?.kind !== 'word' || !/^\d/.test(rest.text)) return null;
  const entry = context.codes.get(text + rest.text);
  if (!entry || (!dash && context.optionWords.has(text))) return null;
  return {
    mark: { kind: 'code', said: `${text}${dash ? second.text : ' '}${rest.text}`, entry, marked: false },
    length: dash ? 3 : 2,
  };
}

function optionAt(list: readonly Token[], at: number, context: ReadingContext): Step | null {
  const token = list[at];
  if (token === undefined || /^\d+$/.test(token.text)) return null;
  const words = context.optionWords.get(token.text)?.find((one) => one.every((word, i) => list[at + i]?.text === word));
  if (!words) return null;
  const said = list
    .slice(at, at + words.length)
    .map((t, i) => (i > 0 && !t.joined ? ` ${t.text}` : t.text))
    .join('');
  const lexical = phraseAt(list, at, PHRASES);
  // A longer phrase of the language wins: 'come in m' is not cut short by a size 'come'.
  if (lexical && lexical.length > words.length) return null;
  return {
    mark: {
      kind: 'option',
      said,
      word: said,
      concept:
        lexical?.meanings.find((m) => (m.kind === 'option' || m.kind === 'look') && !m.accentless)?.value ?? null,
    },
    length: words.length,
  };
}

function numberAt(list: readonly Token[], at: number, context: ReadingContext, marked: boolean): Step | null {
  const token = list[at];
  if (token === undefined) return null;
  if (token.kind === 'symbol' && TIMES.has(token.text)) return timesNumber(list, at);
  if (token.kind !== 'word') return null;
  if (token.text === 'x' && /^\d+$/.test(list[at + 1]?.text ?? '')) return timesNumber(list, at);
  if (/^\d+$/.test(token.text)) return plainNumber(list, at, token.text, context, marked);
  return gluedNumber(token.text);
}

/** 'x2', '× 2', '+1'. */
function timesNumber(list: readonly Token[], at: number): Step | null {
  const digits = list[at + 1]?.text ?? '';
  const said = `${list[at]?.text ?? ''}${digits}`;
  if (!/^\d+$/.test(digits)) return null;
  if (isPart(list, at + 1)) return { mark: { kind: 'odd-number', said }, length: 2 };
  return { mark: number(said, digits, true), length: 2 };
}

function plainNumber(
  list: readonly Token[],
  at: number,
  digits: string,
  context: ReadingContext,
  marked: boolean,
): Step {
  const after = list[at + 1];
  if (isPart(list, at)) return { mark: { kind: 'odd-number', said: digits }, length: 1 };
  if (isMoney(list, at)) return { mark: { kind: 'odd-number', said: digits }, length: 1 };
  const entry = context.codes.get(digits) ?? null;
  if (!marked && after && (TIMES.has(after.text) || after.text === 'x') && !/^\d/.test(list[at + 2]?.text ?? ''))
    return { mark: number(`${digits}${after.text}`, digits, true), length: 2 };
  const counted = after ? (phraseAt(list, at + 1, PHRASES)?.meanings ?? []) : [];
  if (counted.some((m) => m.kind === 'code-mark') && (after?.kind === 'dense' || entry))
    return { mark: number(`${digits}${after?.text ?? ''}`, digits, false, entry, true), length: 2 };
  if (!marked && (counted.some((m) => m.kind === 'counter') || COUNTERS.test(after?.text ?? '')))
    return { mark: number(`${digits} ${after?.text ?? ''}`, digits, true), length: 2 };
  return { mark: number(digits, digits, false, entry, marked), length: 1 };
}

/** '2x', 'x2', '2pcs', '20k'. */
function gluedNumber(text: string): Step | null {
  const times = /^x(\d+)$|^(\d+)x$/.exec(text);
  if (times) return { mark: number(text, times[1] ?? times[2] ?? '', true), length: 1 };
  const counted = /^(\d+)([^\d]+)$/.exec(text);
  if (counted && COUNTERS.test(counted[2] ?? '')) return { mark: number(text, counted[1] ?? '', true), length: 1 };
  if (counted && MONEY.test(counted[2] ?? '')) return { mark: { kind: 'odd-number', said: text }, length: 1 };
  return null;
}

/** A whole glued word may hold a code: it is split before marking. */
export function unglued(list: readonly Token[], context: ReadingContext): Token[] {
  return list.flatMap((token) => {
    if (token.kind !== 'word' || context.codes.has(token.text)) return [token];
    const pieces = splitWord(token.text, context);
    return pieces ? pieces.map((text, i): Token => ({ text, kind: 'word', joined: i > 0 || token.joined })) : [token];
  });
}

function splitWord(text: string, context: ReadingContext): [string, string] | null {
  const times = /^(.+?)(x\d{1,3})$/.exec(text);
  if (times?.[1] && times[2] && context.codes.has(times[1])) return [times[1], times[2]];
  const before = /^(\d{1,3}x)(.+)$/.exec(text);
  if (before?.[1] && before[2] && context.codes.has(before[2])) return [before[1], before[2]];
  const claim = /^(cf|mine|sold|chot|chốt|keep|fix)(.+)$/.exec(text);
  if (claim?.[1] && claim[2] && /\d/.test(claim[2]) && context.codes.has(claim[2])) return [claim[1], claim[2]];
  return null;
}

/** 1.5, 10:30, 3/4: a number, but no quantity. */
function isPart(list: readonly Token[], at: number): boolean {
  const glue = (sign: Token | undefined, digits: Token | undefined) =>
    sign !== undefined && digits?.joined === true && /^[.,:/]$/.test(sign.text) && /^[\d?]/.test(digits.text);
  const here = list[at];
  const after = list[at + 1];
  return (
    (after?.joined === true && glue(after, list[at + 2])) ||
    (here?.joined === true &&
      glue(list[at - 1], here) &&
      list[at - 1]?.joined === true &&
      /\d$/.test(list[at - 2]?.text ?? ''))
  );
}

function isMoney(list: readonly Token[], at: number): boolean {
  return (
    MONEY.test(list[at + 1]?.text ?? '') ||
    (/^[$€£฿₫₱¥₩]$|^(?:rm|rp|nt|php|usd)$/.test(list[at - 1]?.text ?? '') && at > 0)
  );
}

function number(said: string, digits: string, sure: boolean, entry: CodeEntry | null = null, marked = false): Mark {
  return {
    kind: 'number',
    said,
    value: digits.length > 6 ? Number.MAX_SAFE_INTEGER : Number(digits),
    sure,
    word: false,
    entry,
    marked,
  };
}

function meaningAt(list: readonly Token[], at: number, context: ReadingContext, language: string | null): Step | null {
  const phrase = phraseAt(list, at, PHRASES);
  if (!phrase) return null;
  const meaning = chosen(phrase.meanings, language);
  const said = list
    .slice(at, at + phrase.length)
    .map((t, i) => (i > 0 && !t.joined ? ` ${t.text}` : t.text))
    .join('');
  if (meaning === null) return null;
  // "The silk one" only describes, where no product is offered in silk and in something else.
  if (meaning.kind === 'look' && !context.optionWords.has(meaning.value.split(' ')[0] ?? ''))
    return { mark: null, length: phrase.length };
  if (meaning.kind === 'option' || meaning.kind === 'look')
    return { mark: { kind: 'option', said, word: said, concept: meaning.value }, length: phrase.length };
  if (meaning.kind === 'number')
    return { mark: numberWord(list, at + phrase.length, said, Number(meaning.value)), length: phrase.length };
  return { mark: { kind: 'meaning', said, meaning }, length: phrase.length };
}

/** 'two', 'satu'; a single Chinese or Korean numeral counts only before a counter ('一件', not '一下'). */
function numberWord(list: readonly Token[], after: number, said: string, value: number): Mark {
  const counted = (phraseAt(list, after, PHRASES)?.meanings ?? []).some((m) => m.kind === 'counter');
  if (said.length === 1 && !counted && /^[\p{Script=Han}\p{Script=Hangul}]$/u.test(said))
    return { kind: 'unknown', said };
  return { kind: 'number', said, value, sure: counted, word: true, entry: null, marked: false };
}

function chosen(meanings: readonly Meaning[], language: string | null): Meaning | null {
  const believed = meanings.filter((m) => !(m.kind === 'option' && m.accentless && m.language !== language));
  const own = believed.filter((m) => m.language === language);
  const pool = own.length > 0 ? own : believed;
  return [...pool].sort((a, b) => MEANINGS.indexOf(a.kind) - MEANINGS.indexOf(b.kind))[0] ?? null;
}

/** A code without digits, or a word that has the look of a code and is none of ours. */
function wordCodeAt(token: Token, context: ReadingContext, marked: boolean): Step | null {
  if (token.kind !== 'word') return null;
  const entry = context.codes.get(token.text);
  if (entry) return { mark: { kind: 'code', said: token.text, entry, marked }, length: 1 };
  const text = token.text.replace(/^[dlj]'/, '');
  if ((CODE_LIKE.test(text) && !NOT_CODES.has(text)) || (marked && /\d/.test(text)))
    return { mark: { kind: 'unknown-code', said: text, marked }, length: 1 };
  return null;
}
