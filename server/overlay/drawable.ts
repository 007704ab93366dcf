import { blockedWords } from './blocked.ts';

/**
 * Words of viewers as they may stand on the video: whoever writes a name there writes for thousands. Invisible and
 * direction-changing characters go, towers of marks are cut, what leads to a person or away (phones, mails, addresses,
 * links) and blocked words are dotted out, and the rest is cut by what is seen as one character.
 */
export function drawable(text: string, most: number, blocked: ReadonlySet<string> = NONE): string {
  return drawn(text, most, blocked, IN_WORDS);
}

/**
 * A name, by which its bearer must know themselves: a dot or a number in it is no address yet (ana.me, ANNA19951231).
 */
export function drawableName(text: string, most: number, blocked: ReadonlySet<string> = NONE): string {
  return drawn(text, most, blocked, IN_NAMES);
}

function drawn(text: string, most: number, blocked: ReadonlySet<string>, told: readonly RegExp[]): string {
  const clean = text.slice(0, LOOKED_AT).replace(UNSEEN, '').replace(TOWER, '$1').replace(/\s+/gu, ' ').trim();
  return cut(withoutBlocked(withoutPrivate(clean, told), blocked), most);
}

const NONE: ReadonlySet<string> = new Set();
/** More than any platform's message of one person; what is longer is looked at no further. */
const LOOKED_AT = 2_000;
// The joiner and the variation selectors stay: emoji are made with them.
const UNSEEN = /[\p{Cc}\p{Co}\p{Cs}]|(?!\u200D)\p{Cf}/gu;
/** Two marks a letter are enough for every script that stacks them. */
const TOWER = /(\p{M}{3})\p{M}+/gu;

const DOTS = '•••';
const LINK = /(?:\b[a-z][a-z\d+.-]{1,9}:\/\/|\bwww\.)\S+/giu;
const MAIL = /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}\s?@\s?[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/giu;
const HOST =
  /(?<![\p{L}\p{N}@.])(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,40}[\p{L}\p{N}])?\.){1,4}(?:com|net|org|shop|store|app|io|me|co|info|biz|online|site|link|ly|gl|bio|live|tv|th|vn|id|my|ph|tw|cn|jp|kr|de|fr|es|it|uk|br|mx)(?![\p{L}\p{N}-])\S*/giu;
/** Seven digits or more, with whatever people put between them; an amount of money has a sign or few digits. */
const PHONE = /(?<![\p{L}\p{N}])\+?\(?\p{Nd}(?:[\s().\-–/]{0,2}\p{Nd}){6,17}(?!\p{N})/gu;
const STREET_WORDS =
  'street|st|road|rd|avenue|ave|lane|boulevard|blvd|drive|jalan|jln|jl|calle|avenida|av|rua|rue|via|straße|strasse|đường|duong|ngõ|phố|ถนน|ซอย|soi|moo|หมู่';
const STREET_FIRST = new RegExp(
  `(?<![\\p{L}])(?:${STREET_WORDS})\\.?\\s+[\\p{L}\\p{M}'’. -]{2,40}?,?\\s*(?:no\\.?|nº|n°|#)?\\s*\\p{Nd}{1,5}[a-z]?(?:\\s*[/-]\\s*\\p{Nd}{1,4})?(?![\\p{L}\\p{Nd}])`,
  'giu',
);
const NUMBER_FIRST = new RegExp(
  `(?<![\\p{L}\\p{Nd}])\\p{Nd}{1,5}[a-z]?,?\\s+(?:[\\p{L}\\p{M}'’.-]{1,20}\\s+){0,3}(?:${STREET_WORDS})(?![\\p{L}\\p{M}])`,
  'giu',
);
const JOINED_STREET =
  /[\p{L}]{3,30}(?:straße|strasse|str\.|gasse|weg|platz|laan|straat)\s*\p{Nd}{1,4}[a-z]?(?![\p{L}\p{Nd}])/giu;
const HAN_ADDRESS =
  /[\p{Script=Han}]{2,12}(?:路|街|巷|弄|丁目|番地)[\p{Nd}\p{Script=Han}]{0,8}[\p{Nd}]+(?:號|号|番|樓|楼)?/gu;
/** A long run of letters and digits that names an order, a parcel or a card. */
const NUMBERED =
  /(?<![\p{L}\p{N}])(?=\S*\p{Nd}\S*\p{Nd}\S*\p{Nd}\S*\p{Nd}\S*\p{Nd}\S*\p{Nd})[\p{Lu}\p{Nd}]{2,4}-?[\p{Lu}\p{Nd}-]{8,}(?![\p{L}\p{N}])/gu;

/** In a name only what nobody is called by chance. */
const SITE =
  /(?<![\p{L}\p{N}@.])(?:[\p{L}\p{N}][\p{L}\p{N}-]{0,40}\.){1,4}(?:com|net|org|shop|store|online|site|xyz|ru)(?![\p{L}\p{N}-])\S*/giu;

const IN_WORDS = [LINK, MAIL, HOST, NUMBER_FIRST, STREET_FIRST, JOINED_STREET, HAN_ADDRESS, PHONE, NUMBERED];
const IN_NAMES = [LINK, MAIL, SITE, PHONE];

function withoutPrivate(text: string, told: readonly RegExp[]): string {
  // Nothing to find in what is only a name.
  if (!/[\p{Nd}.@:]/u.test(text)) return text;
  return told.reduce((left, pattern) => left.replace(pattern, DOTS), text);
}

const WORD = /[\p{L}\p{M}\p{N}$@!*']+/gu;
const SPACELESS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

function withoutBlocked(text: string, more: ReadonlySet<string>): string {
  const is = (plain: string): boolean => blockedWords.has(plain) || more.has(plain);
  const parted = text.replace(WORD, (word) => (is(plainOf(word)) || is(plainOf(word, true)) ? DOTS : word));
  const inside = [...more].filter((word) => SPACELESS.test(word));
  return inside.reduce((left, word) => left.replaceAll(word, DOTS), parted);
}

const LEET: Record<string, string> = {
  $: 's',
  '@': 'a',
  '!': 'i',
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
};
/** How a word of the list is compared: without case, marks and what stands for a letter; `short`: a letter drawn out counts once. */
export function plainOf(word: string, short = false): string {
  const bare = word
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}*']/gu, '');
  const spelled = /\p{Script=Latin}/u.test(bare) ? bare.replace(/[$@!013457]/g, (sign) => LEET[sign] ?? sign) : bare;
  return short ? spelled.replace(/(.)\1+/gu, '$1') : spelled;
}

/** A seller's own list as it is compared. */
export const blockedOf = (words: readonly string[]): ReadonlySet<string> =>
  new Set(words.map((word) => plainOf(word.trim())).filter((word) => word !== ''));

const seen = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The seller's own words: whole but for what cannot be seen and their length. */
export const ownWords = (text: string, most: number): string => cut(text.replace(UNSEEN, '').trim(), most);

function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const clusters: string[] = [];
  let points = 0;
  for (const { segment } of seen.segment(text)) {
    // One that is itself a tower must not carry a page of code points past the cut.
    if (clusters.length === most || points > most * 4) return `${clusters.slice(0, most - 1).join('')}…`;
    clusters.push(segment);
    points += segment.length;
  }
  return text;
}
