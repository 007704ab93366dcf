import { expect, test } from 'vitest';
import type { Rule } from '../../../../server/api/schemas/rules.ts';
import { changeCounts, changesBetween, sameAs } from './differences.ts';

const rule = (id: string, more: Partial<Rule> = {}): Rule => ({
  id,
  name: id.toUpperCase(),
  state: 'on',
  when: {},
  then: [{ do: 'claim' }],
  stop: false,
  ...more,
});

test('two sets that only write their fields in another order are the same', () => {
  expect(sameAs(rule('a'), { stop: false, then: [{ do: 'claim' }], when: {}, state: 'on', name: 'A', id: 'a' })).toBe(
    true,
  );
  expect(changesBetween([rule('a')], [rule('a')])).toEqual([]);
});

test('what is new, changed, gone or moved is told, each rule once', () => {
  const before = [rule('a'), rule('b'), rule('c'), rule('d')];
  const after = [rule('d'), rule('a'), rule('b', { state: 'off', name: 'Other' }), rule('e')];
  const changes = changesBetween(before, after);
  expect(changes).toEqual([
    { id: 'd', name: 'D', how: 'moved', parts: [] },
    { id: 'b', name: 'Other', how: 'changed', parts: ['name', 'state'] },
    { id: 'e', name: 'E', how: 'new', parts: [] },
    { id: 'c', name: 'C', how: 'gone', parts: [] },
  ]);
  expect(changeCounts(changes)).toBe('1 changed, 1 new, 1 gone, 1 moved');
});
