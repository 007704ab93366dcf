import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelledCatalogs, labelledComments } from '../test/labelled-comments.ts';
import { readingContext } from './context.ts';
import { fold } from './fold.ts';
import { readIntent } from './read.ts';
import type { Reading } from './reading.ts';
import { readerOf } from './catalog-file.ts';

const readers = new Map(Object.entries(labelledCatalogs()).map(([name, catalog]) => [name, readerOf(catalog)]));
const rows = labelledComments().filter((row) => row.text.length < 200);
const read = (catalog: string, text: string) => said(readers.get(catalog)?.(text));
/** All of a reading but how it is told. */
const said = (reading: Reading | undefined) =>
  reading && { ...reading, explanation: '', doubted: reading.doubted === null ? null : fold(reading.doubted) };

/** The first digit of scripts that viewers write. */
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xed0, 0x17e0, 0x1040, 0xff10, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7f6];
const inDigits = (text: string, zero: number) =>
  text.replace(/[0-9]/g, (digit) => String.fromCodePoint(zero + Number(digit)));
const ZERO_WIDTH = ['\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u200e', '\u200f', '\u202b', '\u00ad', '\u034f'];

describe('a reading does not change', () => {
  const aRow = fc.constantFrom(...rows);
  it('with the script of the digits', () =>
    fc.assert(
      fc.property(aRow, fc.constantFrom(...ZEROS), (row, zero) => {
        expect(read(row.catalog, inDigits(row.text, zero))).toEqual(read(row.catalog, row.text));
      }),
      { seed: 3, numRuns: 1500 },
    ));

  it('with characters of no width between any two', () =>
    fc.assert(
      fc.property(
        aRow,
        fc.constantFrom(...ZERO_WIDTH),
        fc.array(fc.nat(200), { maxLength: 30 }),
        (row, mark, places) => {
          const at = new Set(places);
          // Not into what Unicode itself joins: a letter and its marks, the halves of an emoji.
          const parts = [...new Intl.Segmenter().segment(row.text)].map((one) => one.segment);
          const text = parts.map((part, i) => (at.has(i) ? part + mark : part)).join('');
          expect(read(row.catalog, text)).toEqual(read(row.catalog, row.text));
        },
      ),
      { seed: 4, numRuns: 1500 },
    ));

  it('with the case', () =>
    fc.assert(
      fc.property(aRow, fc.boolean(), (row, upper) => {
        const text = row.text.replace(/[a-z]/gi, (letter) => (upper ? letter.toUpperCase() : letter.toLowerCase()));
        expect(read(row.catalog, text)).toEqual(read(row.catalog, row.text));
      }),
      { seed: 5, numRuns: 1500 },
    ));

  it('with full-width or styled letters', () =>
    fc.assert(
      fc.property(aRow, fc.constantFrom(0xff01 - 0x21, 0), (row, wide) => {
        const text =
          wide === 0 ? row.text : row.text.replace(/[A-Za-z0-9]/g, (c) => String.fromCodePoint(c.charCodeAt(0) + wide));
        expect(read(row.catalog, text)).toEqual(read(row.catalog, row.text));
      }),
      { seed: 6, numRuns: 800 },
    ));
});

describe('whatever the catalog', () => {
  it('a doubt always has a confidence below a half or a question to it, and nothing is sold on one', () =>
    fc.assert(
      fc.property(fc.constantFrom(...rows), (row) => {
        const reading = readers.get(row.catalog)?.(row.text);
        expect(reading).toBeDefined();
        if (reading && reading.confidence < 0.5) expect(reading.needsLook).toBe(true);
        if (reading && reading.choices.length > 0) expect(reading.needsLook).toBe(true);
        expect(reading?.choices.length ?? 0).toBeLessThanOrEqual(2);
      }),
      { seed: 7, numRuns: 1000 },
    ));

  it('what somebody decided about a doubtful word is read so, without doubt', () => {
    const context = readingContext([
      { code: 'A12', options: {} },
      { code: 'B07', options: {} },
    ]);
    const before = readIntent('mine al2 x2', context, 'b07');
    expect(before).toMatchObject({ needsLook: true, reason: 'near-miss', doubted: 'al2' });
    expect(before.choices[0]).toEqual([{ code: 'A12', variant: {}, quantity: 2 }]);
    expect(readIntent('mine al2 x2', context, 'b07', { al2: 'A12' })).toMatchObject({
      needsLook: false,
      lines: [{ code: 'A12', variant: {}, quantity: 2 }],
    });
    const apart = readIntent('mine a l2', context, 'b07');
    expect(readIntent('mine a l2', context, 'b07', { [apart.doubted ?? '']: 'A12' }).lines).toEqual([
      { code: 'A12', variant: {}, quantity: 1 },
    ]);
  });
});

describe('what is explained', () => {
  const context = readingContext([{ code: 'A12', options: {} }]);
  it.each([
    ['ＭＩＮＥ а12 x2', "'ＭＩＮＥ' → mine, takes it (full-width); 'а12' → A12 (Cyrillic а); 'x2' → quantity 2"],
    ['mine A12 2️⃣', "'2️⃣' → quantity 2 (keycap)"],
    ['mine A12 ๒ ตัว', '→ quantity 2 (Thai digits)'],
    ['mine A\u200b12', "'A·12' → A12 (invisible characters)"],
    ['mine A99', "'a99' → no code of ours; needs a look"],
  ])('%s', (text, told) => expect(readIntent(text, context, 'a12').explanation).toContain(told));
});
