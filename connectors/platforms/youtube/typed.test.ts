import { expect, test } from 'vitest';
import { placeOf } from './typed.ts';

const video = (videoId: string) => ({ by: 'video', videoId });

test.for([
  ['https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=10', video('dQw4w9WgXcQ')],
  ['youtube.com/live/dQw4w9WgXcQ?si=x', video('dQw4w9WgXcQ')],
  ['https://youtu.be/dQw4w9WgXcQ', video('dQw4w9WgXcQ')],
  ['https://studio.youtube.com/video/dQw4w9WgXcQ/livestreaming', video('dQw4w9WgXcQ')],
  ['https://m.youtube.com/@theshop/live', { by: 'handle', handle: 'theshop' }],
  [
    'https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv',
    { by: 'channel', channelId: 'UCabcdefghijklmnopqrstuv' },
  ],
  ['@ร้านค้า', { by: 'handle', handle: 'ร้านค้า' }],
  ['https://www.youtube.com/@%E0%B8%A3', { by: 'handle', handle: 'ร' }],
  ['dQw4w9WgXcQ', { by: 'word', word: 'dQw4w9WgXcQ' }],
  ['the.shop', { by: 'handle', handle: 'the.shop' }],
  ['  ', { by: 'mine' }],
  ['mine', { by: 'mine' }],
  ['https://example.com/watch?v=dQw4w9WgXcQ', null],
  ['two words', null],
] as const)('%s is understood', ([typed, place]) => {
  expect(placeOf(typed)).toEqual(place);
});
