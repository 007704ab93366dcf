import type { Aliases, CodeEntry, ReadingContext } from './context.ts';
import { codeKey, mistakable } from './fold.ts';
import { languageOf } from './language.ts';
import { BARE_SIZES } from './lexicon/shades.ts';
import { nearest } from './near.ts';
import { hasRole, textOf } from './mark.ts';
import type { Mark, Marked, Step, Stretch } from './mark.ts';
import { gluedNumber, plainNumber, timesNumber } from './numbers.ts';
import { meaningOf, phrasesOf } from './meanings.ts';
import type { Meaning } from './phrases.ts';
import type { Token } from './tokens.ts';
import { gluedAside, phoneAt } from './units.ts';

export function marks(list: readonly Token[], context: ReadingContext, aliases: Aliases): Marked {
  const phrases = phrasesOf(list, context);
  const language = languageOf(phrases);
  const of: Stretch = { list, context, aliases, language, phrases };
  const found: Mark[] = [];
  for (let at = 0; at < list.length;) {
    const next = markAt(of, at, found);
    if (next.mark) found.push(next.mark);
    at += next.length;
  }
  return {
    marks: found.map((mark, at) => (helpsOther(found, at) ? { ...mark, meaning: IDLE } : mark) as Mark),
    language,
  };
}

const IDLE: Meaning = { kind: 'filler', language: null, value: '', accentless: false };

/** "구경만 할게요": a helping verb right after what it does something else with. */
function helpsOther(marks: readonly Mark[], at: number): boolean {
  if (!hasRole(marks[at], 'helping')) return false;
  const before = marks[at - 1];
  return (
    before?.kind === 'unknown' ||
    hasRole(before, 'doing') ||
    (before?.kind === 'meaning' && before.meaning.kind === 'topic')
  );
}

function markAt(of: Stretch, at: number, found: readonly Mark[]): Step {
  const token = of.list[at];
  if (token === undefined) return { mark: null, length: 1 };
  if (token.kind === 'url') return { mark: { kind: 'url', said: 'a link' }, length: 1 };
  if (token.kind === 'aside') return { mark: null, length: 1 };
  const before = found.at(-1);
  return (
    aliasAt(of, at) ??
    signAt(of, at) ??
    codeAt(of, at) ??
    mistakenParts(of, at) ??
    (/^\d+$/.test(token.text) ? optionAt(of, at, before) : null) ??
    numberAt(of, at, found) ??
    optionAt(of, at, before) ??
    letterCode(of, at, found) ??
    fittingOption(of, at, found) ??
    bareSize(of, at, before) ??
    titleAt(of, at, before) ??
    meaningAt(of, at) ??
    lettersForDigits(of, at, before) ??
    wordCodeAt(of, at, hasRole(before, 'code-mark')) ?? {
      mark: token.kind === 'symbol' ? null : { kind: 'unknown', said: token.text },
      length: 1,
    }
  );
}

/** A word, or a few, that somebody already decided about in this show. */
function aliasAt({ list, context, aliases }: Stretch, at: number): Step | null {
  for (const _ in aliases) {
    for (let length = 3; length >= 1; length -= 1) {
      if (at + length > list.length) continue;
      const said = textOf(list, at, length);
      // A product that has just this code by now is meant, whatever the word was taken for before there was one.
      if (!Object.hasOwn(aliases, said) || context.codes.has(codeKey(said))) continue;
      const entry = context.codes.get(codeKey(aliases[said] ?? ''));
      if (entry) return { mark: { kind: 'code', said, entry, marked: true, how: 'decided' }, length };
    }
    return null;
  }
  return null;
}

const STOPS = /^[,;.!。、，！…|/\\]$/;

function signAt({ list }: Stretch, at: number): Step | null {
  const token = list[at];
  if (token?.kind !== 'symbol') return null;
  if (/^[?؟⁇¿]$/.test(token.text)) return { mark: token.text === '¿' ? null : { kind: 'ask', said: '?' }, length: 1 };
  if (token.text === '&') return { mark: { kind: 'stop', said: '&' }, length: 1 };
  return STOPS.test(token.text) || token.text === '،' || token.text === '؛'
    ? { mark: { kind: 'stop', said: token.text }, length: 1 }
    : null;
}

function codeAt(of: Stretch, at: number): Step | null {
  const token = of.list[at];
  if (token?.kind !== 'word') return null;
  const text = token.text.includes("'") ? token.text.replace(/^[dlj]'(?=.*\d)/, '') : token.text;
  const joined = joinedCode(of, at, text);
  if (joined) return joined;
  const entry = of.context.codes.get(text);
  if (entry === undefined || !/\d/.test(text) || !/[^\d]/.test(text)) return null;
  return { mark: { kind: 'code', said: text, entry, marked: false, how: 'written' }, length: 1 };
}

/** 'a-12', 'a 12', 'a.12' for a code 'A12', as people part it; a single letter that is a size is left alone. */
function joinedCode({ list, context }: Stretch, at: number, text: string): Step | null {
  if (!context.starts.has(text)) return null;
  let key = text;
  let best: Step | null = null;
  for (let i = at + 1; i < list.length && i < at + 6; i += 1) {
    const token = list[i];
    if (token === undefined) break;
    if (token.kind === 'symbol' && /^[-_.·#/]$/.test(token.text)) continue;
    if (token.kind !== 'word' && token.kind !== 'dense') break;
    const spaced = list[i - 1]?.kind !== 'symbol';
    if (spaced && /\d$/.test(key) === /^\d/.test(token.text)) break;
    if (spaced && (context.optionWords.has(text) || context.codes.has(token.text))) break;
    key += token.text;
    const entry = context.codes.get(key);
    if (entry !== undefined) {
      const length = i - at + 1;
      best = { mark: { kind: 'code', said: textOf(list, at, length), entry, marked: false, how: 'written' }, length };
    }
    if (!context.starts.has(key)) break;
  }
  return best;
}

/** 'A l2' where A12 is a code: parted, and mistaken by eye. */
function mistakenParts({ list, context }: Stretch, at: number): Step | null {
  const [token, next] = [list[at], list[at + 1]];
  if (token?.kind !== 'word' || next?.kind !== 'word' || !context.starts.has(token.text)) return null;
  if (!/\d/.test(next.text) || !/[a-z]/.test(next.text) || context.optionWords.has(next.text)) return null;
  const near = context.near.get(mistakable(token.text + next.text));
  return near ? { mark: { kind: 'unknown-code', said: textOf(list, at, 2), marked: false, near }, length: 2 } : null;
}

function optionAt(of: Stretch, at: number, before: Mark | undefined): Step | null {
  const { list, context } = of;
  const token = list[at];
  if (token === undefined) return null;
  const words = context.optionWords.get(token.text)?.find((one) => one.every((word, i) => list[at + i]?.text === word));
  // A number alone is more often an amount; "4-5" is the size it is written as.
  if (words === undefined || (words.length === 1 && /^\d+$/.test(token.text))) return null;
  const chosen = of.phrases[at];
  // A longer phrase of the language wins: 'come in m' is not cut short by a size 'come'.
  if (chosen && chosen.phrase.words.length > words.length) return null;
  const entry = context.codes.get(token.text);
  if (entry && words.length === 1 && hasRole(before, 'code-mark'))
    return { mark: { kind: 'code', said: token.text, entry, marked: true, how: 'written' }, length: 1 };
  const said = textOf(list, at, words.length);
  const meant = chosen && chosen.phrase.words.length === words.length ? chosen.phrase.meanings : [];
  const concept = meant.find((m) => (m.kind === 'option' || m.kind === 'look') && !m.accentless)?.value ?? null;
  const both = hasRole(before, 'size-mark') ? null : (entry ?? null);
  return { mark: { kind: 'option', said, word: said, concept, describes: false, entry: both }, length: words.length };
}

function numberAt(of: Stretch, at: number, found: readonly Mark[]): Step | null {
  const { list, context } = of;
  const token = list[at];
  if (token === undefined) return null;
  if (/^[\d+]/.test(token.text)) {
    const phone = phoneAt(list, at, (text) => context.codes.has(text));
    if (phone > 0) return { mark: { kind: 'aside', said: 'a number', what: 'phone' }, length: phone };
  }
  if (token.kind === 'symbol') return /^[x×*+]$/.test(token.text) ? timesNumber(of, at) : null;
  if (token.kind !== 'word') return null;
  if (token.text === 'x' && /^\d+$/.test(list[at + 1]?.text ?? '')) return timesNumber(of, at);
  if (/^\d+$/.test(token.text)) return plainNumber(of, at, found);
  if (!/\d/.test(token.text) || context.optionWords.has(token.text)) return null;
  const aside = gluedAside(token.text);
  if (aside && !isCodeOfOurs(token.text, context))
    return { mark: { kind: 'aside', said: token.text, what: aside }, length: 1 };
  return gluedNumber(token.text);
}

/** 'S22' is a price among strangers, and almost a code where ours are 'S1' and 'S2'. */
function isCodeOfOurs(text: string, context: ReadingContext): boolean {
  const letters = /^[a-z]+/.exec(text)?.[0];
  if (letters === undefined) return false;
  for (const key of context.codes.keys()) if (/^[a-z]+(?=\d)/.exec(key)?.[0] === letters) return true;
  return false;
}

const SOFT = new Set(['option', 'look', 'goods', 'praise', 'small', 'filler', 'topic', 'counter']);

/** A code that is a word ("ROSE"), where the word can only be the code. */
function letterCode({ list, context, phrases, language }: Stretch, at: number, found: readonly Mark[]): Step | null {
  const token = list[at];
  const entry = token === undefined ? undefined : context.codes.get(token.text);
  if (token === undefined || entry === undefined || /\d/.test(token.text)) return null;
  const chosen = phrases[at];
  const main = chosen ? meaningOf(chosen, language)?.main : undefined;
  const marked = hasRole(found.at(-1), 'code-mark');
  if (!marked && chosen && (chosen.phrase.words.length > 1 || (main && !SOFT.has(main.kind)) || token.text.length < 3))
    return null;
  const colours = (chosen?.phrase.meanings ?? []).flatMap((m) =>
    m.kind === 'option' && !m.accentless ? [m.value] : [],
  );
  if (!marked && colours.length > 0 && isColourOf({ list, context }, at, found, colours)) return null;
  return {
    mark: { kind: 'code', said: token.text, entry, marked, how: 'written', ...(colours.length > 0 ? { colours } : {}) },
    length: 1,
  };
}

/** "C3 rose M", "la rose C3": the colour of the code beside it, where that product has it. */
function isColourOf(
  { list, context }: Pick<Stretch, 'list' | 'context'>,
  at: number,
  found: readonly Mark[],
  colours: readonly string[],
): boolean {
  const since = found.slice(found.findLastIndex((mark) => mark.kind === 'stop' || hasRole(mark, 'and')) + 1);
  const before = since.findLast((mark) => mark.kind === 'code');
  const after = list.slice(at + 1, at + 4).map((token) => context.codes.get(token.text));
  return [before?.kind === 'code' ? before.entry : undefined, ...after].some(
    (entry) => entry && comesIn(entry, colours),
  );
}

const comesIn = (entry: CodeEntry, colours: readonly string[]): boolean =>
  colours.some((one) => entry.values.has(one) || entry.parts.has(one));

/** 'be' is beige and 'item' is black right after a product that has it; elsewhere they are small words of other languages. */
function fittingOption({ list, phrases, language }: Stretch, at: number, found: readonly Mark[]): Step | null {
  const chosen = phrases[at];
  const before = found.at(-1);
  if (!chosen || (before?.kind !== 'code' && before?.kind !== 'option' && before?.kind !== 'number')) return null;
  const entry = found.findLast((mark) => mark.kind === 'code' || (mark.kind === 'number' && mark.entry !== null));
  if (entry?.kind !== 'code' && entry?.kind !== 'number') return null;
  const meant = meaningOf(chosen, language);
  if (
    meant === null ||
    meant.main.kind === 'option' ||
    meant.roles.includes('and') ||
    meant.main.kind === 'or' ||
    meant.main.kind === 'number'
  )
    return null;
  const option = chosen.phrase.meanings.find(
    (one) => one.kind === 'option' && !one.accentless && entry.entry?.values.has(one.value) === true,
  );
  if (option === undefined) return null;
  const length = chosen.phrase.words.length;
  const said = textOf(list, at, length);
  return { mark: { kind: 'option', said, word: said, concept: option.value, describes: false, entry: null }, length };
}

/** "E14 金色 小": words that are sizes only right after goods; anywhere else they are parts of other words. */
function bareSize({ list, phrases, language }: Stretch, at: number, before: Mark | undefined): Step | null {
  const said = list[at]?.text ?? '';
  const concept = BARE_SIZES[said];
  if (concept === undefined) return null;
  const follows = before?.kind === 'code' || before?.kind === 'option' || before?.kind === 'number';
  if (!follows && !hasRole(before, 'size-mark')) return null;
  const next = list[at + 1];
  const chosen = phrases[at + 1];
  const known = chosen ? meaningOf(chosen, language)?.main.kind : undefined;
  if (next?.kind === 'dense' && next.joined && (known === undefined || known === 'praise' || known === 'topic'))
    return null;
  return { mark: { kind: 'option', said, word: said, concept, describes: false, entry: null }, length: 1 };
}

const COUNTS = new Set(['counter', 'filler', 'small']);

/** Words of a title, where they are not better known as something else. */
function titleAt(of: Stretch, at: number, before: Mark | undefined): Step | null {
  const { list, context, phrases } = of;
  const token = list[at];
  if (token === undefined || token.kind === 'symbol') return null;
  const chosen = phrases[at];
  const first = chosen ? meaningOf(chosen, of.language)?.main : undefined;
  // 'túi' counts bags and is one: after a number it counts.
  const thing =
    first && COUNTS.has(first.kind) && before?.kind !== 'number'
      ? chosen?.phrase.meanings.find((one) => one.kind === 'goods')
      : undefined;
  const meaning = thing ?? first;
  if (chosen && meaning && meaning.kind !== 'goods' && !(context.codes.has(token.text) && meaning.kind === 'option'))
    return null;
  const goods = meaning?.kind === 'goods' ? context.titles.get(`@${meaning.value}`) : undefined;
  const words = context.titles.get(token.text) ?? goods ?? (meaning?.kind === 'goods' ? [] : undefined);
  if (words === undefined) return null;
  const heads = words.filter((one) => one.head);
  const length = meaning?.kind === 'goods' ? (chosen?.phrase.words.length ?? 1) : 1;
  const entry = context.codes.get(token.text);
  if (entry && length === 1)
    return { mark: { kind: 'code', said: token.text, entry, marked: false, how: 'written' }, length: 1 };
  const own = heads.length > 0 ? heads : words;
  return {
    mark: {
      kind: 'title',
      said: textOf(list, at, length),
      entries: own.map((one) => one.entry),
      head: heads.length > 0 || words.length === 0,
    },
    length,
  };
}

function meaningAt(of: Stretch, at: number): Step | null {
  const chosen = of.phrases[at];
  if (!chosen) return null;
  const { list } = of;
  const { length } = chosen.phrase.words;
  const meant = meaningOf(chosen, of.language);
  if (meant === null) return null;
  const said = textOf(list, at, length);
  const { main, roles } = meant;
  if (main.kind === 'option' || main.kind === 'look')
    return {
      mark: { kind: 'option', said, word: said, concept: main.value, describes: main.kind === 'look', entry: null },
      length,
    };
  if (main.kind === 'number') return numberWord(of, at, length, said, Number(main.value));
  return { mark: { kind: 'meaning', said, meaning: main, roles }, length };
}

/** 'two', 'satu', '十二'; a single Chinese or Korean numeral counts only before a counter ('一件', not '一下'). */
function numberWord(of: Stretch, at: number, length: number, said: string, first: number): Step {
  let value = first;
  let text = said;
  let end = at + length;
  // 十二, 二十, 三十五: tens and ones beside each other.
  for (;;) {
    const next = of.phrases[end];
    const n = next && of.list[end]?.joined ? meaningOf(next, of.language)?.main : undefined;
    if (n?.kind !== 'number' || of.list[end]?.kind !== 'dense') break;
    const more = Number(n.value);
    if (more === 10 && value < 10) value *= 10;
    else if (value % 10 === 0 && more < 10) value += more;
    else break;
    text += of.list[end]?.text ?? '';
    end += next?.phrase.words.length ?? 1;
  }
  const counter = of.phrases[end];
  const counted = counter?.phrase.meanings.some((m) => m.kind === 'counter') === true;
  if (text.length === 1 && !counted && /^[\p{Script=Han}\p{Script=Hangul}]$/u.test(text) && !WHOLE.has(text))
    return { mark: { kind: 'unknown', said: text }, length: end - at };
  return {
    mark: {
      kind: 'number',
      said: text,
      value,
      sure: counted || WHOLE.has(text),
      word: true,
      entry: null,
      marked: false,
      size: false,
    },
    length: end - at,
  };
}

/** "来俩", "둘 주세요": two of it in one character, with its counter inside. */
const WHOLE = new Set(['俩', '倆', '仨', '둘', '셋', '넷']);

const CODE_LIKE = /^[a-z]{1,3}\d{1,4}[a-z]?$|^\d{1,3}[a-z]\d{1,3}$|^[a-z]\d{1,2}[a-z]{1,2}$/;
/** Chat that looks like a code and is none. */
const NOT_CODES = new Set(
  'gr8 m8 l8r b4 h8 w8 l8 gr8t u2 b2b f2f mp3 mp4 ps5 ps4 g2g str8 no1 no2 s2 h2h r2 k2 4ever 2day 2nite b2 w2 v2 ty4 thx4 t3 4me 4u l1 ip15 a1a g2 y2k'.split(
    ' ',
  ),
);

/** "mine LI coral" where L1 is a code: letters that look like its digits, right after a word that takes. */
function lettersForDigits({ list, context }: Stretch, at: number, before: Mark | undefined): Step | null {
  const token = list[at];
  if (token?.kind !== 'word' || token.text.length > 4 || context.codes.has(token.text)) return null;
  if (before?.kind !== 'meaning' || (before.meaning.kind !== 'claim' && before.meaning.kind !== 'wish')) return null;
  const near = context.near.get(mistakable(token.text))?.filter((entry) => /\d/.test(entry.key)) ?? [];
  return near.length === 0
    ? null
    : { mark: { kind: 'unknown-code', said: token.text, marked: false, near }, length: 1 };
}

/** A code without digits, or a word that has the look of a code and is none of ours. */
function wordCodeAt({ list, context }: Stretch, at: number, marked: boolean): Step | null {
  const token = list[at];
  if (token === undefined || token.kind === 'symbol') return null;
  const entry = context.codes.get(token.text);
  if (entry) return { mark: { kind: 'code', said: token.text, entry, marked, how: 'written' }, length: 1 };
  if (token.kind !== 'word') return null;
  const text = token.text.replace(/^[dlj]'/, '');
  const near = /\d/.test(text) || text.length >= 4 ? nearest(text, context) : [];
  if ((CODE_LIKE.test(text) && (near.length > 0 || !NOT_CODES.has(text))) || (marked && /\d/.test(text)))
    return { mark: { kind: 'unknown-code', said: text, marked, near }, length: 1 };
  const mistaken = near.find((one) => (/\d/.test(one.key) ? /\d/.test(text) : text.length >= 4));
  if (mistaken) return { mark: { kind: 'unknown-code', said: text, marked, near }, length: 1 };
  return parted({ list, context }, at, text);
}

/** 'a l2' and 'a 13' where A12 is a code: the letter stands apart, and what follows is almost it. */
function parted({ list, context }: Pick<Stretch, 'list' | 'context'>, at: number, text: string): Step | null {
  const next = list[at + 1];
  if (!context.starts.has(text) || next?.kind !== 'word' || next.text.length > 4 || !/\d/.test(next.text)) return null;
  if (context.codes.has(next.text)) return null;
  const near = nearest(text + next.text, context);
  if (near.length === 0) return null;
  return { mark: { kind: 'unknown-code', said: textOf(list, at, 2), marked: false, near }, length: 2 };
}
