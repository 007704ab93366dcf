import { expect, test } from 'vitest';
import { choiceOfKey, choiceWords } from './choice-words.ts';

test('a reading is said as what would be claimed', () => {
  const line = { code: 'A12', variant: { color: 'red', size: 'M' }, quantity: 2 };
  expect(choiceWords([line, { code: 'B07', variant: {}, quantity: 1 }])).toBe('A12 red / M ×2 + B07');
  expect(choiceWords([{ code: null, variant: {}, quantity: null }])).toBe('what shows');
});

test('one key chooses what is there to choose, and X none of it', () => {
  expect([choiceOfKey('1', 2), choiceOfKey('2', 2), choiceOfKey('x', 2), choiceOfKey('a', 2)]).toEqual([
    0,
    1,
    'none',
    null,
  ]);
  expect([choiceOfKey('2', 1), choiceOfKey('1', 0)]).toEqual([null, null]);
});
