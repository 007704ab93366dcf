import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressed, fitText } from './fit-text.ts';

const LINK = 'https://shop.example/summer';

test('a short text is left alone', () => {
  expect(fitText(`hello 😀 ${LINK}`, 150)).toBe(`hello 😀 ${LINK}`);
});

test('a long one is cut in its words, its link stays whole', () => {
  expect(fitText(`${'word '.repeat(40)}${LINK}`, 60)).toBe(`word word word word word word w… ${LINK}`);
});

test('a link that does not fit goes whole', () => {
  expect(fitText(`see ${LINK}`, 10)).toBe('see');
});

test('whatever the text, it fits, is well-formed and keeps its link', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.integer({ min: 40, max: 150 }),
      fc.boolean(),
      (text, limit, link) => {
        const fitted = fitText(link ? `${text} ${LINK}` : text, limit);
        expect([...fitted].length).toBeLessThanOrEqual(limit);
        if (text.isWellFormed()) expect(fitted.isWellFormed()).toBe(true);
        if (link) expect(fitted.endsWith(LINK)).toBe(true);
      },
    ),
    { seed: 7 },
  );
});

test('a reply names whom it is for, once', () => {
  expect(addressed('12 left', 'nok')).toBe('@nok 12 left');
  expect(addressed('@Nok 12 left', '@nok')).toBe('@Nok 12 left');
  expect(addressed('12 left', undefined)).toBe('12 left');
});
