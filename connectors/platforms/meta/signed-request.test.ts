import { expect, test } from 'vitest';
import { seeded } from '../testkit/seeded.ts';
import { readSignedRequest, signRequest } from './signed-request.ts';

const SECRET = 'app-secret';
const good = signRequest({ user_id: '218471', issued_at: 1_700_000_000 }, SECRET);
const [signature = '', payload = ''] = good.split('.');

test('a signed request names its person and the secret that signed it', () => {
  const read = { ok: true, userId: '218471', issuedAtMs: 1_700_000_000_000 };
  expect(readSignedRequest(good, [SECRET])).toEqual({ ...read, secretIndex: 0 });
  expect(readSignedRequest(good, ['another app', SECRET])).toEqual({ ...read, secretIndex: 1 });
  expect(readSignedRequest(`${signature}=.${payload}`, [SECRET])).toMatchObject({ ok: true, userId: '218471' });
  expect(readSignedRequest(signRequest({ user_id: 42 }, SECRET), [SECRET])).toMatchObject({
    ...{ userId: '42', issuedAtMs: null },
  });
});

test.for([
  ['nothing', undefined],
  ['an empty text', ''],
  ['one part', payload],
  ['three parts', `${good}.${payload}`],
  ['a short signature', `${signature.slice(1)}.${payload}`],
  ['another secret', signRequest({ user_id: '1' }, 'other')],
  ['another algorithm', signRequest({ user_id: '1', algorithm: 'none' }, SECRET)],
  ['nobody', signRequest({}, SECRET)],
  ['a text without end', 'a'.repeat(100_000)],
] as const)('a signed request with %s is refused', ([, text]) => {
  expect(readSignedRequest(text, [SECRET])).toMatchObject({ ok: false });
});

test('two thousand changed bytes in a signed request: none is accepted', () => {
  const random = seeded('signed request');
  let accepted = 0;
  for (let round = 0; round < 2_000; round += 1) {
    const bytes = Buffer.from(good, 'latin1');
    const at = Math.floor(random() * bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    if (readSignedRequest(bytes.toString('latin1'), [SECRET]).ok) accepted += 1;
  }
  expect(accepted).toBe(0);
});
