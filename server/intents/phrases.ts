import { bare, fold, unmask } from './fold.ts';
import type { Lexicon, Topic } from './lexicon/lexicon.ts';
import { denseWords, part, tokens } from './tokens.ts';
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
  'filler',
] as const;
export type MeaningKind = (typeof MEANINGS)[number];

export interface Meaning {
  kind: MeaningKind;
  language: string;
  /** The topic, the number or the option's concept. */
  value: string;
  /** Found by leaving out accents: believed for an option only when the rest of the message is in that language. */
  accentless: boolean;
}

interface Phrase {
  words: string[];
  meanings: Meaning[];
}

export interface Phrases {
  byFirst: ReadonlyMap<string, Phrase[]>;
  dense: DenseWords;
}

const LISTS: [
  keyof Lexicon &
    (
      | 'claim'
      | 'wish'
      | 'cancel'
      | 'negation'
      | 'asking'
      | 'complaint'
      | 'praise'
      | 'filler'
      | 'or'
      | 'codeMark'
      | 'counters'
    ),
  MeaningKind,
][] = [
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

/** One index over all lexicons; made once. */
export function phraseIndex(lexicons: readonly Lexicon[]): Phrases {
  const all = lexicons.flatMap(entries);
  const dense = denseWords(
    all.flatMap(([words]) =>
      tokens(fold(words))
        .filter((t) => t.kind === 'dense')
        .map((t) => t.text),
    ),
  );
  const found = new Map<string, Phrase>();
  for (const [words, meaning] of all) {
    const spelled = unmask(fold(words));
    add(found, spelled, dense, meaning);
    const plain = bare(spelled);
    if (plain !== spelled && plain.length >= 3) add(found, plain, dense, { ...meaning, accentless: true });
  }
  const byFirst = new Map<string, Phrase[]>();
  for (const phrase of found.values()) {
    const first = phrase.words[0] ?? '';
    byFirst.set(
      first,
      [...(byFirst.get(first) ?? []), phrase].sort((a, b) => b.words.length - a.words.length),
    );
  }
  return { byFirst, dense };
}

function entries(lexicon: Lexicon): [string, Meaning][] {
  const of = (kind: MeaningKind, value = ''): Meaning => ({
    kind,
    language: lexicon.language,
    value,
    accentless: false,
  });
  const list = (words: string, meaning: Meaning) => words.split('|').map((word): [string, Meaning] => [word, meaning]);
  return [
    ...LISTS.flatMap(([key, kind]) => list(lexicon[key], of(kind))),
    ...Object.entries(lexicon.topics).flatMap(([topic, words]) =>
      list(words, of('topic', topic satisfies string as Topic)),
    ),
    ...(lexicon.hedge === undefined ? [] : list(lexicon.hedge, of('hedge'))),
    ...Object.entries(lexicon.looks ?? {}).flatMap(([concept, words]) =>
      list(words, of('look', concept.toLowerCase())),
    ),
    ...Object.entries(lexicon.numbers).map(([word, n]): [string, Meaning] => [word, of('number', String(n))]),
    ...Object.entries(lexicon.options).flatMap(([concept, words]) => list(words, of('option', concept.toLowerCase()))),
  ];
}

function add(found: Map<string, Phrase>, text: string, dense: DenseWords, meaning: Meaning): void {
  const words = tokens(text).map((token) => token.text);
  const key = words.join(' ');
  if (words.length === 0) return;
  const phrase = found.get(key) ?? { words, meanings: [] };
  if (
    !phrase.meanings.some(
      (m) => m.kind === meaning.kind && m.language === meaning.language && m.value === meaning.value,
    )
  )
    phrase.meanings.push(meaning);
  found.set(key, phrase);
}

/** The tokens of a folded text, unspaced scripts parted by what the lexicons and this catalog know. */
export function spelled(folded: string, ...known: DenseWords[]): Token[] {
  return tokens(unmask(folded)).flatMap((token) =>
    known.reduce((parts, words) => parts.flatMap((p) => (p.kind === 'dense' ? part(p, words) : [p])), [token]),
  );
}

/** The longest phrase that begins at `at`. */
export function phraseAt(
  list: readonly Token[],
  at: number,
  phrases: Phrases,
): { length: number; meanings: Meaning[] } | null {
  const candidates = phrases.byFirst.get(list[at]?.text ?? '');
  const found = candidates?.find((phrase) => phrase.words.every((word, i) => list[at + i]?.text === word));
  return found ? { length: found.words.length, meanings: found.meanings } : null;
}
