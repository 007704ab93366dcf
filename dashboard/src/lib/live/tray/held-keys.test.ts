import { expect, test } from 'vitest';
import { judgedByKey } from './held-keys.ts';

test('Y allows a held message, X denies it, and no other key does anything', () => {
  expect(['y', 'Y', 'x', 'X', 'a', 'Enter'].map(judgedByKey)).toEqual(['allow', 'allow', 'deny', 'deny', null, null]);
});
