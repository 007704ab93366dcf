import { expect, it } from 'vitest';
import { readerOf } from './catalog-file.ts';

const catalog = {
  nowShowing: 'A12',
  products: [
    { code: 'A12', title: 'Dress', options: { color: ['Pink', 'Black'], size: ['S', 'M'] } },
    { code: 'B3', title: 'Tote', options: { color: ['Black'] } },
    { code: 'ROSE', title: 'Candle', options: {} },
  ],
};
const read = readerOf(catalog);

it('a code that is a word for a colour is the colour beside a product that comes in it', () => {
  expect(read('je prends A12 rose M').lines).toEqual([
    { code: 'A12', variant: { color: 'Pink', size: 'M' }, quantity: 1 },
  ]);
  expect(read('je prends A12 rose M').needsLook).toBe(false);
});
it('is the code beside a product that does not', () =>
  expect(read('B3 black, ROSE x2').lines.map((line) => line.code)).toEqual(['B3', 'ROSE']));
it('goes to a person where what is showing comes in that colour', () =>
  expect(read('je prends la rose')).toMatchObject({
    intent: 'claim',
    needsLook: true,
    reason: 'code-or-size',
    choices: [[{ code: 'ROSE' }], [{ code: 'A12', variant: { color: 'Pink' } }]],
  }));
it('is the code where it does not', () =>
  expect(readerOf({ ...catalog, nowShowing: 'B3' })('je prends la rose')).toMatchObject({
    needsLook: false,
    lines: [{ code: 'ROSE' }],
  }));
it('a verb in front makes a question', () => expect(read('is ROSE real wax').intent).toBe('question'));
