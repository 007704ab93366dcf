import { expect, it } from 'vitest';
import { readerOf } from './catalog-file.ts';

const read = readerOf({
  nowShowing: 'A12',
  products: [
    { code: 'A12', title: 'Linen dress', options: {} },
    { code: 'K7', title: 'Silk scarf', options: {} },
  ],
});
const said = (text: string) => {
  const { intent, needsLook, lines } = read(text);
  return { intent, needsLook, codes: lines.map((line) => line.code) };
};

it.each([
  'ไม่เอา K7 แล้วค่ะ',
  'k lấy K7 nữa ạ',
  'gak mau K7 lagi kak',
  'tak nak K7 dah',
  'K7はもういらないです',
  '不想要K7了',
])('“%s” gives it back', (text) => expect(said(text)).toEqual({ intent: 'cancel', needsLook: false, codes: ['K7'] }));

it.each(['ko lấy A12, lấy K7', 'gak mau A12, mau K7 ya', '不要A12了 要K7'])('“%s” takes another instead', (text) =>
  expect(said(text)).toEqual({ intent: 'claim', needsLook: false, codes: ['K7'] }),
);

it('gives nothing back that is only said to be gone', () => expect(said('ไม่มี K7 แล้วเหรอ').intent).toBe('question'));
