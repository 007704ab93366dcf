import { expect, test } from 'vitest';
import type { FeedQuestion } from '../feed/entry.ts';
import { message } from '../feed/made-up.ts';
import { ShowState } from '../feed/show-state.ts';
import { passes, type Filter, type Tray } from './filter.ts';

const state = new ShowState();
state.apply({
  messages: [
    message(1, { text: 'How much?' }),
    message(2, { platform: 'youtube', name: 'Müller' }),
    message(3, { kind: 'gift' }),
  ],
  questions: [{ seq: 1, state: 'open', version: 1 } as FeedQuestion],
});
const seen = (more: Partial<Filter>) =>
  state.timeline.lines
    .filter((line) => passes(line, { tray: 'all', without: new Set(), words: '', ...more }, state))
    .map((line) => line.at);

test('each tray keeps its own rows', () => {
  const of = (tray: Tray) => seen({ tray });
  expect(of('all')).toEqual([1, 2, 3]);
  expect(of('questions')).toEqual([1]);
  expect(of('gifts')).toEqual([3]);
  expect(of('claims')).toEqual([]);
});

test('a platform can be switched off', () => {
  expect(seen({ without: new Set(['tiktok']) })).toEqual([2]);
});

test('words are looked for in names and texts, in any case', () => {
  expect(seen({ words: 'müll' })).toEqual([2]);
  expect(seen({ words: 'HOW' })).toEqual([1]);
});
