import { expect, test } from 'vitest';
import { coverageWords } from './coverage.ts';

test('coverage says how much was seen live, what was recovered and which claims that saved', () => {
  expect(coverageWords({ heardLive: 1423, recovered: 41, restored: 3 })).toBe(
    '97.1 % seen live, 41 recovered, 3 claims restored',
  );
  expect(coverageWords({ heardLive: 1, recovered: 1, restored: 1 })).toBe(
    '50 % seen live, 1 recovered, 1 claim restored',
  );
});

test('one message missed of many thousands is never told as all of them', () => {
  expect(coverageWords({ heardLive: 99_999, recovered: 1, restored: 0 })).toBe('99.9 % seen live, 1 recovered');
  expect(coverageWords({ heardLive: 99_999, recovered: 0, restored: 0 })).toBe('100 % seen live');
});

test('where there is one way only nothing is said', () => {
  expect(coverageWords({ heardLive: 0, recovered: 0, restored: 0 })).toBeNull();
  expect(coverageWords({ heardLive: 0, recovered: 300, restored: 4 })).toBeNull();
});
