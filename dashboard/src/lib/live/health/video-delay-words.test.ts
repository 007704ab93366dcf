import { expect, test } from 'vitest';
import { behindShort, behindWords, secondsOf } from './video-delay-words.ts';

test('how late viewers see the show is said with how that is known', () => {
  expect(behindWords({ videoDelayMs: null, videoDelayBy: 'platform' }, 8_000)).toBe(
    'Viewers see the show 8 s later, as is usual there.',
  );
  expect(behindWords({ videoDelayMs: 7_500, videoDelayBy: 'measured' }, 8_000)).toBe(
    'Viewers see the show 7.5 s later, measured.',
  );
  expect(behindWords({ videoDelayMs: 0, videoDelayBy: 'set' }, 8_000)).toBe(
    'Viewers see the show at once, as you set it.',
  );
  expect([
    behindShort({ videoDelayMs: 7_500, videoDelayBy: 'set' }, 0),
    behindShort({ videoDelayMs: null, videoDelayBy: 'platform' }, 0),
  ]).toEqual(['video 7.5 s behind', '']);
});

test('seconds are typed with a point or a comma, from nothing to two minutes', () => {
  expect(['8', '7,5', ' 12.25 ', '0', '', 'x', '121', '-1'].map(secondsOf)).toEqual([
    8_000,
    7_500,
    12_250,
    0,
    null,
    null,
    null,
    null,
  ]);
});
