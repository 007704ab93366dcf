import { expect, test } from 'vitest';
import { places } from './reach-words.ts';

const marks = (of: Parameters<typeof places>[0]) =>
  places(of)
    .map((place) => place.mark)
    .join(' ');

test.each([
  [{ reach: 'machine', state: 'loopback' }, 'yes no no'],
  [{ reach: 'internet', state: 'never' }, 'open open open'],
  [{ reach: 'internet', state: 'proven' }, 'yes yes yes'],
  [{ reach: 'network', state: 'proven' }, 'yes yes no'],
  [{ reach: 'internet', state: 'failed' }, 'no no no'],
  [{ reach: 'internet', state: 'stale' }, 'open open open'],
] as const)('%o is reachable from: %s', (of, expected) => {
  expect(marks(of)).toBe(expected);
});
