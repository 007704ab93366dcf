import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bare, codeKey, fold, mistakable, READ_CODE_POINTS, unmask } from './fold.ts';

describe('fold', () => {
  it.each([
    ['８號 L ＋１', '8號 l +1'],
    ['𝗠𝗜𝗡𝗘 ②', 'mine 2'],
    ['1️⃣2️⃣', '12'],
    ['๓ ตัว', '3 ตัว'],
    ['٣', '3'],
    ['m\u200bi\u00adne', 'mine'],
    ['\u202eA12', 'a12'],
    ['➕1', '+1'],
    ['A\n12', 'a 12'],
    ['أَحْمَر قطعـــة', 'احمر قطعه'],
  ])('reads %j as %j', (written, read) => expect(fold(written)).toBe(read));

  it('does not turn a half into a quantity', () => expect(fold('A12 ½')).not.toMatch(/[12]$/));
  it('is bounded', () => expect(fold('x'.repeat(100_000)).length).toBe(READ_CODE_POINTS));
  it('changes nothing when done twice, whatever was written', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => fold(fold(text)) === fold(text)),
      { seed: 7, numRuns: 2000 },
    ));
});

describe('codes', () => {
  it.each(['A12', 'a12', 'Ａ12', 'А12', 'a-12', '#A12', 'a 12', 'A1２'])('%s is a12', (code) =>
    expect(codeKey(code)).toBe('a12'),
  );
  it('sees a masked word and leaves a Russian one', () => {
    expect(unmask('mіne сколько')).toBe('mine сколько');
  });
  it('finds what people mistake', () => {
    expect(mistakable('al2')).toBe(mistakable('a12'));
    expect(mistakable('a5')).toBe(mistakable('a05'));
    expect(mistakable('a12')).not.toBe(mistakable('a21'));
  });
  it('drops accents and keeps Thai vowels', () => {
    expect(bare('chốt đơn')).toBe('chot don');
    expect(bare('ที่')).toBe('ที่');
  });
});

describe('what is read of a comment', () => {
  it('stays bounded when single characters unfold to whole phrases', () => {
    const folded = fold('\uFDFA'.repeat(400));
    expect([...folded].length).toBeLessThanOrEqual(READ_CODE_POINTS);
    expect(fold(folded)).toBe(folded);
  });
});
