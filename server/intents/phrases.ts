import { bare, fold, unmask } from './fold.ts';
import type { Grammar } from './lexicon/grammar.ts';
import type { Lexicon, Topic } from './lexicon/lexicon.ts';
import { denseWords, isDense, tokens } from './tokens.ts';
import type { DenseWords, Token } from './tokens.ts';

/** What a word or phrase can mean. The order is the order of caution: where languages disagree, the first one counts. */
export const MEANINGS = [
  'cancel',
  'negation',
  'complaint',
  'topic',
  'hedge',
  'or',
  'claim',
  'wish',
  'number',
  'counter',
  'option',
  'look',
  'code-mark',
  'asking',
  'praise',
  'goods',
  'filler',
  'small',
] as const;
export type MeaningKind = (typeof MEANINGS)[number];

/** What a word does to its neighbours, beside what it means. */
export type Role = Exclude<keyof Grammar, 'unit' | 'money' | 'negation'> | 'polite';

export interface Meaning {
  kind: MeaningKind;
  /** Null for the show's own claim words. */
  language: string | null;
  /** The topic, the number, the option's or the thing's concept, or the role. */
  value: string;
  /** Found by leaving out accents: believed for an option only when the rest of the message is in that language. */
  accentless: boolean;
}

export interface Phrase {
  words: string[];
  meanings: Meaning[];
  /** The languages it speaks for; what is said by leaving out accents does not count where an option is meant. */
  languages: string[];
}

export interface Phrases {
  byFirst: ReadonlyMap<string, readonly Phrase[]>;
  dense: DenseWords;
  /** Every word of every phrase. */
  words: ReadonlySet<string>;
}

type List = 'claim' | 'wish' | 'cancel' | 'negation' | 'asking' | 'complaint' | 'praise' | 'filler' | 'or';
const LISTS: [keyof Lexicon & (List | 'codeMark' | 'counters'), MeaningKind][] = [
  ['claim', 'claim'],
  ['wish', 'wish'],
  ['cancel', 'cancel'],
  ['negation', 'negation'],
  ['asking', 'asking'],
  ['complaint', 'complaint'],
  ['praise', 'praise'],
  ['filler', 'filler'],
  ['or', 'or'],
  ['codeMark', 'code-mark'],
  ['counters', 'counter'],
];

type Entry = [string, Meaning];

/** One index over all lexicons, with the small words and the names of things; made once. */
export function phraseIndex(
  lexicons: readonly Lexicon[],
  grammar: Readonly<Record<string, Grammar>>,
  goods: Readonly<Record<string, string>>,
): Phrases {
  const small = Object.entries(grammar).flatMap(([language, roles]) => smallEntries(language, roles));
  const things = Object.entries(goods).flatMap(([concept, words]) =>
    list(words, { kind: 'goods', language: null, value: concept, accentless: false }),
  );
  return indexOf([...lexicons.flatMap(entries), ...small, ...things]);
}

/** The show's own claim words. */
export function claimPhrases(words: readonly string[]): Phrases {
  const meaning: Meaning = { kind: 'claim', language: null, value: '', accentless: false };
  return indexOf(words.filter((word) => word.trim() !== '').map((word): Entry => [word, meaning]));
}

function indexOf(all: readonly Entry[]): Phrases {
  const found = new Map<string, Phrase>();
  for (const [words, meaning] of all) {
    const spelling = unmask(fold(words));
    add(found, spelling, meaning);
    const plain = bare(spelling);
    if (plain !== spelling && plain.length >= 3) add(found, plain, { ...meaning, accentless: true });
  }
  const byFirst = new Map<string, Phrase[]>();
  for (const phrase of found.values()) {
    const first = phrase.words[0] ?? '';
    const same = byFirst.get(first);
    if (same) same.push(phrase);
    else byFirst.set(first, [phrase]);
  }
  for (const same of byFirst.values()) same.sort((a, b) => b.words.length - a.words.length);
  const words = new Set([...found.values()].flatMap((phrase) => phrase.words));
  return { byFirst, dense: denseWords([...words].filter(isDense)), words };
}

const list = (words: string, meaning: Meaning): Entry[] => words.split('|').map((word): Entry => [word, meaning]);

function entries(lexicon: Lexicon): Entry[] {
  const of = (kind: MeaningKind, value = ''): Meaning => ({
    kind,
    language: lexicon.language,
    value,
    accentless: false,
  });
  return [
    ...LISTS.flatMap(([key, kind]) => list(lexicon[key], of(kind))),
    ...Object.entries(lexicon.topics).flatMap(([topic, words]) =>
      list(words, of('topic', topic satisfies string as Topic)),
    ),
    ...(lexicon.hedge === undefined ? [] : list(lexicon.hedge, of('hedge'))),
    ...Object.entries(lexicon.looks ?? {}).flatMap(([concept, words]) =>
      list(words, of('look', concept.toLowerCase())),
    ),
    ...Object.entries(lexicon.numbers).map(([word, n]): Entry => [word, of('number', String(n))]),
    ...Object.entries(lexicon.options).flatMap(([concept, words]) => list(words, of('option', concept.toLowerCase()))),
  ];
}

/** Units and money are looked up beside a number only, so they are no phrases. */
function smallEntries(language: string, { unit: _unit, money: _money, ...roles }: Grammar): Entry[] {
  return Object.entries(roles).flatMap(([role, words]: [string, string]) =>
    list(words, {
      kind: role === 'negation' ? 'negation' : 'small',
      language,
      value: role === 'negation' ? '' : role,
      accentless: false,
    }),
  );
}

function add(found: Map<string, Phrase>, text: string, meaning: Meaning): void {
  const words = tokens(text).map((token) => token.text);
  const key = words.join(' ');
  if (words.length === 0) return;
  const phrase = found.get(key) ?? { words, meanings: [], languages: [] };
  if (
    !phrase.meanings.some(
      (m) => m.kind === meaning.kind && m.language === meaning.language && m.value === meaning.value,
    )
  )
    phrase.meanings.push(meaning);
  const { language } = meaning;
  const counts = meaning.kind !== 'small' && !(meaning.kind === 'option' && meaning.accentless);
  if (language !== null && counts && !phrase.languages.includes(language)) phrase.languages.push(language);
  found.set(key, phrase);
}

/** The longest phrase that begins at `at`. */
export function phraseAt(list: readonly Token[], at: number, phrases: Phrases): Phrase | null {
  const candidates = phrases.byFirst.get(list[at]?.text ?? '');
  if (candidates === undefined) return null;
  for (const phrase of candidates) if (stands(list, at, phrase.words)) return phrase;
  return null;
}

function stands(list: readonly Token[], at: number, words: readonly string[]): boolean {
  for (let i = 1; i < words.length; i += 1) if (list[at + i]?.text !== words[i]) return false;
  return true;
}
