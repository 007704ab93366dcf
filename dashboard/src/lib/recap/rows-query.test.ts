import { expect, test } from 'vitest';
import { rowsAddress, rowsAsked } from './rows-query.ts';

test("a number's address leads back to the same rows", () => {
  const asked = { of: 'claims', state: 'reserved', platform: 'tiktok', productId: 'p.1' } as const;
  expect(rowsAsked(new URLSearchParams(rowsAddress(asked)))).toEqual(asked);
});

test('an address that names no rows opens none', () => {
  expect(rowsAsked(new URLSearchParams('state=reserved'))).toBeNull();
  expect(rowsAsked(new URLSearchParams('of=passwords'))).toBeNull();
});
