import { expect, test } from 'vitest';
import { chordOf } from './chords.ts';

const press = (key: string, more: Partial<KeyboardEvent> = {}) => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  ...more,
});

test('a letter is itself, also with caps lock, and with shift it says so', () => {
  expect(chordOf(press('j'))).toBe('j');
  expect(chordOf(press('J'))).toBe('j');
  expect(chordOf(press('Q', { shiftKey: true }))).toBe('Shift+Q');
});

test('a sign is named by what it prints, whatever keys make it', () => {
  expect(chordOf(press('?', { shiftKey: true }))).toBe('?');
  expect(chordOf(press('/'))).toBe('/');
  expect(chordOf(press(' '))).toBe('Space');
});

test("the browser's own chords and half-composed letters are left alone", () => {
  expect(chordOf(press('r', { ctrlKey: true }))).toBeNull();
  expect(chordOf(press('r', { metaKey: true }))).toBeNull();
  expect(chordOf(press('か', { isComposing: true }))).toBeNull();
});
