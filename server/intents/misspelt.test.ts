import { expect, it } from 'vitest';
import { readerOf } from './catalog-file.ts';
import { declined } from './lexicon/endings.ts';

const read = readerOf({
  nowShowing: 'D4',
  products: [
    { code: 'D4', title: 'Dress', options: { color: ['Burgundy', 'Sage Green'], size: ['S', 'M'] } },
    { code: '105', title: 'Candle', options: {} },
    { code: 'TINA', title: 'Bracelet', options: {} },
  ],
});

it('a misspelt option is neither passed over nor guessed', () =>
  expect(read('mine D4 burgandy M')).toMatchObject({
    needsLook: true,
    reason: 'unknown-option',
    choices: [[{ code: 'D4', variant: { size: 'M' } }], [{ code: 'D4', variant: { size: 'M', color: 'Burgundy' } }]],
  }));
it('a word that is near no option of what is named says nothing', () =>
  expect(read('mine 105 burgandy')).toMatchObject({ needsLook: false, lines: [{ code: '105', quantity: 1 }] }));
it('a title beside a numbered code only repeats it', () =>
  expect(read('je prends une bougie 105 et une TINA')).toMatchObject({
    needsLook: false,
    lines: [{ code: '105' }, { code: 'TINA' }],
  }));
it('German colours are read with their endings', () => {
  expect(declined({ olive: 'oliv' })).toEqual({ olive: 'oliv|olive|olives|oliven|oliver|olivem' });
  expect(read('das salbeigrüne in M will ich').lines).toEqual([
    { code: null, variant: { color: 'Sage Green', size: 'M' }, quantity: 1 },
  ]);
});
