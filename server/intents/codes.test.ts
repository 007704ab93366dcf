import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collisions, freeCode } from './codes.ts';
import { codeKey, mistakable } from './fold.ts';
import { slips } from './near.ts';

const sized = { size: ['S', 'M', '38'] };
const told = (codes: readonly string[], options = {}) =>
  collisions(codes.map((code) => ({ code, options }))).map((one) => one.sentence);

describe('a suggested code', () => {
  it('is two slips or more from every other, look-alikes counted as the same', () =>
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[A-Z]{1,2}[0-9O]{1,3}$/), { maxLength: 30 }),
        fc.integer({ min: 1, max: 40 }),
        (taken, more) => {
          const codes = [...taken];
          for (let i = 0; i < more; i += 1) {
            const code = freeCode(codes);
            if (code === null) return;
            const key = mistakable(codeKey(code));
            for (const other of codes) expect(slips(key, mistakable(codeKey(other)))).toBe(2);
            codes.push(code);
          }
          expect(told(codes.slice(taken.length))).toEqual([]);
        },
      ),
      { seed: 5, numRuns: 60 },
    ));
  it('is found for three hundred products', () => {
    const codes: string[] = [];
    for (let i = 0; i < 300; i += 1) codes.push(freeCode(codes) ?? '');
    expect(codes[0]).toBe('A33');
    expect(new Set(codes).size).toBe(300);
    expect(codes).not.toContain('');
  });
});

describe('collisions of a catalog', () => {
  it('are none where the codes are far apart', () => expect(told(['A33', 'C44', 'LILY'])).toEqual([]));
  it.each([
    [
      'a code that is a size',
      [
        { code: 'S', options: {} },
        { code: 'A33', options: sized },
      ],
      'S is a code and a size of A33',
    ],
    [
      'a number that is a size',
      [
        { code: '38', options: {} },
        { code: 'A33', options: sized },
      ],
      '38 is a code and a size of A33',
    ],
    [
      'a code that is a claim word',
      [{ code: 'MINE', options: {} }],
      'MINE is a word that viewers use to take something',
    ],
    ['a number that may be an amount', [{ code: '5', options: {} }], '5 may be a code or an amount'],
    [
      'look-alikes',
      [
        { code: 'AO1', options: {} },
        { code: 'A01', options: {} },
      ],
      'AO1 and A01 look alike',
    ],
    [
      'digits changed round',
      [
        { code: 'A12', options: {} },
        { code: 'A21', options: {} },
      ],
      'A12 and A21 look alike',
    ],
    [
      'one slip',
      [
        { code: 'A12', options: {} },
        { code: 'A14', options: {} },
      ],
      'A12 and A14 differ in one character',
    ],
  ])('%s', (_name, products, sentence) => {
    expect(
      collisions(products)
        .map((one) => one.sentence)
        .join('\n'),
    ).toContain(sentence);
  });
  it('the claim words of the show count too', () =>
    expect(collisions([{ code: 'GO', options: {} }], ['go'])[0]?.sentence).toContain('claim word of the show'));
  it('many pairs are one sentence', () =>
    expect(told(Array.from({ length: 10 }, (_, i) => `B3${String(i)}`))).toHaveLength(1));
});
