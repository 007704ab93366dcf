/** Longest text kept of a message, in code points. Platforms allow a few hundred; what is longer is an attack. */
export const TEXT_LIMIT = 2_000;
const CUT_MARK = '… [cut]';
const NAME_LIMIT = 200;
const DEPTH_LIMIT = 6;
const LIST_LIMIT = 1_000;

/**
 * Makes text storable, once, for everybody after us: NUL (which PostgreSQL refuses) and lone surrogates (which jsonb
 * refuses) become U+FFFD. What is too long is cut between code points and says so.
 */
export function cleanText(text: string, limit = TEXT_LIMIT): string {
  const sound = text.toWellFormed().replaceAll('\0', '\uFFFD');
  if (sound.length <= limit) return sound;
  const kept = firstCodePoints(sound, limit);
  return kept.length === sound.length ? sound : kept + CUT_MARK;
}

/** For what is looked up and never read (ids, names): the same, cut without a mark. */
export const cleanId = (text: string): string => firstCodePoints(text.toWellFormed().replaceAll('\0', '\uFFFD'), 1_000);
export const cleanName = (text: string): string =>
  firstCodePoints(text.toWellFormed().replaceAll('\0', '\uFFFD'), NAME_LIMIT);

function firstCodePoints(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let end = 0;
  for (let count = 0; count < limit && end < text.length; count++) end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  return text.slice(0, end);
}

/** Any plain data as jsonb can hold it: text cleaned, numbers finite, nothing deeper or longer than makes sense. */
export function cleanData(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'boolean' || value === null) return value;
  if (typeof value !== 'object' || depth >= DEPTH_LIMIT) return null;
  if (Array.isArray(value)) return value.slice(0, LIST_LIMIT).map((one) => cleanData(one, depth + 1));
  const pairs = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(pairs.map(([key, inner]) => [cleanName(key), cleanData(inner, depth + 1)]));
}
