import { expect, test } from 'vitest';
import { sortGraphError, sortStatus, struck } from './errors.ts';

test.for([
  [1, undefined, 500, 'network', false, 'wait'],
  [2, undefined, 500, 'network', false, 'wait'],
  [2, 2018344, 400, 'forbidden', true, 'permission'],
  [3, undefined, 400, 'forbidden', true, 'permission'],
  [4, undefined, 400, 'rate-limited', false, 'wait'],
  [10, undefined, 403, 'forbidden', true, 'permission'],
  [10, 2018278, 400, 'refused', true, 'window'],
  [10, 2534022, 400, 'refused', true, 'window'],
  [17, undefined, 400, 'rate-limited', false, 'wait'],
  [32, undefined, 400, 'rate-limited', false, 'wait'],
  [100, undefined, 400, 'refused', true, 'request'],
  [100, 33, 400, 'not-found', true, 'gone'],
  [190, undefined, 401, 'unauthorized', true, 'reconnect'],
  [190, 460, 400, 'unauthorized', true, 'reconnect'],
  [190, 463, 400, 'unauthorized', true, 'reconnect'],
  [190, 467, 400, 'unauthorized', true, 'reconnect'],
  [200, undefined, 403, 'forbidden', true, 'permission'],
  [230, undefined, 403, 'forbidden', true, 'permission'],
  [299, undefined, 403, 'forbidden', true, 'permission'],
  [368, undefined, 400, 'refused', true, 'behave'],
  [551, undefined, 400, 'refused', true, 'gone'],
  [613, undefined, 400, 'rate-limited', false, 'wait'],
  [80001, undefined, 400, 'rate-limited', false, 'wait'],
  [80002, undefined, 400, 'rate-limited', false, 'wait'],
  [80006, undefined, 400, 'rate-limited', false, 'wait'],
  [10900, undefined, 400, 'refused', true, 'done'],
  [10903, undefined, 400, 'refused', true, 'gone'],
  // Nobody has heard of it: the status decides, then the request is at fault.
  [987654, undefined, 503, 'network', false, 'wait'],
  [987654, undefined, 400, 'refused', true, 'request'],
] as const)('code %s/%s at %s is %s, final: %s, cured by: %s', ([code, subcode, status, meant, final, cure]) => {
  const error = { code, ...(subcode === undefined ? {} : { error_subcode: subcode }) };
  expect(sortGraphError(error, status)).toMatchObject({ code: meant, final, cure });
});

test('what Meta itself calls passing is worth another try, unless the code says better', () => {
  expect(sortGraphError({ code: 100, is_transient: true }, 400)).toMatchObject({ code: 'network', final: false });
  expect(sortGraphError({ code: 190, is_transient: true }, 400)).toMatchObject({ code: 'unauthorized' });
  expect(sortGraphError({ code: 4, is_transient: true }, 400)).toMatchObject({ code: 'rate-limited' });
});

test('a code written as text is the same code', () => {
  expect(sortGraphError({ code: '190' as unknown as number }, 400)).toMatchObject({ code: 'unauthorized' });
});

test('an answer without a body is sorted by its status', () => {
  const codes = [429, 401, 403, 404, 500, 503, 200].map((status) => sortStatus(status)?.code ?? null);
  expect(codes).toEqual(['rate-limited', 'unauthorized', 'forbidden', 'not-found', 'network', 'network', null]);
});

test('every sentence says something to a person, and none of them ends in the middle', () => {
  for (const code of [1, 4, 10, 190, 200, 368, 551, 10900]) {
    expect(sortGraphError({ code }, 400).say).toMatch(/^[A-Z].{20,}\.$/);
  }
});

test('tokens are struck out of what Meta repeats, known ones and what looks like one', () => {
  const said = 'Malformed access token EAABsbCS1iHgBAKqrVZBl0qF and secret-of-ours in ?access_token=abc123&x=1';
  expect(struck(said, ['secret-of-ours'])).toBe('Malformed access token ••• and ••• in ?access_token=•••&x=1');
});
