import { expect, test } from 'vitest';
import { screenLook } from './screen-words.ts';

const none = { pages: 0, hidden: 0, waiting: 0, seconds: null, alone: [] };

test('nobody has the overlay open: who is told by nobody, and the step to take', () => {
  expect(screenLook({ ...none, alone: ['TikTok LIVE'] })).toMatchObject({
    tone: 'warn',
    sentence: expect.stringMatching(
      /^No overlay open: TikTok LIVE’s buyers are told by nobody\. Open the overlay’s address in OBS/,
    ),
  });
  expect(screenLook({ ...none, alone: ['TikTok LIVE', 'Instagram'] }).sentence).toContain(
    'TikTok LIVE and Instagram’s',
  );
  expect(screenLook(none)).toMatchObject({
    tone: '',
    sentence: expect.stringContaining('nobody is answered on screen'),
  });
});

test('open pages, what waits and how long it takes', () => {
  expect(screenLook({ ...none, pages: 1, waiting: 12, seconds: 40 })).toEqual({
    tone: 'ok',
    word: '12 waiting',
    sentence: 'On screen: 1 page, 12 lines waiting, about 40 s.',
  });
  expect(screenLook({ ...none, pages: 2 })).toMatchObject({
    word: '2 pages',
    sentence: 'On screen: 2 pages, nothing waits.',
  });
  expect(screenLook({ ...none, pages: 1, waiting: 400, seconds: 160 })).toMatchObject({ tone: 'warn' });
});

test('a source that is switched off is told apart from none', () => {
  expect(screenLook({ ...none, hidden: 1 })).toMatchObject({
    tone: 'warn',
    sentence: expect.stringContaining('switch the source on'),
  });
});
