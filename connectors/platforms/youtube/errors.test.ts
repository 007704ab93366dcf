import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { toConnectorError } from './errors.ts';

const answered = (status: number, reason: string, headers: Record<string, string> = {}) =>
  Object.assign(new Error(`refused: ${reason}`), {
    config: { headers: { authorization: 'Bearer ya29.secret-token' } },
    response: { status, headers: new Headers(headers), data: { error: { code: status, errors: [{ reason }] } } },
  });

test.for([
  [403, 'quotaExceeded', 'quota', false],
  [403, 'rateLimitExceeded', 'rate-limited', false],
  [429, 'tooManyRequests', 'rate-limited', false],
  [401, 'authError', 'unauthorized', true],
  [403, 'liveChatEnded', 'ended', true],
  [403, 'liveChatDisabled', 'forbidden', true],
  [403, 'somethingNew', 'forbidden', true],
  [404, 'liveChatNotFound', 'not-found', false],
  [400, 'messageTextInvalid', 'refused', true],
  [400, 'pageTokenInvalid', 'refused', false],
  [503, 'backendError', 'network', false],
] as const)('%i %s is %s', ([status, reason, code, final]) => {
  expect(toConnectorError(answered(status, reason), { secrets: [] })).toMatchObject({ code, final });
});

test('a delay that was named is kept', () => {
  const error = toConnectorError(answered(429, 'x', { 'retry-after': '7' }), { secrets: [] });
  expect(error.retryAfterMs).toBe(7_000);
});

test('a change without an answer may have happened, one that never left has not', () => {
  const broke = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  expect(toConnectorError(broke, { secrets: [], changes: true }).code).toBe('unknown-outcome');
  const never = Object.assign(new Error('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
  expect(toConnectorError(never, { secrets: [], changes: true }).code).toBe('network');
  expect(toConnectorError(answered(500, 'x'), { secrets: [], changes: true }).code).toBe('unknown-outcome');
});

test('nothing of the request, and no secret, is left in the error', () => {
  const secret = 'AIzaVerySecretKey';
  const error = Object.assign(answered(400, 'x'), {
    message: `GET https://x.example/?key=${secret}&part=id by ya29.abc-def`,
  });
  const seen = inspect(toConnectorError(error, { secrets: [secret] }), { depth: 9, showHidden: true });
  expect(seen).not.toMatch(/AIzaVery|ya29|Bearer/);
});
