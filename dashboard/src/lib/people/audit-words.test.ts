import { expect, test } from 'vitest';
import { auditWords } from './audit-words.ts';

test('a thrown switch is a sentence', () => {
  expect(auditWords({ action: 'show.stop', subject: 's1', detail: { what: 'replies', on: true } })).toBe(
    'stopped: replies',
  );
  expect(auditWords({ action: 'show.stop', subject: 's1', detail: { what: 'automatic', on: false } })).toBe(
    'let run again: everything automatic',
  );
});

test('anything else is told by its name and what it concerned', () => {
  expect(auditWords({ action: 'product:add', subject: 'p1', detail: { code: 'A12' } })).toBe('product add: A12');
  expect(auditWords({ action: 'sign-out', subject: null, detail: {} })).toBe('sign out');
});

test('what was done to the rules is a sentence', () => {
  const words = (detail: Record<string, unknown>) => auditWords({ action: 'rule:write', subject: '3', detail });
  expect(words({ version: 3, name: 'Ours', rules: 9, note: 'fewer replies' })).toBe(
    'saved rules version 3: fewer replies',
  );
  expect(words({ version: 3, use: 'coming' })).toBe('chose rules version 3 for coming shows');
  expect(words({ version: 0, use: 'on-air' })).toBe('switched to rules version 0');
});
