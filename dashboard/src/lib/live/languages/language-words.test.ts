import { expect, test } from 'vitest';
import { isRead, languageName, languagesOf } from './language-words.ts';

test('a browser says what its person reads, and English is the last resort', () => {
  expect(languagesOf(['th-TH', 'en-GB', 'en'])).toEqual(['th', 'en']);
  expect(languagesOf(['xx', 'fi'])).toEqual(['en']);
});

test('a message of a language that is read, or that nobody could tell, needs no translation', () => {
  expect([isRead(['zh'], 'zh-Hant'), isRead(['en'], 'th'), isRead(['en'], null)]).toEqual([true, false, true]);
});

test('a language has a name, and what is no tag is shown as it is', () => {
  expect([languageName('th', 'en'), languageName('not a tag', 'en')]).toEqual(['Thai', 'not a tag']);
});
