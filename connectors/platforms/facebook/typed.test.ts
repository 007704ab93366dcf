import { expect, test } from 'vitest';
import { placeOf } from './typed.ts';

const PAGE = '104321987650001';

test.for([
  ['', null],
  ['mine', null],
  [PAGE, null],
  ['@theliveshop', null],
  ['https://www.facebook.com/theliveshop', null],
  [`https://www.facebook.com/${PAGE}`, null],
  [`https://www.facebook.com/${PAGE}/live`, null],
  ['https://fb.watch/abCdEf/', null],
  ['https://example.com/videos/911936075671494', null],
  ['911936075671494', '911936075671494'],
  ['https://www.facebook.com/theliveshop/videos/911936075671494/', '911936075671494'],
  ['facebook.com/theliveshop/videos/friday-sale/911936075671494/?extid=1', '911936075671494'],
  ['https://www.facebook.com/watch/live/?v=911936075671494&ref=watch_permalink', '911936075671494'],
  ['https://m.facebook.com/watch/?v=911936075671494', '911936075671494'],
  ['https://www.facebook.com/live/producer/311936075671411', '311936075671411'],
] as const)('%s means %s', ([typed, id]) => {
  expect(placeOf(typed, PAGE)).toEqual(id === null ? { by: 'page' } : { by: 'id', id });
});
