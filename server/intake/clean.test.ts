import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanData, cleanText, TEXT_LIMIT } from './clean.ts';

test('NUL and lone surrogates become the replacement character, everything else stays', () => {
  expect(cleanText('a\0b\uD83Dc\uDE00d😀 עברית ไทย')).toBe('a\uFFFDb\uFFFDc\uFFFDd😀 עברית ไทย');
});

test('a text of 100,000 characters is cut to 2,000 code points and says so', () => {
  const cut = cleanText('😀'.repeat(100_000));
  expect([...cut].slice(0, TEXT_LIMIT).join('')).toBe('😀'.repeat(TEXT_LIMIT));
  expect(cut.endsWith('… [cut]')).toBe(true);
  expect(cleanText('x'.repeat(TEXT_LIMIT))).toBe('x'.repeat(TEXT_LIMIT));
});

test('whatever was written, cleaned text is well formed, holds no NUL, and cleaning it again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), (text) => {
      const clean = cleanText(text);
      expect(clean.isWellFormed() && !clean.includes('\0')).toBe(true);
      expect([...clean].length).toBeLessThanOrEqual(TEXT_LIMIT + 7);
    }),
  );
});

test('any data becomes what jsonb can hold', () => {
  const cleaned = cleanData({
    a: ['x\0', NaN, undefined, 5n],
    deep: { er: { and: { deeper: { still: { or: { more: 1 } } } } } },
    gone: undefined,
  });
  expect(cleaned).toEqual({
    a: ['x\uFFFD', null, null, '5'],
    deep: { er: { and: { deeper: { still: { or: null } } } } },
  });
});
