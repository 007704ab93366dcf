import type { ReadingContext } from './context.ts';
import { PHRASES } from './lexicon/all.ts';
import { MEANINGS, phraseAt } from './phrases.ts';
import type { Meaning, Phrase, Role } from './phrases.ts';
import type { Token } from './tokens.ts';

/** The longest phrase at a place, of the lexicons or of the show's own claim words. */
export interface Chosen {
  phrase: Phrase;
}

/** The phrase that begins at each token, looked up once. */
export function phrasesOf(list: readonly Token[], context: ReadingContext): (Chosen | null)[] {
  return list.map((_, at) => {
    const own = context.claims ? phraseAt(list, at, context.claims) : null;
    const found = phraseAt(list, at, PHRASES);
    const phrase = own !== null && (found === null || own.words.length >= found.words.length) ? own : found;
    return phrase === null ? null : { phrase };
  });
}

/** The same with the lexicons alone. */
export const phrasesIn = (list: readonly Token[]): (Chosen | null)[] =>
  list.map((_, at) => {
    const phrase = phraseAt(list, at, PHRASES);
    return phrase === null ? null : { phrase };
  });

export interface Meant {
  main: Meaning;
  /** What it does to its neighbours. */
  roles: readonly Role[];
}

const kept = new WeakMap<Phrase, Map<string | null, Meant | null>>();
const RANK = new Map(MEANINGS.map((kind, at) => [kind, at]));

/** What a phrase means in a comment of this language: what the language itself says of it before what others do. */
export function meaningOf({ phrase }: Chosen, language: string | null): Meant | null {
  let byLanguage = kept.get(phrase);
  if (byLanguage === undefined) kept.set(phrase, (byLanguage = new Map()));
  let meant = byLanguage.get(language);
  if (meant === undefined) byLanguage.set(language, (meant = choose(phrase.meanings, language)));
  return meant;
}

function choose(meanings: readonly Meaning[], language: string | null): Meant | null {
  const believed = meanings.filter((m) => !(m.kind === 'option' && m.accentless && m.language !== language));
  const own = believed.filter((m) => m.language === language || m.language === null);
  const pool = own.some((m) => m.language !== null || m.kind === 'claim') ? own : believed;
  const main = pool.toSorted((a, b) => (RANK.get(a.kind) ?? 0) - (RANK.get(b.kind) ?? 0))[0];
  if (main === undefined) return null;
  return { main, roles: rolesOf(pool, main) };
}

/** 'gekauft' takes something: then it does not speak of long ago as well. */
const rolesOf = (pool: readonly Meaning[], main: Meaning): Role[] => [
  ...new Set(
    pool
      .filter((m) => m.kind === 'small' && !(m.value === 'elsewhere' && main.kind === 'claim'))
      .map((m) => m.value as Role),
  ),
];
