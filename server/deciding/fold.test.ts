import { expect, test } from 'vitest';
import { readAtOnce } from './fold.ts';

const rows = (count: number, length: number) => Array.from({ length: count }, () => ({ text: 'x'.repeat(length) }));

test('an ordinary batch is read at once, a flood of long messages in parts, and a single one always', () => {
  expect(readAtOnce(rows(500, 30))).toHaveLength(500);
  expect(readAtOnce(rows(500, 200))).toHaveLength(100);
  expect(readAtOnce(rows(500, 2_000))).toHaveLength(50);
  expect(readAtOnce(rows(1, 100_000))).toHaveLength(1);
  expect(readAtOnce([])).toEqual([]);
});
