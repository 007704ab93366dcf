import { describe, expect, it } from 'vitest';
import { claimWordFault, withClaimWords } from './claim-words.ts';
import { readingContext } from './context.ts';
import { readIntent } from './read.ts';

const codes = ['A12', 'GO', 'LILY-2'];

describe('claim words of a show', () => {
  it.each([
    ['yalla'],
    ['Yalla!'],
    ['mio mio'],
    ['хочуу'],
    ['ของหนู'],
    ['얍'],
    ['يلا'],
    ['mine'],
    ['want'],
    ['sold to me'],
    ['🦊'],
  ])('%s can be one, and claims by itself and with a code', (word) => {
    expect(claimWordFault([word], codes)).toBeNull();
    const context = readingContext(
      [
        { code: 'A12', options: {} },
        { code: 'B07', options: {} },
      ],
      [word],
    );
    expect(readIntent(word, context, 'a12')).toMatchObject({ intent: 'claim', needsLook: false });
    expect(readIntent(`${word} B07`, context, 'a12')).toMatchObject({ intent: 'claim', lines: [{ code: 'B07' }] });
  });

  it.each([
    ['cancel', 'says no or cancels'],
    ['no thanks yalla', 'says no or cancels'],
    ['annuler', 'says no or cancels'],
    ['ยกเลิก', 'says no or cancels'],
    ['please', 'say any sentence'],
    ['price', 'ask a question'],
    ['red', 'colour or a size'],
    ['or', 'say “or”'],
    ['12', 'only a number'],
    ['๑๒', 'only a number'],
    ['a-12', 'is the code A12'],
    ['lily 2', 'the code LILY-2'],
    ['yalla go', 'the code GO'],
    ['', '1 to 30 characters'],
    ['x'.repeat(31), '1 to 30 characters'],
    ['…', 'nothing that can be read|cannot be told'],
  ])('%s cannot be one: %s', (word, why) => expect(claimWordFault([word], codes)).toMatch(new RegExp(why)));

  it('are told apart as they are read', () => {
    expect(claimWordFault(['yalla', 'YALLA'], codes)).toContain('read as the same');
    expect(claimWordFault(['yalla', 'yalla'], codes)).toContain('twice');
    expect(
      claimWordFault(
        Array.from({ length: 21 }, (_, i) => `yalla${String.fromCharCode(97 + i)}`),
        codes,
      ),
    ).toContain('20');
  });

  it('put on a catalog afterwards read as they do in a context made with them', () => {
    const products = [{ code: 'A12', options: { color: ['แดง', 'Red'] } }];
    const words = ['yalla', 'ของหนู'];
    const [made, put] = [readingContext(products, words), withClaimWords(readingContext(products), words)];
    for (const text of ['yalla', 'yalla red', 'ของหนูA12สีแดง', 'ของหนู', 'mine', 'yala A12', 'yalla?'])
      expect(readIntent(text, put, 'a12'), text).toEqual(readIntent(text, made, 'a12'));
  });
});
