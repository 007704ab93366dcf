import { expect, test } from 'vitest';
import { readLanguage } from './language.ts';

test.each([
  ['how much is the bag?', 'en'],
  ['ราคาเท่าไหร่คะ', 'th'],
  ['còn hàng không shop', 'vi'],
  ['magkano po', 'tl'],
  ['多少錢', 'zh'],
  ['これいくらですか', 'ja'],
  ['얼마예요', 'ko'],
  ['¿cuánto cuesta?', 'es'],
  ['quanto custa?', 'pt'],
  ["c'est combien", 'fr'],
  ['was kostet das', 'de'],
  ['بكم هذا', 'ar'],
])('%s is %s', (text, language) => expect(readLanguage(text)).toBe(language));

test('of codes, numbers and pictures nobody can tell the language', () => {
  for (const text of ['A12 x2', '🔥🔥🔥', '', '108 39']) expect(readLanguage(text)).toBeNull();
});
