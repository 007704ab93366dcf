import { expect, test } from 'vitest';
import { cutBytes } from './cut.ts';

const bytes = (text: string) => Buffer.byteLength(text);
const LINK = 'https://shop.example/c/abc';

test.for([
  ['hello', 10, 'hello'],
  ['  hello ', 10, 'hello'],
  ['hello world', 8, 'hello…'],
  ['กขค', 9, 'กขค'],
  ['กขคง', 9, 'กข…'],
  ['😀😀😀', 11, '😀😀…'],
  ['a\ud83d', 10, 'a\ufffd'],
  [`word word word ${LINK}`, 34, `word… ${LINK}`],
  [`word ${LINK}`, 28, LINK],
  [`word word ${LINK}`, 12, 'word word'],
] as const)('%j within %i bytes is %j', ([text, limit, expected]) => {
  expect(cutBytes(text, limit)).toBe(expected);
});

test('whatever the letters, the bytes never pass the limit and nothing is cut in two', () => {
  for (const letter of ['a', 'é', 'ก', '😀', '👨‍👩‍👧']) {
    for (let limit = 30; limit < 80; limit += 1) {
      const cut = cutBytes(`${letter.repeat(60)} ${LINK}`, limit);
      expect(bytes(cut)).toBeLessThanOrEqual(limit);
      expect(cut.isWellFormed()).toBe(true);
      expect(cut.endsWith(LINK)).toBe(true);
    }
  }
});
