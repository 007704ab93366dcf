import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutText } from './cut-text.ts';

const link = 'https://shop.example/show';

test('a text within the limit goes out as it is', () => {
  expect(cutText('  3 × A1 reserved 🎉 ', 200)).toBe('3 × A1 reserved 🎉');
});

test('a long text is cut between characters, an emoji counted as two, and a link at its end stays whole', () => {
  const cut = cutText(`${'😀'.repeat(300)} ${link}`, 200);
  expect(cut.length).toBeGreaterThan(197);
  expect(cut.length).toBeLessThanOrEqual(200);
  expect(cut.isWellFormed()).toBe(true);
  expect(cut.endsWith(`… ${link}`)).toBe(true);
});

test('a link alone longer than the limit is left out', () => {
  expect(cutText(`look ${`https://x.example/${'a'.repeat(50)}`}`, 20)).toBe('look');
});

test('whatever is said, it fits, is well-formed and keeps its link', () => {
  const text = fc.string({ unit: 'binary', maxLength: 80 });
  fc.assert(
    fc.property(text, fc.boolean(), fc.integer({ min: 30, max: 60 }), (words, linked, limit) => {
      const cut = cutText(linked ? `${words} ${link}` : words, limit);
      expect(cut.length).toBeLessThanOrEqual(limit);
      expect(cut.isWellFormed()).toBe(true);
      if (linked) expect(cut.endsWith(link)).toBe(true);
    }),
  );
});
