import { fold, unmask } from './fold.ts';

interface Word {
  written: string;
  read: string;
}

export interface Change {
  written: string;
  why: string;
}

/** What `WHYS` and `DIGITS` look for: without any of it nothing was folded but the case. */
const ODD =
  /[\p{Script=Cyrillic}\p{Script=Greek}\uff01-\uff5e\u20e3\u2460-\u24ff\u2776-\u2793\u{1f100}-\u{1f189}\u{1d400}-\u{1d7ff}\u1d00-\u1d25\ua730\ua731\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\u0300-\u036f]|(?![0-9])\p{Nd}/u;
/** A longer word is shown whole: looking for the part of it costs with the square of its length. */
const LONGEST = 24;

/** Of a comment: how a folded stretch was written, and what was folded; null where it was written as it is read. */
export function changeOf(text: string): (said: string) => Change | null {
  if (!ODD.test(text)) return () => null;
  const words = text
    .split(/\s+/)
    .slice(0, 40)
    .filter((word) => word !== '')
    .map((written) => ({ written, read: unmask(fold(written)) }));
  return (said) => {
    const found =
      words.find((word) => word.read === said) ??
      (said.includes(' ') ? together(words, said) : undefined) ??
      words.find((word) => word.read.includes(said) && word.read !== '');
    if (found === undefined) return null;
    const written = found.read === said ? found.written : stretch(found.written, said);
    const why = reasons(written);
    return why.length === 0 ? null : { written: written.replace(/[\p{Cf}\p{Cc}]/gu, '·'), why: why.join(', ') };
  };
}

/** 'A l2', '๒ ตัว': two words or three that are read as one. */
function together(words: readonly Word[], said: string): Word | undefined {
  for (let at = 0; at < words.length; at += 1)
    for (let length = 2; length <= 3; length += 1) {
      const some = words.slice(at, at + length);
      if (some.map((word) => word.read).join(' ') === said)
        return { written: some.map((word) => word.written).join(' '), read: said };
    }
  return undefined;
}

/** The part of a written word that is read as `said`. */
function stretch(written: string, said: string): string {
  const chars = [...written];
  if (chars.length > LONGEST) return chars.slice(0, LONGEST).join('');
  for (let length = 1; length <= chars.length; length += 1)
    for (let at = 0; at + length <= chars.length; at += 1) {
      const part = chars.slice(at, at + length).join('');
      if (unmask(fold(part)) === said) return part;
    }
  return written;
}

const WHYS: readonly [RegExp, (found: string) => string][] = [
  [/\p{Script=Cyrillic}/u, (found) => `Cyrillic ${found}`],
  [/\p{Script=Greek}/u, (found) => `Greek ${found}`],
  [/[\uff01-\uff5e]/u, () => 'full-width'],
  [/\u20e3/u, () => 'keycap'],
  [/[\u2460-\u24ff\u2776-\u2793\u{1f100}-\u{1f189}]/u, () => 'in circles'],
  [/[\u{1d400}-\u{1d7ff}\u1d00-\u1d25\ua730\ua731]/u, () => 'styled letters'],
  [/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/u, () => 'invisible characters'],
  [/[\u0300-\u036f]/u, () => 'marks added'],
];
const DIGITS: readonly [RegExp, string][] = [
  [/[\u0e50-\u0e59]/, 'Thai digits'],
  [/[\u0660-\u0669]/, 'Arabic digits'],
  [/[\u06f0-\u06f9]/, 'Persian digits'],
  [/[\u0966-\u096f]/, 'Devanagari digits'],
  [/[\u09e6-\u09ef]/, 'Bengali digits'],
  [/[\u17e0-\u17e9]/, 'Khmer digits'],
  [/[\u0ed0-\u0ed9]/, 'Lao digits'],
  [/[\u1040-\u1049]/, 'Burmese digits'],
];

function reasons(written: string): string[] {
  const found = WHYS.flatMap(([pattern, why]) => {
    const hit = pattern.exec(written);
    return hit === null ? [] : [why(hit[0])];
  });
  const digits = DIGITS.find(([pattern]) => pattern.test(written));
  if (digits) found.push(digits[1]);
  else if (found.length === 0 && /\p{Nd}/u.test(written.replace(/[0-9]/g, ''))) found.push('digits of another script');
  return found;
}
