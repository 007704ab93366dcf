import { describe, expect, it } from 'vitest';
import { decide } from './decide.ts';
import type { Effect } from './effects.ts';
import type { LogRow } from './log-row.ts';
import { logOf, product, snapshotOf } from './show.fixture.ts';
import { FIRST_STATE } from './state.ts';

const dress = product('A12', { color: ['Red', 'Black'], size: ['38', '40'] }, { title: 'Linen dress' });
const belt = product('B07', {}, { title: 'Leather belt', priceMinor: '1900' });
const tee = product('C03', { size: ['M', 'L'] }, { title: 'Cotton tee', priceMinor: '2500' });
const rings = product('D04', { size: ['2', '4'] }, { title: 'Silver ring' });
const snapshot = snapshotOf([dress, belt, tee, rings]);

/** The effects of the last row, after a switch from one product to the other at 60 s, seen 8 s later. */
function heard(
  from: string | null,
  to: string | null,
  text: string,
  spokenAtMs: number,
  more: Partial<LogRow> = {},
): Effect[] {
  const log = logOf();
  const rows = [
    log.staff({ action: 'video-delay', connectionId: 'yt', ms: 8_000, backMs: 0, aheadMs: 0 }, 0),
    ...(from === null ? [] : [log.staff({ action: 'show-product', productId: from }, 0)]),
    log.staff({ action: 'show-product', productId: to }, 60_000),
    log.said(text, spokenAtMs, more),
  ];
  return rows.reduce<[typeof FIRST_STATE, Effect[]]>(
    ([state], row) => decide(state, row, snapshot, new Map()),
    [FIRST_STATE, []],
  )[1];
}
const sold = (effects: readonly Effect[]) =>
  effects.flatMap((one) => (one.do === 'claim' ? [`${one.variantId ?? ''} ×${String(one.quantity)}`] : []));
const reading = (effects: readonly Effect[]) =>
  effects.flatMap((one) => (one.do === 'reading' ? [one.reading] : []))[0];

describe('a claim that names no product', () => {
  it('means what its author saw, not what shows now', () => {
    const effects = heard('b07', 'a12', 'mine', 62_000);
    expect(sold(effects)).toEqual(['b07-0 ×1']);
    expect(reading(effects)).toMatchObject({ lines: [{ code: 'B07', bare: true }] });
    expect(reading(effects)?.explanation).toContain('saw “B07”, video 8 s behind');
  });
  it('means the new one as soon as that must have been seen', () => {
    expect(sold(heard('a12', 'b07', 'mine', 72_500))).toEqual(['b07-0 ×1']);
  });
  it('needs a look while both may have been seen, with both to choose from, the likelier first', () => {
    const effects = heard('b07', 'c03', 'mine x2', 67_000);
    expect(sold(effects)).toEqual([]);
    expect(reading(effects)).toMatchObject({
      needsLook: true,
      reason: 'switched',
      choices: [[{ code: 'B07', quantity: 2 }], [{ code: 'C03', quantity: 2 }]],
    });
    expect(reading(heard('b07', 'c03', 'mine x2', 69_000))?.choices[0]).toMatchObject([{ code: 'C03' }]);
  });
  it('that has a code is not in doubt', () => {
    expect(sold(heard('a12', 'c03', 'mine B07', 67_000))).toEqual(['b07-0 ×1']);
  });
  it('is asked "which one?" about what was seen, and its answer says that it named none', () => {
    const log = logOf();
    const rows = [
      log.staff({ action: 'show-product', productId: 'c03' }, 0),
      log.said('mine', 5_000),
      log.staff({ action: 'show-product', productId: 'b07' }, 6_000),
      log.said('M', 9_000),
    ];
    const [, effects] = rows.reduce<[typeof FIRST_STATE, Effect[]]>(
      ([state], row) => decide(state, row, snapshot, new Map()),
      [FIRST_STATE, []],
    );
    expect(sold(effects)).toEqual(['c03-0 ×1']);
    expect(reading(effects)?.lines).toMatchObject([{ code: 'C03', bare: true }]);
  });
});

describe('a claim of somebody who was asked "which one?" about another product', () => {
  const told = (text: string, showing: string) => {
    const log = logOf();
    const rows = [
      log.staff({ action: 'show-product', productId: showing }, 0),
      log.said('mine A12 red', 5_000),
      log.said(text, 30_000),
    ];
    return rows.reduce<[typeof FIRST_STATE, Effect[]]>(
      ([state], row) => decide(state, row, snapshot, new Map()),
      [FIRST_STATE, []],
    )[1];
  };
  it('is the answer where it says nothing but options, or fits nothing else', () => {
    expect(sold(told('38', 'c03'))).toEqual(['a12-0 ×1']);
    expect(sold(told('mine 38', 'a12'))).toEqual(['a12-0 ×1']);
    expect(sold(told('mine red 40', 'b07'))).toEqual(['a12-1 ×1']);
  });
  it('is a new one where it fits only what is on screen', () => {
    expect(sold(told('mine M', 'c03'))).toEqual(['c03-0 ×1']);
  });
  it('needs a look where both have what it says', () => {
    const log = logOf();
    const two = snapshotOf([tee, product('C09', { size: ['M', 'L'] })]);
    const rows = [
      log.staff({ action: 'show-product', productId: 'c03' }, 0),
      log.said('mine C09', 5_000),
      log.said("i'll take one M", 30_000),
    ];
    const [, effects] = rows.reduce<[typeof FIRST_STATE, Effect[]]>(
      ([state], row) => decide(state, row, two, new Map()),
      [FIRST_STATE, []],
    );
    expect([sold(effects), reading(effects)?.choices.map((lines) => lines[0]?.code)]).toEqual([[], ['C03', 'C09']]);
  });
});

describe('around a switch a claim is sold where its words fit one of the two', () => {
  it.each([
    ['options that only one has', 'a12', 'b07', 'mine red 38', ['a12-0 ×1']],
    ['a size that only the other has', 'b07', 'c03', 'mine M', ['c03-0 ×1']],
    ['a number that is a size of one and no likely quantity of the other', 'b07', 'a12', 'mine black 40', ['a12-3 ×1']],
    ['a word of its title', 'b07', 'd04', 'mine leather belt', ['b07-0 ×1']],
    ['its price', 'b07', 'd04', 'mine 19€', ['b07-0 ×1']],
    ['its price, the sign before it', 'b07', 'd04', 'mine € 19.00', ['b07-0 ×1']],
  ])('%s', (_name, from, to, text, expected) => {
    expect(sold(heard(from, to, text, 67_000))).toEqual(expected);
    expect(sold(heard(from, to, text, 69_000))).toEqual(expected);
  });

  it.each([
    ['a plain claim', 'b07', 'c03', 'mine'],
    ['an option that both have', 'a12', 'a12', 'mine'],
    ['a number that is a size of one and a quantity of the other', 'b07', 'd04', 'mine 2'],
    ['a price that neither has', 'b07', 'c03', 'mine 99€'],
    ['a word of no title', 'b07', 'c03', 'mine sparkle'],
  ])('%s does not fit one', (_name, from, to, text) => {
    const effects = heard(from, to, text, 67_000);
    if (from === to) expect(effects.some((one) => one.do === 'reply')).toBe(true);
    else expect([sold(effects), reading(effects)?.needsLook, reading(effects)?.choices.length]).toEqual([[], true, 2]);
  });

  it('an option that is the name of the other fits neither', () => {
    const red = product('E01', {}, { title: 'Red velvet scarf' });
    const bag = product('F01', { color: ['Velvet', 'Blue'] });
    const both = snapshotOf([red, bag]);
    const log = logOf();
    const rows = [
      log.staff({ action: 'video-delay', connectionId: 'yt', ms: 8_000 }, 0),
      log.staff({ action: 'show-product', productId: 'e01' }, 0),
      log.staff({ action: 'show-product', productId: 'f01' }, 60_000),
      log.said('mine velvet', 67_000),
    ];
    const [, effects] = rows.reduce<[typeof FIRST_STATE, Effect[]]>(
      ([state], row) => decide(state, row, both, new Map()),
      [FIRST_STATE, []],
    );
    expect([sold(effects), reading(effects)?.choices.length]).toEqual([[], 2]);
  });
});

describe('where nothing was showing', () => {
  it('before the first product can be seen a claim can mean no other', () => {
    for (const spokenAtMs of [61_000, 67_000, 72_001])
      expect(sold(heard(null, 'b07', 'mine', spokenAtMs))).toEqual(['b07-0 ×1']);
  });
  it('its words may still say what they are about', () => {
    expect(sold(heard(null, 'c03', 'mine M', 67_000))).toEqual(['c03-0 ×1']);
  });
  it('after the last product too', () => {
    expect(sold(heard('b07', null, 'mine', 63_000))).toEqual(['b07-0 ×1']);
    expect(reading(heard('b07', null, 'mine', 67_000))).toMatchObject({
      needsLook: true,
      choices: [[{ code: 'B07' }]],
    });
    expect(reading(heard('b07', null, 'mine', 80_000))).toMatchObject({
      needsLook: true,
      choices: [[{ code: 'B07' }]],
    });
  });
});

describe('a question that names no product', () => {
  const answer = (effects: readonly Effect[]) => effects.flatMap((one) => (one.do === 'reply' ? [one.productId] : []));
  it('is answered about what was seen, the likelier around a switch', () => {
    expect(answer(heard('b07', 'c03', 'how much?', 62_000))).toEqual(['b07']);
    expect(answer(heard('b07', 'c03', 'how much?', 67_000))).toEqual(['b07']);
    expect(answer(heard('b07', 'c03', 'how much?', 69_000))).toEqual(['c03']);
    expect(answer(heard(null, 'c03', 'how much?', 61_000))).toEqual(['c03']);
  });
});
