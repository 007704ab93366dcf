import { expect, test } from 'vitest';
import { seenLook, whereDrawn, whichShow, wordsOf } from './overlay-words.ts';

test('whether anybody draws it is said in words and not only by a colour', () => {
  expect(seenLook({ pages: 0, seenAtMs: null }, 0)).toEqual({ tone: '', word: 'Never opened' });
  expect(seenLook({ pages: 2, seenAtMs: 1_000 }, 2_000)).toEqual({ tone: 'ok', word: '2 pages open' });
  expect(seenLook({ pages: 1, seenAtMs: 1_000 }, 60_000)).toEqual({ tone: 'warn', word: '1 page open, none in sight' });
  expect(seenLook({ pages: 0, seenAtMs: 1_000 }, 3_000).word).toBe('Open');
  expect(seenLook({ pages: 0, seenAtMs: 0 }, 90_000).word).toBe('Last seen 90 s ago');
});

test('where it is drawn and which show, as a sentence', () => {
  expect(whereDrawn({ destinations: [] })).toBe('Over every platform’s video');
  expect(whereDrawn({ destinations: ['tiktok', 'youtube'] })).toBe('Over the video of TikTok, YouTube');
  expect(whichShow({ showId: null, showTitle: null, isRehearsal: false })).toBe('Whatever live show is on air');
  expect(whichShow({ showId: 's', showTitle: 'Friday', isRehearsal: true })).toBe('The rehearsal “Friday” only');
});

test('a list of words takes lines and commas, each once', () => {
  expect(wordsOf(' a, b\n\nb , c ')).toEqual(['a', 'b', 'c']);
});
