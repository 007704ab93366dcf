import { expect, it } from 'vitest';
import { readerOf } from './catalog-file.ts';

const read = readerOf({
  nowShowing: 'A12',
  products: [
    { code: 'A12', title: 'Linen dress', options: { color: ['red', 'black'], size: ['S', 'M', 'L'] } },
    { code: 'K7', title: 'Silk scarf', options: {} },
  ],
});

it.each([
  ['how much is shipping?', 'shipping'],
  ['how much? do you ship?', 'price'],
  ['how much is A12 with shipping?', 'price'],
  ['what sizes, and how much?', 'size'],
  ['cod available?', 'payment'],
  ['A12 in L?', 'size'],
  ['the black A12?', 'stock'],
  ['A12 สีดำมีไหมคะ', 'stock'],
  ['A12有白色嗎', 'stock'],
  ['K7?', 'product'],
])('“%s” is about %s', (text, topic) => {
  const { intent, topic: found } = read(text);
  expect({ intent, topic: found }).toEqual({ intent: 'question', topic });
});

it.each(['vải mặc mềm ko', 'đẹp không chị', 'A12 đẹp ko ạ', '会透不'])('“%s” asks by the “not” at its end', (text) =>
  expect(read(text).intent).toBe('question'),
);

it.each(['lấy A12 không', 'nak A12 tak', '要A12不'])('“%s” may take it and may ask', (text) =>
  expect(read(text)).toMatchObject({ intent: 'claim', needsLook: true }),
);

it.each(['A12 สีดำ L ค่ะ หนัก 55 สูง 160', 'A12 黒 L を1つ、身長155です'])(
  '“%s” tells a measure and asks nothing',
  (text) =>
    expect(read(text)).toMatchObject({
      intent: 'claim',
      needsLook: false,
      lines: [{ variant: { color: 'black', size: 'L' } }],
    }),
);

it('takes no code that is almost ours for a price', () => {
  const shop = readerOf({
    nowShowing: 'S1',
    products: [
      { code: 'S1', options: {} },
      { code: 'S2', options: {} },
    ],
  });
  expect(shop('S22 하나요').needsLook).toBe(true);
});

it.each([
  'who wants A12?',
  'ใครเอา A12 บ้างคะ',
  'ai lấy A12 vậy',
  'yang keep A12 siapa kak',
  'sino po naka mine ng A12',
  'A12是谁要的',
  'A12 누가 샀어요',
])('“%s” asks who takes it', (text) => expect(read(text)).toMatchObject({ intent: 'question', needsLook: false }));

it('who takes it and then asks who else does takes it', () =>
  expect(read('mine A12 red M! who else?')).toMatchObject({ intent: 'claim', lines: [{ code: 'A12' }] }));
