import { expect, it } from 'vitest';
import { readerOf } from './catalog-file.ts';

const read = readerOf({
  nowShowing: 'B07',
  products: [
    { code: 'B07', title: 'Trail sneakers', options: { size: ['EU 40', 'EU 41'], color: ['Grey'] } },
    { code: 'Z3', title: 'Raincoat', options: { size: ['2-3 years', '4-5 years'] } },
    { code: 'C1', title: 'Socks', options: { size: ['36-40', '41-45'] } },
    { code: '105', title: 'Candle', options: {} },
  ],
});
const lines = (text: string) => {
  const { intent, needsLook, lines } = read(text);
  return { intent, needsLook, lines };
};
const sold = (...lines: object[]) => ({ intent: 'claim', needsLook: false, lines });

it.each([
  ['mine Z3 4-5', [{ code: 'Z3', variant: { size: '4-5 years' }, quantity: 1 }]],
  ['mine Z3 4-5 yrs', [{ code: 'Z3', variant: { size: '4-5 years' }, quantity: 1 }]],
  ['mine C1 36-40 x2', [{ code: 'C1', variant: { size: '36-40' }, quantity: 2 }]],
  ['quiero B07 gris número 41', [{ code: 'B07', variant: { color: 'Grey', size: 'EU 41' }, quantity: 1 }]],
  [
    'uno B07 gris y dos 105',
    [
      { code: 'B07', variant: { color: 'Grey' }, quantity: 1 },
      { code: '105', variant: {}, quantity: 2 },
    ],
  ],
])('%s: no part of a size or of a code is taken for an amount', (text, expected) =>
  expect(lines(text)).toEqual(sold(...expected)),
);

it('an amount of a colour is a claim of what is showing, a colour alone is none', () => {
  expect(lines('two grey ones')).toEqual(sold({ code: null, variant: { color: 'Grey' }, quantity: 2 }));
  expect(lines('grey').intent).toBe('none');
});
it('praise that names a material is no question about it', () =>
  expect(read('love this fabric').intent).toBe('praise'));
it('two words that ask make a question without its mark', () =>
  expect(read('hat die jacke taschen').intent).toBe('question'));
it('an amount in words before a code of digits belongs to that code', () => {
  const two = readerOf({ products: [{ code: 'K7' }, { code: '33', title: 'Mug' }] });
  expect(two('deux K7 et un 33 svp')).toMatchObject({
    needsLook: false,
    lines: [
      { code: 'K7', quantity: 2 },
      { code: '33', quantity: 1 },
    ],
  });
});
it('a size after its word is one, where the code is a number too', () =>
  expect(
    readerOf({ products: [{ code: '08', options: { size: ['38', '39'] } }] })('08 número 39 lo llevo'),
  ).toMatchObject({ needsLook: false, lines: [{ code: '08', variant: { size: '39' }, quantity: 1 }] }));
it('what both are is said of both', () => {
  const both = readerOf({
    nowShowing: 'A12',
    products: ['A12', 'A21'].map((code) => ({ code, options: { color: ['Red', 'Black'], size: ['S', 'M'] } })),
  });
  const line = (code: string) => ({ code, variant: { color: 'Red', size: 'M' }, quantity: 1 });
  expect(both('A12 red and A21 red both M')).toMatchObject({ needsLook: false, lines: [line('A12'), line('A21')] });
  expect(both("I'll take both")).toMatchObject({ needsLook: true });
});
