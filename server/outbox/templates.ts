import { Liquid } from 'liquidjs';
import wordings from './wordings.json' with { type: 'json' };

/**
 * What is said to a viewer about what. Only 'link' names the page itself: all else is whole without it. 'pinned' is said
 * once a show, for the team to pin.
 */
export type About =
  | 'reserved'
  | 'waitlisted'
  | 'late'
  | 'offered'
  | 'cancelled'
  | 'moved'
  | 'moved-wait'
  | 'price'
  | 'stock'
  | 'sold-out'
  | 'link'
  | 'which-one'
  | 'pinned';

/** Everything a wording may name. Values are put in after the wording was parsed: what looks like a template in a name stays a name. */
export interface Values {
  author: string;
  code: string;
  product: string;
  variant: string;
  quantity: number;
  place: number | null;
  price: string;
  /** The show's public page. */
  where: string;
  options: string;
  example: string;
  /** How many are left, for 'stock': the number, or the mark it takes the place of. Absent elsewhere. */
  stock?: number | string;
}

export interface Said {
  /** Said alone. */
  text: string;
  /** Said in a line with others; null where it must stand alone. */
  shortText: string | null;
  /** Which wording `text` is, and the next one: never the same twice running on one connection. */
  wording: number;
  otherwise: string;
}

/** After these the page's address is given, where the platform takes addresses. */
export const WITH_PAGE: ReadonlySet<About> = new Set<About>(['reserved', 'offered', 'moved', 'price', 'pinned']);

/**
 * One language's: `long` is said alone; `short` stands in a line with others, begins with its mark and names the author
 * next, so that a line to that author alone can leave the name out; `tail` ends such a line where a message is pinned;
 * `direct` and `closing` begin a private list.
 */
interface Wordings {
  long: Record<About, string[]>;
  short: Partial<Record<About, string>>;
  tail: string[];
  direct: string[];
  closing: string[];
}

// Locked down: no files, no includes, only own properties, and bounded in time and memory.
const engine = new Liquid({
  ownPropertyOnly: true,
  strictFilters: true,
  templates: {},
  parseLimit: 10_000,
  // Wall-clock time: a busy machine must not turn an ordinary reply into a fault.
  renderLimit: 1_000,
  memoryLimit: 100_000,
  cache: 512,
});
for (const tag of ['include', 'render', 'layout', 'block', 'tablerow', 'for', 'increment', 'decrement'])
  Reflect.deleteProperty(engine.tags, tag);

const LANGUAGES = wordings as unknown as Record<string, Wordings>;

/** Every language that something can be said in. */
export const SPOKEN_LANGUAGES: readonly string[] = Object.keys(wordings);

/** A language we have wordings for, nearest to the asked one; English last. */
export function spokenLanguage(asked: string | null, workspace: string): string {
  for (const language of [asked, workspace]) {
    if (language === null) continue;
    if (language in LANGUAGES) return language;
    if (language.startsWith('zh')) return /hant|tw|hk|mo/i.test(`${language} ${workspace}`) ? 'zh-Hant' : 'zh-Hans';
    const plain = language.split('-')[0] ?? '';
    if (plain in LANGUAGES) return plain;
  }
  return 'en';
}

/** @param pick any number; the same number gives the same wording */
export function say(about: About, language: string, values: Values, pick: number): Said {
  const list = LANGUAGES[language] ?? LANGUAGES['en'];
  const long = list?.long[about] ?? [];
  const wording = long.length === 0 ? 0 : pick % long.length;
  const clean = filled(cleanValues(values));
  const short = list?.short[about];
  return {
    text: render(long[wording] ?? '', clean),
    shortText: short === undefined ? null : render(short, clean),
    wording,
    otherwise: render(long[(wording + 1) % Math.max(1, long.length)] ?? '', clean),
  };
}

/** What begins a private list to one buyer, and what ends a public line where a message is pinned. */
export function headOf(of: 'direct' | 'closing', language: string, author: string, pick: number): string {
  const list = (LANGUAGES[language] ?? LANGUAGES['en'])?.[of] ?? [];
  return render(list[pick % Math.max(1, list.length)] ?? '', filled(cleanValues({ ...NO_VALUES, author })));
}
export function tailOf(language: string, pick: number): string {
  const list = (LANGUAGES[language] ?? LANGUAGES['en'])?.tail ?? [];
  return list[pick % Math.max(1, list.length)] ?? '';
}

/** How a line for everybody stands in a list to its author alone: the name is left out. */
export const withoutName = (shortText: string, author: string): string =>
  shortText.replace(`${authorSaid(author)} `, '');

/** Where a number or a list of names is put in when it goes; never part of a name. */
export const STOCK_MARK = '\uE000';
export const ASKERS_MARK = '\uE001';

const NO_VALUES: Values = {
  author: '',
  code: '',
  product: '',
  variant: '',
  quantity: 1,
  place: null,
  price: '',
  where: '',
  options: '',
  example: '',
};

/** As the wordings see them: `item` is the code with its variant, `times` the quantity where it is more than one. */
type Filled = Values & { item: string; times: string };
const filled = (values: Values): Filled => ({
  ...values,
  item: values.variant === '' ? values.code : `${values.code} ${values.variant}`,
  times: values.quantity > 1 ? ` ×${String(values.quantity)}` : '',
});

const ready = new Map<string, (values: Filled) => string>();

function render(template: string, values: Filled): string {
  let fill = ready.get(template);
  if (fill === undefined) ready.set(template, (fill = compiled(template)));
  return fill(values).replace(/\s+/g, ' ').trim();
}

/**
 * Wordings that only name values are joined by hand: a settlement of hundreds of claims words three texts each, and
 * half of its time went into rendering. Whatever says more goes through Liquid, with the same result.
 */
function compiled(template: string): (values: Filled) => string {
  const parts = template.split(/\{\{\s*(\w+)\s*\}\}/);
  if (parts.some((part, i) => i % 2 === 0 && /\{[{%]/.test(part))) {
    const parsed = engine.parse(template);
    return (values) => String(engine.renderSync(parsed, values));
  }
  return (values) => parts.map((part, i) => (i % 2 === 0 ? part : String(values[part as keyof Filled] ?? ''))).join('');
}

/** A name cannot stretch a reply, break its line, carry a link into it or stand for one of our marks. */
function cleanValues(values: Values): Values {
  return {
    ...values,
    author: values.author === ASKERS_MARK ? values.author : authorSaid(values.author),
    product: cleanName(values.product, 60),
    variant: cleanName(values.variant, 40),
    options: cleanName(values.options, 90),
  };
}

/** As replies call somebody; whose name the platform withholds is waved at. */
export const authorSaid = (handle: string): string =>
  handle === '' ? '👋' : `@${cleanName(handle.replace(/^@/, ''), 30)}`;

const cleanName = (text: string, most: number): string =>
  cut(text.replace(/[\p{Cc}\p{Cf}\p{Co}]/gu, '').replace(/(?:https?:\/\/|www\.)\S*/gi, '…'), most);

function cut(text: string, most: number): string {
  const points = [...text];
  return points.length <= most ? text : `${points.slice(0, most - 1).join('')}…`;
}

/** At most `most` code points; a link at the end stays whole, and what stands before it is cut. */
export function fit(text: string, most: number): string {
  if ([...text].length <= most) return text;
  const link = / ?(?:→ )?https?:\/\/\S+$/.exec(text)?.[0] ?? '';
  const room = most - [...link].length;
  if (link === '' || room < 2) return cut(text, most);
  return `${cut(text.slice(0, text.length - link.length), room)}${link}`;
}
