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
  /** How many are left, for 'stock'; absent elsewhere. */
  stock?: number;
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
export const WITH_PAGE: ReadonlySet<About> = new Set<About>(['reserved', 'offered', 'price', 'pinned']);

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

/** A name cannot stretch a reply, break its line or carry a link into it. */
function cleanValues(values: Values): Values {
  const name = (text: string, most: number) =>
    cut(text.replace(/[\p{Cc}\p{Cf}]/gu, '').replace(/(?:https?:\/\/|www\.)\S*/gi, '…'), most);
  return {
    ...values,
    author: `@${name(values.author.replace(/^@/, ''), 30)}`,
    product: name(values.product, 60),
    variant: name(values.variant, 40),
    options: name(values.options, 90),
  };
}

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
