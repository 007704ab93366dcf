import { expect, test } from 'vitest';
import { cannedFor } from './canned-for.ts';

const of = (shortcut: string, language: string) => ({
  id: `${shortcut}-${language}`,
  shortcut,
  language,
  text: `${shortcut} in ${language}`,
});
const list = [of('size', 'en'), of('size', 'th'), of('ship', 'en'), of('only', 'ja')];
const chosen = (language: string | null, reads = ['en']) =>
  cannedFor(list, language, reads).map(({ answer, meaning }) => [answer.id, meaning]);

test("a canned answer is offered once, in the viewer's language, with its meaning for who does not read it", () => {
  expect(chosen('th')).toEqual([
    ['size-th', 'size in en'],
    ['ship-en', null],
    ['only-ja', null],
  ]);
});

test('of an unknown language, and for who reads it, there is nothing to explain', () => {
  expect(chosen(null)).toEqual([
    ['size-en', null],
    ['ship-en', null],
    ['only-ja', null],
  ]);
  expect(chosen('th-TH', ['th'])[0]).toEqual(['size-th', null]);
});
