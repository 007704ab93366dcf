import { describe, expect, it } from 'vitest';
import { readingContext } from '../intents/context.ts';
import { product } from '../rules/show.fixture.ts';
import { planMove, type BareClaim } from './plan.ts';

const dress = product('A12', { color: ['Red', 'Black'], size: ['M', 'L'] });
const shirt = product('C03', { color: ['red', 'blue'], size: ['M', 'L'] });
const belt = product('B07');
const rings = product('D04', { size: ['2', '4'] });
const context = readingContext([dress, shirt, belt, rings]);

const claim = (text: string | null, options: Record<string, string> = {}, quantity = 1): BareClaim => ({
  ...{
    id: 'c',
    seq: 1,
    platform: 'youtube',
    handle: 'ann',
    options,
    named: options,
    quantity,
    rank: 1,
    spokenAtMs: 0,
    text,
  },
});
const planned = (one: BareClaim, to: typeof dress) => {
  const { fits, unfit } = planMove([one], to, context);
  return fits[0]?.variant.options ?? unfit[0]?.why;
};

describe('which variant a moved claim has', () => {
  it.each([
    [
      'the same options, as the other product spells them',
      claim('mine Red M', { color: 'Red', size: 'M' }),
      shirt,
      { color: 'red', size: 'M' },
    ],
    ['a product without options takes a plain claim', claim('mine x2', {}, 2), belt, {}],
    [
      'an answer to “which one?” says it too',
      claim('red M', { color: 'Red', size: 'M' }),
      shirt,
      { color: 'red', size: 'M' },
    ],
    [
      'without its words its options say it',
      claim(null, { color: 'Red', size: 'L' }),
      shirt,
      { color: 'red', size: 'L' },
    ],
  ])('%s', (_name, one, to, options) => {
    expect(planned(one, to)).toEqual(options);
  });

  it.each([
    ['an option it does not have', claim('mine black M', { color: 'Black', size: 'M' }), shirt, 'C03 has no “Black”'],
    ['an option where it has none', claim(null, { size: 'M' }), belt, 'B07 has no “M”'],
    ['a size where it has none', claim('mine M', { size: 'M' }), belt, 'B07 has no “M”'],
    ['a size that was never said', claim('mine', {}), shirt, 'it does not say which C03'],
  ])('%s is a person’s', (_name, one, to, why) => {
    expect(planned(one, to)).toBe(why);
  });

  it('a number that is a size there is never taken for one', () => {
    expect(planned(claim('mine 2', {}, 2), rings)).toMatch(
      /^(“2” may be an option of D04 or a number|it does not say which D04)$/,
    );
  });
});
