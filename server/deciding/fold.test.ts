import { expect, test } from 'vitest';
import { READ_CODE_POINTS } from '../intents/fold.ts';
import { readAtOnce } from './fold.ts';

const rows = (count: number, length: number) => Array.from({ length: count }, () => ({ text: 'x'.repeat(length) }));

test('an ordinary batch is read at once, a flood of long messages in parts, and a single one always', () => {
  expect(readAtOnce(rows(500, 30))).toHaveLength(500);
  expect(readAtOnce(rows(500, 200))).toHaveLength(100);
  expect(readAtOnce(rows(500, 2_000))).toHaveLength(Math.floor(20_000 / READ_CODE_POINTS));
  expect(readAtOnce(rows(1, 100_000))).toHaveLength(1);
  expect(readAtOnce([])).toEqual([]);
});
