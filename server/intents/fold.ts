/**
 * One spelling for what viewers write in many: full-width, bold, keycap and foreign digits, invisible characters, letters
 * that only look Latin. Reading works on the folded text; people are always shown the original.
 */

/** What is read of a comment; longer ones are no orders. */
export const READ_CODE_POINTS = 600;
/** What is looked at of a text, invisible characters and marks included. */
const LOOKED_AT = 4_000;

/** Format characters, variation selectors, fillers; marks that are drawn over a letter or around it. */
const INVISIBLE =
  /[\p{Cf}\p{Cc}\ufe00-\ufe0f\u{e0100}-\u{e01ef}\u034f\u115f\u1160\u3164\uffa0\u17b4\u17b5\u180b-\u180f\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]/gu;
/** Letters and digits in black circles and squares, which have no compatibility form. */
const IN_BLACK = /[\u2776-\u2793\u24eb-\u24ff\u{1f150}-\u{1f169}\u{1f170}-\u{1f189}]/gu;
const SMALL_CAPITALS = new Map(
  [...'ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ'].map((char, at) => [char, 'abcdefghijklmnopqrstuvwyz'[at] ?? char]),
);
const SMALL_CAPITAL = /[\u1d00-\u1d22\u0262\u026a\u0274\u0280\u0299\u029c\u029f\u028f\ua730\ua731\ua7af]/gu;
/** Most comments: nothing to fold but the case. */
const PLAIN = /^[\x20-\x5f\x61-\x7e]*$/;
const DIGIT = /\p{Nd}/u;
const DIGITS = /\p{Nd}/gu;

/** Cyrillic and Greek letters that are drawn like a Latin one. */
const LOOK_ALIKE = new Map(
  Object.entries({
    а: 'a',
    в: 'b',
    с: 'c',
    ԁ: 'd',
    е: 'e',
    һ: 'h',
    і: 'i',
    ј: 'j',
    к: 'k',
    м: 'm',
    н: 'h',
    о: 'o',
    р: 'p',
    ѕ: 's',
    т: 't',
    у: 'y',
    х: 'x',
    ԛ: 'q',
    ԝ: 'w',
    α: 'a',
    β: 'b',
    ε: 'e',
    η: 'n',
    ι: 'i',
    κ: 'k',
    ν: 'v',
    ο: 'o',
    ρ: 'p',
    τ: 't',
    υ: 'u',
    χ: 'x',
    ζ: 'z',
    μ: 'm',
    ɑ: 'a',
    ı: 'i',
    ł: 'l',
    ø: 'o',
    ѵ: 'v',
    ӏ: 'l',
    ү: 'y',
    ո: 'n',
    օ: 'o',
    ս: 'u',
    ց: 'g',
    γ: 'y',
    ω: 'w',
    σ: 'o',
    ɡ: 'g',
    ƒ: 'f',
    ʟ: 'l',
  }),
);

/** Vowel signs and the stroke that only widens a word; in chat nobody writes the first and some write the second. */
const ARABIC_MARKS = /[\u0640\u064B-\u0652\u0670]/g;
const ARABIC_FORMS = /[أإآٱىةگیک]/g;
/** Letters written one for the other: 'أحمر' and 'احمر', 'قطعة' and 'قطعه', and the forms of Persian keyboards. */
const ARABIC_LETTER: Readonly<Record<string, string>> = {
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ٱ: 'ا',
  ى: 'ي',
  ة: 'ه',
  گ: 'ك',
  ی: 'ي',
  ک: 'ك',
};

/** Whether there is anything to unmask. */
const MASKED = new RegExp(`[${[...LOOK_ALIKE.keys()].join('')}]`, 'u');

const digitValues = new Map<string, string>();

/** Decimal digits stand in runs of ten from zero to nine (a promise of the Unicode standard). */
function asciiDigit(char: string): string {
  const known = digitValues.get(char);
  if (known !== undefined) return known;
  let before = 0;
  for (let code = (char.codePointAt(0) ?? 0) - 1; DIGIT.test(String.fromCodePoint(code)); code -= 1) before += 1;
  const value = String(before % 10);
  digitValues.set(char, value);
  return value;
}

/**
 * Most comments of every language: letters that have no other form, so that the case and the spaces are all there is to
 * fold. Whatever is not surely so takes the long way, with the same result.
 */
const SETTLED =
  /^(?:[\x20-\x5f\x61-\x7e\u00a1\u00bf-\u012f\u0134-\u013e\u0141-\u0148\u014a-\u017e\u1ea0-\u1ef9\u0621\u0624\u0626-\u0628\u062a-\u063a\u0641-\u0648\u064a\u060c\u061b\u061f\u0e01-\u0e3a\u0e40-\u0e4e\u3001\u3002\u3041-\u3096\u30a1-\u30fe\u4e00-\u9fff\uac00-\ud7a3]|\ud83d[\udc00-\udd1e\udd20-\udfff]|\ud83e[\udc00-\udfff])*$/;

/** The text as it is read: bounded, NFKC, nothing invisible, ASCII digits, lower case, single spaces. Folding twice changes nothing. */
export function fold(text: string): string {
  if (PLAIN.test(text))
    return head(text.slice(0, LOOKED_AT).toLowerCase().replace(/ {2,}/g, ' ').trim(), READ_CODE_POINTS).trim();
  if (SETTLED.test(text))
    return head(head(text, LOOKED_AT).toLowerCase().replace(/ {2,}/g, ' ').trim(), READ_CODE_POINTS).trim();
  // Cut again afterwards: what is not seen must not push what is seen out, and one character may unfold to eighteen.
  return head(settle(head(text, LOOKED_AT).replace(/[\n\r\t\v\f\u2028\u2029]/g, ' ')), READ_CODE_POINTS).trim();
}

function head(text: string, most: number): string {
  if (text.length <= most) return text;
  let end = 0;
  for (let count = 0; count < most && end < text.length; count += 1)
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  return text.slice(0, end);
}

/** Lower-casing can open a new compatibility form and the other way round, so it is repeated until nothing moves. */
function settle(text: string): string {
  let now = text;
  for (let round = 0; round < 4; round += 1) {
    const next = now
      // A fraction is not a quantity: '½' would become '1⁄2' and read as 1 or 2.
      .replace(/[¼-¾⅐-⅞]/g, '0/0')
      .replace(/➕/g, '+')
      .replace(/🔟/g, '10')
      .replace(IN_BLACK, inBlack)
      .replace(SMALL_CAPITAL, (char) => SMALL_CAPITALS.get(char) ?? char)
      .replace(/[✕✖⨯]/g, '×')
      .normalize('NFKC')
      // U+0085 parts lines; the other controls part nothing.
      .replace(/\u0085/g, ' ')
      .replace(INVISIBLE, '')
      .replace(DIGITS, asciiDigit)
      .toLowerCase()
      .replace(/[’‘ʼ`´]/g, "'")
      // Thai 'ำ' is one letter to everybody but Unicode.
      .replace(/\u0e4d\u0e32/g, '\u0e33')
      .replace(ARABIC_MARKS, '')
      .replace(ARABIC_FORMS, (form) => ARABIC_LETTER[form] ?? form)
      .replace(/\s+/g, ' ')
      .trim();
    if (next === now) return next;
    now = next;
  }
  return now;
}

/** '❶' is 1, '🅐' and '🅰' are a. */
function inBlack(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code >= 0x1f150) return String.fromCharCode(97 + ((code - 0x1f150) % 32));
  if (code === 0x24ff) return '0';
  if (code >= 0x24f5) return String(code - 0x24f5 + 1);
  if (code >= 0x24eb) return String(code - 0x24eb + 11);
  return String(((code - 0x2776) % 10) + 1);
}

/** Letters without their accents, for words typed without them ('chot' for 'chốt'). Thai and other vowel signs stay. */
export function bare(folded: string): string {
  return folded
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/đ/g, 'd')
    .normalize('NFC');
}

/** Look-alike letters as the Latin ones they imitate, position by position; a word of another script that does not become wholly Latin stays as it is. */
export function unmask(folded: string): string {
  if (!MASKED.test(folded)) return folded;
  return folded.replace(/[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Latin}0-9]+/gu, (word) => {
    let plain = '';
    for (const char of word) plain += LOOK_ALIKE.get(char) ?? char;
    return /^[\x00-\x7f]+$/.test(plain) && plain.length === word.length ? plain : word;
  });
}

/** The one form of a product's code: 'Ａ-12', 'a 12', '#A12' and 'А12' (Cyrillic) are 'a12'. What `product.code_key` holds. */
export function codeKey(code: string): string {
  return unmask(fold(code)).replace(/[\s\-_.·#/]+/g, '');
}

/** Digits and letters that people mistake for each other, for finding near misses only, never for accepting one. */
export function mistakable(key: string): string {
  return key
    .replace(/o/g, '0')
    .replace(/[il]/g, '1')
    .replace(/s/g, '5')
    .replace(/z/g, '2')
    .replace(/(^|[^0-9])0+(?=[0-9])/g, '$1');
}
