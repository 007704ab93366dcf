import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Rule } from '../api/schemas/rules.ts';
import { readRuleFile, writeRuleFile } from './file.ts';

const rule = (id: string, more: Partial<Rule> = {}): Rule => ({
  id,
  name: `Rule ${id}`,
  state: 'on',
  when: { intents: ['question'], topics: ['price'], words: { any: ['how much'] } },
  then: [{ do: 'reply', way: 'best', say: { texts: { en: ['{{product}} is {{price}}'] } } }],
  stop: false,
  ...more,
});
const none: ReadonlySet<string> = new Set();
const refusal = (text: string): string => {
  const read = readRuleFile(text, none);
  return read.ok ? 'taken' : read.message;
};
const fileWith = (more: object): string =>
  JSON.stringify({ hawker: 'rules', format: 1, name: 'Ours', rules: [rule('a')], ...more });

test('what is exported is imported as itself, and exporting it again gives the same text', () => {
  const rules = [
    rule('a'),
    rule('b', { limits: { perMinute: 3 }, when: { pattern: 'a+b', time: { fromMinutes: 5 } } }),
  ];
  const text = writeRuleFile({ name: 'Ours', rules });
  const read = readRuleFile(text, none);
  expect(read).toEqual({ ok: true, file: { hawker: 'rules', format: 1, name: 'Ours', rules }, renewed: [] });
  expect(read.ok && writeRuleFile(read.file)).toBe(text);
});

test('an id that is taken is renewed, and no renewed id is one of the file or of ours', () => {
  const text = writeRuleFile({ name: 'Ours', rules: [rule('a'), rule('a-2'), rule('b')] });
  const read = readRuleFile(text, new Set(['a', 'a-3', 'b']));
  expect(read.ok && read.file.rules.map((one) => one.id)).toEqual(['a-4', 'a-2', 'b-2']);
  expect(read.ok && read.renewed).toEqual([
    { from: 'a', to: 'a-4' },
    { from: 'b', to: 'b-2' },
  ]);
});

test('whatever ids are taken, the ids afterwards are all different and none is taken', () => {
  const ids = fc.uniqueArray(fc.stringMatching(/^[a-b-]{1,3}(-[2-4])?$/), { maxLength: 12 });
  fc.assert(
    fc.property(ids, ids, (inFile, taken) => {
      const text = writeRuleFile({ name: 'x', rules: inFile.map((id) => rule(id)) });
      const read = readRuleFile(text, new Set(taken));
      const after = read.ok ? read.file.rules.map((one) => one.id) : [];
      expect(after).toHaveLength(inFile.length);
      expect(new Set([...after, ...taken]).size).toBe(after.length + taken.length);
    }),
    { seed: 4, numRuns: 300 },
  );
});

test('a file that is not ours is refused in a sentence', () => {
  expect(refusal('')).toMatch(/not JSON/);
  expect(refusal('<xml/>')).toMatch(/not JSON/);
  expect(refusal('[]')).toMatch(/not a file of rules/);
  expect(refusal('null')).toMatch(/not a file of rules/);
  expect(refusal('{"hawker":"catalog"}')).toMatch(/another kind/);
  expect(refusal(fileWith({ format: 2 }))).toMatch(/newer Hawker/);
  expect(refusal(fileWith({ format: '1' }))).toMatch(/must be 1/);
  expect(refusal(fileWith({ name: '' }))).toMatch(/no name/);
  expect(refusal(fileWith({ rules: {} }))).toMatch(/no list of rules/);
  expect(refusal(fileWith({ more: 1 }))).toMatch(/“more” is not a field/);
  expect(refusal('['.repeat(100_000))).toMatch(/nested too deep/);
});

test('a rule that is not one is named by its place and its name, with the field', () => {
  expect(refusal(fileWith({ rules: [7] }))).toBe('Rule 1 is not a rule.');
  expect(refusal(fileWith({ rules: [rule('a'), { ...rule('b'), then: 'reply' }] }))).toMatch(
    /^Rule 2 \(“Rule b”\): then/,
  );
  expect(refusal(fileWith({ rules: [{ ...rule('a'), run: 'rm -rf' }] }))).toMatch(/run is not a field here/);
  expect(refusal(fileWith({ rules: [{ ...rule('a'), id: 'A B' }] }))).toMatch(/^Rule 1 .*: id/);
  expect(refusal(fileWith({ rules: [rule('a'), rule('a')] }))).toMatch(/Two rules .* “a”/);
  expect(refusal(fileWith({ rules: Array.from({ length: 1_001 }, (_, i) => rule(`r${String(i)}`)) }))).toMatch(
    /1000 are/,
  );
});

test('a file cannot reach into our objects or leave text no database keeps', () => {
  const poisoned = fileWith({}).replace('"hawker"', '"__proto__":{"admin":true},"hawker"');
  expect(refusal(poisoned)).toMatch(/__proto__” is not a field/);
  expect(({} as { admin?: boolean }).admin).toBeUndefined();
  const inside = fileWith({}).replace('"state":"on"', '"state":"on","__proto__":{"stop":true}');
  expect(refusal(inside)).toMatch(/__proto__ is not a field/);
  expect(refusal(fileWith({ name: 'a\u0000b' }))).toMatch(/cannot be kept/);
  expect(refusal(fileWith({ name: '\ud800' }))).toMatch(/cannot be kept/);
});

test('whatever text is given, it is read or refused in a sentence, and nothing is thrown', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.json().map((json) => fileWith({ rules: [json] })),
      ),
      (text) => {
        const read = readRuleFile(text, none);
        expect(read.ok || read.message.length > 10).toBe(true);
      },
    ),
    { seed: 4, numRuns: 500 },
  );
});
