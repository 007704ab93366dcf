import { expect, test } from 'vitest';
import type { PlatformEvent } from '../../connectors/platforms/contract.ts';
import { keyOf } from './keys.ts';

const message = (id: string, text: string, edited?: boolean): PlatformEvent => ({
  kind: 'message',
  id,
  atMs: null,
  author: null,
  text,
  ...(edited === undefined ? {} : { edited }),
});

test('a message, each of its edits and its removal are different happenings', () => {
  const keys = [
    keyOf(message('1', 'A12')),
    keyOf(message('1', 'A13', true)),
    keyOf(message('1', 'A14', true)),
    keyOf({ kind: 'removal', id: '1', atMs: null, target: 'message', targetIds: ['1'] }),
    keyOf({
      kind: 'gift',
      id: '1',
      atMs: null,
      author: null,
      gift: { type: 'gift', name: 'Rose', count: 1, value: null },
    }),
    keyOf({ kind: 'follow', id: '1', atMs: null, author: null }),
  ];
  expect(new Set(keys).size).toBe(6);
});

test('the same happening delivered again has the same key, also with other words in a message that is no edit', () => {
  expect(keyOf(message('1', 'A12'))).toBe(keyOf(message('1', 'a12 ')));
  expect(keyOf(message('1', 'A13', true))).toBe(keyOf(message('1', 'A13', true)));
});

test('ids past 2^53 and ids of any length stay apart and fit an index', () => {
  expect(keyOf(message('7234567890123456789', ''))).not.toBe(keyOf(message('7234567890123456790', '')));
  const long = 'x'.repeat(50_000);
  expect(keyOf(message(`${long}1`, ''))).not.toBe(keyOf(message(`${long}2`, '')));
  expect(Buffer.byteLength(keyOf(message(long, '')))).toBeLessThan(2_000);
});
