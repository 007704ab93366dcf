import { Liquid } from 'liquidjs';
import { holdsSecret, SecretLink } from './secrets.ts';

/**
 * Sellers' own words, in Liquid locked down: values and `if`, `unless`, `case` with what belongs to them; a handful of
 * filters; bounded in length, depth, time and memory; nothing reachable beyond the values given. A value is put in after
 * the words were parsed: what looks like a template in a name stays a name.
 */
export interface OwnValues {
  author: string;
  code: string;
  product: string;
  price: string;
  stock: string;
  options: string;
  /** The show's page; a secret one is said to one person alone, and nothing in its place elsewhere. */
  link: string | SecretLink;
}
const NAMES: readonly (keyof OwnValues)[] = ['author', 'code', 'product', 'price', 'stock', 'options', 'link'];

export const OWN_TEXT_LENGTH = 1_000;
const DEEPEST = 4;
const MOST_TAGS = 40;
const MOST_PIPES = 40;
const TAGS = new Set(['if', 'unless', 'case']);
const FILTERS = new Set(['default', 'upcase', 'downcase', 'capitalize', 'strip', 'truncate']);

const engine = new Liquid({
  ownPropertyOnly: true,
  strictFilters: true,
  templates: {},
  // No path leads out of an empty map; nothing asks for one either.
  relativeReference: false,
  parseLimit: OWN_TEXT_LENGTH,
  renderLimit: 200,
  memoryLimit: 50_000,
  cache: 512,
});
for (const tag of Object.keys(engine.tags)) if (!TAGS.has(tag)) Reflect.deleteProperty(engine.tags, tag);
for (const filter of Object.keys(engine.filters))
  if (!FILTERS.has(filter)) Reflect.deleteProperty(engine.filters, filter);

/** Why these words cannot be used, as a sentence; null: they can. Asked before they are saved. */
export function wrongWithOwnText(text: string): string | null {
  if (text.trim() === '') return 'Write what is to be said.';
  if ([...text].length > OWN_TEXT_LENGTH) return `At most ${String(OWN_TEXT_LENGTH)} characters.`;
  if (holdsSecret(text)) return 'It holds a link that is one person’s alone, and that is never said in public.';
  const shape = wrongShape(text);
  if (shape !== null) return shape;
  try {
    engine.renderSync(engine.parse(text), EXAMPLE);
    return null;
  } catch (error) {
    return `This is not understood: ${(error instanceof Error ? error.message : String(error)).replace(/,? ?(?:file:.*|line:.*)$/s, '')}.`;
  }
}

/** Looked at before the words are parsed: what nests deep or filters endlessly never reaches the engine. */
function wrongShape(text: string): string | null {
  let depth = 0;
  const tags = [...text.matchAll(/\{%-?\s*(\w+|#)?/g)];
  if (tags.length > MOST_TAGS) return `At most ${String(MOST_TAGS)} tags.`;
  for (const [, name = ''] of tags) {
    if (TAGS.has(name)) depth += 1;
    else if (name.startsWith('end')) depth -= 1;
    if (depth > DEEPEST) return `Conditions may stand in each other ${String(DEEPEST)} deep.`;
  }
  const inside = [...text.matchAll(/\{\{(.*?)\}\}|\{%(.*?)%\}/gs)].map(([, value = '', tag = '']) => value + tag);
  if (inside.join('').split('|').length > MOST_PIPES) return 'Too many filters.';
  if (inside.some((words) => /\.\.|\[/.test(words))) return 'Name the values as they are: no ranges and no brackets.';
  const unknown = inside.flatMap(namesIn).find((name) => !(NAMES as readonly string[]).includes(name));
  return unknown === undefined ? null : `“${unknown}” is no value: there are ${NAMES.join(', ')}.`;
}

const WORDS = new Set([
  ...TAGS,
  ...FILTERS,
  ...['else', 'elsif', 'when', 'endif', 'endunless', 'endcase', 'and', 'or', 'not', 'contains'],
  ...['true', 'false', 'nil', 'null', 'blank', 'empty'],
]);
/** What is neither a text, a number, a filter nor a word of Liquid's names a value. */
const namesIn = (words: string): string[] =>
  (words.replace(/"[^"]*"|'[^']*'/g, ' ').match(/[\p{L}_][\p{L}\p{N}_.-]*/gu) ?? []).filter((name) => !WORDS.has(name));

/** null: these words cannot be said, with whatever values. Never throws: they were checked when they were saved. */
export function sayOwn(text: string, values: OwnValues, to: 'public' | 'one-person'): string | null {
  if (wrongShape(text) !== null) return null;
  const link = values.link instanceof SecretLink ? secretIn(values.link, to) : values.link;
  const given: Record<string, string> = Object.assign(Object.create(null), { ...values, link });
  try {
    const said = String(engine.renderSync(engine.parse(text), given))
      .replace(/\s+/g, ' ')
      .trim();
    return said === '' ? null : said;
  } catch {
    return null;
  }
}

const secretIn = (link: SecretLink, to: 'public' | 'one-person'): string =>
  to === 'one-person' ? link.forOnePerson() : '';

const EXAMPLE: Record<string, string> = {
  author: '@anna',
  code: 'A12',
  product: 'Linen shirt',
  price: '€49.00',
  stock: '4',
  options: 'Red, Black',
  link: 'https://example.com/show',
};

/** Of texts by language: the asked one's, else the next best there is. */
export function ownTextsIn(
  texts: Readonly<Record<string, readonly string[]>>,
  languages: readonly (string | null)[],
): readonly string[] {
  for (const language of languages) {
    if (language === null) continue;
    const plain = language.split('-')[0] ?? language;
    const found =
      texts[language] ?? texts[plain] ?? Object.entries(texts).find(([name]) => name.startsWith(`${plain}-`))?.[1];
    if (found !== undefined && found.length > 0) return found;
  }
  return texts['en'] ?? Object.values(texts)[0] ?? [];
}
