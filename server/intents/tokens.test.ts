import { expect, it } from 'vitest';
import { fold } from './fold.ts';
import { denseWords, part, tokens } from './tokens.ts';

const parted = (text: string, ...known: string[]) =>
  tokens(fold(text)).flatMap((token) => part(token, denseWords(known.map(fold))).map((one) => one.text));

it('parts a script without spaces into the words it knows', () =>
  expect(parted('เอาสีแดงค่ะ', 'เอา', 'แดง')).toEqual(['เอา', 'สี', 'แดง', 'ค่ะ']));

it('never finds an Arabic word inside another one', () =>
  expect(parted('كمان السلام', 'كم', 'لا')).toEqual(['كمان', 'السلام']));

it('cuts off the ending that says two of an Arabic word', () =>
  expect(parted('صحنين شنطتين مسلمين', 'صحن', 'شنطة')).toEqual(['صحن', 'ين', 'شنطه', 'ين', 'مسلمين']));

it('cuts off what Arabic joins before a word', () =>
  expect(parted('والأحمر بالأسود', 'أحمر', 'أسود')).toEqual(['وال', 'احمر', 'بال', 'اسود']));

it('ends a run of a script without spaces where a code begins, though nothing stands between them', () =>
  expect(tokens(fold('求预留F05绿色')).map((token) => token.text)).toEqual(['求预留', 'f05', '绿色']));
