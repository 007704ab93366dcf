import type { CodeEntry } from './context.ts';
import type { Found } from './goods.ts';
import { hasRole } from './mark.ts';
import type { Mark } from './mark.ts';

/** How the measures of goods are written, by language. */
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/^(?:cms?|centimet\p{L}*|公分|厘米|センチ|센치|센티|ซม|เซน|سم)$/u, 'cm'],
  [/^(?:mm|毫米|ミリ|มม|مم)$/u, 'mm'],
  [/^(?:ml|毫升|ミリリットル|มล|มิล|مل)$/u, 'ml'],
  [/^(?:l|lit\p{L}*|升|公升|リットル|리터|ลิตร|لتر)$/u, 'l'],
  [/^(?:kgs?|kilos?|公斤|キロ|키로|กก|كيلو)$/u, 'kg'],
  [/^(?:g|grams?|gr|克|グラム|그램|กรัม|غرام|جرام)$/u, 'g'],
  [/^(?:in|inch|inches|吋|寸|インチ|인치|นิ้ว)$/u, 'in'],
  [/^gb$/, 'gb'],
  [/^oz$/, 'oz'],
];

interface Measure {
  number: string;
  unit: string;
}

/**
 * "26cm" of a pan that comes in 24 and 28 cm is a size it does not have; "28 公分" is one it has. Of goods without such
 * sizes a measure says something else, and so it does after "I am".
 */
export function measured(marks: Mark[], found: Found): Mark[] {
  if (!marks.some((mark) => mark.kind === 'aside' && mark.what === 'measure')) return marks;
  const coded = marks.flatMap((mark) => (mark.kind === 'code' ? [mark.entry] : []));
  const entries = coded.length > 0 ? coded : found.showing === null ? [] : [found.showing];
  return marks.map((mark, at) => {
    if (mark.kind !== 'aside' || mark.what !== 'measure' || hasRole(marks[at - 1], 'number-mark')) return mark;
    const said = measureOf(mark.said);
    if (said === null) return mark;
    const values = entries.flatMap((entry) => measuresOf(entry, said.unit));
    if (values.length === 0) return mark;
    const value = values.find((one) => one.number === said.number);
    if (value === undefined) {
      found.problems.add('unknown-option');
      found.said.push({ said: mark.said, read: 'no size of it' });
      return mark;
    }
    return { kind: 'option', said: mark.said, word: value.word, concept: null, describes: false, entry: null };
  });
}

function measureOf(text: string): Measure | null {
  const parts = /^(\d+)[\s-]*(\p{L}[\p{L}\p{M}]*)\.?$/u.exec(text);
  const unit = UNITS.find(([pattern]) => pattern.test(parts?.[2] ?? ''))?.[1];
  return parts?.[1] === undefined || unit === undefined ? null : { number: parts[1], unit };
}

function measuresOf(entry: CodeEntry, unit: string): (Measure & { word: string })[] {
  return [...entry.values.keys()].flatMap((word) => {
    const one = measureOf(word);
    return one?.unit === unit ? [{ ...one, word }] : [];
  });
}
