import { expect, test } from 'vitest';
import { effectWords, lengthLeft, limitWords, previewOf, whenWords } from './rule-words.ts';

test('a condition reads as a sentence', () => {
  expect(whenWords({})).toBe('messages');
  expect(
    whenWords({ intents: ['question'], topics: ['price', 'stock'], platforms: ['youtube'], languages: ['th'] }),
  ).toBe('question about price or stock in th on YouTube');
  expect(whenWords({ kinds: ['gift'], gift: { atLeast: 100 }, time: { fromMinutes: 5, toMinutes: 60 } })).toBe(
    'gifts worth 100 or more from minute 5 to 60',
  );
  expect(whenWords({ words: { any: ['hi', 'hello'], none: ['bot'] }, author: { claims: { atLeast: 1 } } })).toBe(
    'messages with “hi or hello” without “bot” from authors with claims 1 or more',
  );
});

test('effects and limits are said in the words of the form', () => {
  expect(effectWords({ do: 'reply', way: 'private', say: { about: 'price' } })).toBe('answer privately with the price');
  expect(effectWords({ do: 'assign', to: 'm1' }, [{ id: 'm1', name: 'Ana' }])).toBe('give to Ana');
  expect(limitWords({ limits: { coolDownSeconds: 30, perMinute: 2 }, stop: true })).toEqual([
    'rests 30 s',
    '2 a minute',
    'stops here',
  ]);
});

test('a preview fills what is ours and leaves every other name as it stands', () => {
  expect(previewOf('{{author}}: {{ price }} {{secret}}')).toBe('@Ana: EUR 49.00 {{secret}}');
  expect(lengthLeft('{{code}} 👍', 10)).toBe(5);
});
