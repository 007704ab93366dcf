import { expect, test } from 'vitest';
import { seeded } from '../testkit/seeded.ts';
import { sameText, signatureOf, signedBy } from './signature.ts';

const SECRET = 'app-secret-of-the-shop';
const body = Buffer.from(JSON.stringify({ object: 'page', entry: [{ id: '1', time: 1, changes: [] }] }));
const header = signatureOf(body, SECRET);

test.for([
  ['the right header', header, [SECRET], 0],
  ['the old secret while the new one comes in', header, ['new', SECRET], 1],
  ['an empty secret before the right one', header, ['', SECRET], 1],
  ['no header', undefined, [SECRET], null],
  ['an empty header', '', [SECRET], null],
  ['only the name of the algorithm', 'sha256=', [SECRET], null],
  ['a short signature', header.slice(0, -1), [SECRET], null],
  ['a long signature', `${header}0`, [SECRET], null],
  ['a signature without the algorithm', header.slice('sha256='.length), [SECRET], null],
  ['upper-case letters', header.toUpperCase(), [SECRET], null],
  ['the older SHA-1 form', header.replace('sha256', 'sha1'), [SECRET], null],
  ['two headers joined', `${header}, ${header}`, [SECRET], null],
  ['letters beyond ASCII', `sha256=${'ก'.repeat(64)}`, [SECRET], null],
  ['another secret', signatureOf(body, 'other'), [SECRET], null],
  ['no secret at all', header, [], null],
  ['an empty secret, signed with an empty secret', signatureOf(body, ''), [''], null],
] as const)('a signature is told from %s', ([, shown, secrets, expected]) => {
  expect(signedBy(body, shown, secrets)).toBe(expected);
});

test('ten thousand changed bytes in body or header: none is accepted', () => {
  const random = seeded('byte flips');
  const below = (n: number) => Math.floor(random() * n);
  let accepted = 0;
  for (let round = 0; round < 10_000; round += 1) {
    const inBody = round % 2 === 0;
    const bytes = inBody ? Buffer.from(body) : Buffer.from(header, 'latin1');
    const at = below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
    const verdict = inBody ? signedBy(bytes, header, [SECRET]) : signedBy(body, bytes.toString('latin1'), [SECRET]);
    if (verdict !== null) accepted += 1;
  }
  expect(accepted).toBe(0);
});

test('a body with escaped letters fits its signature over the raw bytes, and written anew it does not', () => {
  const raw = Buffer.from('{"text":"\\u0e02\\u0e2d A1 \\ud83d\\ude00 \\/ ok"}');
  const signed = signatureOf(raw, SECRET);
  const anew = Buffer.from(JSON.stringify(JSON.parse(raw.toString())));
  expect(signedBy(raw, signed, [SECRET])).toBe(0);
  expect(signedBy(anew, signed, [SECRET])).toBeNull();
});

test.for([
  ['same', 'same', true],
  ['same', 'other', false],
  ['same', 'same ', false],
  ['', '', false],
  [undefined, 'same', false],
  ['same', null, false],
] as const)('the verify token %s against %s: %s', ([shown, expected, same]) => {
  expect(sameText(shown, expected)).toBe(same);
});
