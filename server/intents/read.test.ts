import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readingContext } from './context.ts';
import { readIntent } from './read.ts';

const context = readingContext([
  { code: 'A12', options: { color: ['Red', 'Black'], size: ['S', 'M', 'L'] } },
  { code: 'A21', options: {} },
  { code: 'B07', options: { size: ['38', '40'] } },
  { code: 'LILY', options: {} },
  { code: '5', options: {} },
]);
const read = (text: string, showing: string | null = 'a21') => readIntent(text, context, showing);
const line = (code: string | null, variant: Record<string, string> = {}, quantity = 1) => ({ code, variant, quantity });

describe('a claim', () => {
  it.each([
    ['A12', [line('A12')]],
    ['a12 x2 red M', [line('A12', { color: 'Red', size: 'M' }, 2)]],
    ['2x A12', [line('A12', {}, 2)]],
    ['mine A12', [line('A12')]],
    ['mine a-12 pls 🙏', [line('A12')]],
    ['MINE А12 red m', [line('A12', { color: 'Red', size: 'M' })]],
    ['mine', [line(null)]],
    ['+1', [line(null)]],
    ['A12 red M, A21 x3', [line('A12', { color: 'Red', size: 'M' }), line('A21', {}, 3)]],
    ['2x A12 3x A21', [line('A12', {}, 2), line('A21', {}, 3)]],
    ['A12 red, A12 black', [line('A12', { color: 'Red' }), line('A12', { color: 'Black' })]],
    ['b07 38 2', [line('B07', { size: '38' }, 2)]],
    ['mine lily', [line('LILY')]],
    ['cfa12', [line('A12')]],
    ['a21x2', [line('A21', {}, 2)]],
    ['mine A12, how long is shipping?', [line('A12')]],
    ['ขอ A12 สีแดง ๒ ตัว', [line('A12', { color: 'Red' }, 2)]],
    ['A12 rouge', [line('A12', { color: 'Red' })]],
    ['mine A21 $20', [line('A21')]],
  ])('%s', (text, lines) => {
    const got = read(text);
    expect(got).toMatchObject({ intent: 'claim', needsLook: false });
    expect(got.lines).toEqual(lines);
  });
});

describe('what could become a wrong sale is not guessed', () => {
  it.each([
    ['mine A99', 'unknown-code'],
    ['mine al2', 'near-miss'],
    ['A13', 'near-miss'],
    ['mine A12 purple', 'unknown-option'],
    ['mine A21 x500', 'absurd-quantity'],
    ['MINE 1000000000', 'absurd-quantity'],
    ['mine A21 2 3', 'two-quantities'],
    ['A12 red black', 'two-options'],
    ['mine A12 or A21', 'choice'],
    ['mine A12?', 'claim-or-question'],
    ['mine not A12', 'negated'],
    ['A12 near my mum', 'unclear'],
    ['mine 5', 'ambiguous-number'],
    ['A21 1.5', 'odd-number'],
    ['A21 ½', 'odd-number'],
    ['cancel A99', 'unknown-code'],
    ["don't cancel A12", 'negated'],
  ])('%s needs a look: %s', (text, reason) => {
    const got = read(text);
    expect(got.reason).toBe(reason);
    expect(got.needsLook).toBe(true);
  });
  it('takes a bare claim word only while a product is showing', () =>
    expect(read('mine', null)).toMatchObject({ needsLook: true, reason: 'nothing-showing' }));
});

describe('everything else', () => {
  it.each([
    ['how much?', 'question', 'price'],
    ['A12?', 'question', 'product'],
    ['A12 or A21?', 'question', 'choice'],
    ['A12 how much', 'question', 'price'],
    ['link pls', 'question', 'link'],
    ['is it still available? 2 left?', 'question', 'stock'],
    ['cancel A12', 'cancel', null],
    ['cancel', 'cancel', null],
    ['cancel pls A12', 'cancel', null],
    ['not mine lol', 'none', null],
    ["that's not mine", 'none', null],
    ['hello everyone', 'none', null],
    ['love this so much', 'praise', null],
    ['mine is better than yours anyway', 'none', null],
    ['keep going!', 'none', null],
    ['see you at 10:30', 'none', null],
    ['what a show', 'none', null],
    ['cheaper at www.scam.shop mine A12', 'spam', null],
    ['I want to know the price', 'question', 'price'],
  ])('%s → %s', (text, intent, topic) => expect(read(text)).toMatchObject({ intent, topic, needsLook: false }));

  it('options alone complete an open question and are nothing otherwise', () => {
    expect(read('red M')).toMatchObject({ intent: 'none', completes: false });
    expect(read('red M', 'a12')).toMatchObject({
      intent: 'none',
      completes: true,
      lines: [{ code: null, variant: { color: 'Red', size: 'M' }, quantity: null }],
    });
  });

  it('a cancel names what it cancels and how many, when it says so', () => {
    expect(read('cancel A12').lines).toEqual([{ code: 'A12', variant: {}, quantity: null }]);
    expect(read('cancel').lines).toEqual([]);
  });

  it('reads whatever is thrown at it, the same way each time, and never claims more than the cap', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 80 }),
          fc
            .array(
              fc.constantFrom(
                'mine',
                'A12',
                'x2',
                'red',
                '?',
                'or',
                '5',
                '+1',
                '999',
                'not',
                'เอา',
                '取消',
                '38',
                'M',
                ',',
              ),
              { maxLength: 8 },
            )
            .map((w) => w.join(' ')),
        ),
        (text) => {
          const one = read(text);
          expect(read(text)).toEqual(one);
          if (one.intent === 'claim' && !one.needsLook)
            for (const l of one.lines) expect(l.quantity).toSatisfy((q: number) => q >= 1 && q <= 99);
        },
      ),
      { seed: 11, numRuns: 3000 },
    ));
});
