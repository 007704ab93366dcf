import { expect, test } from 'vitest';
import type { FeedGap } from './entry.ts';
import { message } from './made-up.ts';
import { gapLine, indexPast, lineOf, Timeline } from './timeline.ts';

const gap = (id: string, afterSeq: number): FeedGap => ({
  id,
  connectionId: 'c',
  platform: 'youtube',
  reason: 'network',
  afterSeq,
  startedAtMs: 0,
  endedAtMs: null,
  resumed: false,
  repaired: null,
  version: 1,
});
const ids = (timeline: Timeline) => timeline.lines.map((line) => line.id);

test('rows stand in the order of the record however they arrive', () => {
  const timeline = new Timeline();
  for (const seq of [3, 1, 2, 5, 4]) timeline.put(lineOf(message(seq)));
  expect(ids(timeline)).toEqual(['m1', 'm2', 'm3', 'm4', 'm5']);
});

test('a row that comes twice is there once', () => {
  const timeline = new Timeline();
  for (const seq of [1, 2, 3, 2, 3, 1]) timeline.put(lineOf(message(seq)));
  expect(ids(timeline)).toEqual(['m1', 'm2', 'm3']);
});

test('a gap stands behind the event after which it began, and is replaced when it ends', () => {
  const timeline = new Timeline();
  for (const seq of [1, 2, 3]) timeline.put(lineOf(message(seq)));
  timeline.put(gapLine(gap('x', 2)));
  timeline.put(gapLine({ ...gap('x', 2), endedAtMs: 10_000 }));
  expect(ids(timeline)).toEqual(['m1', 'm2', 'gx', 'm3']);
  expect(timeline.lines[2]?.gap?.endedAtMs).toBe(10_000);
});

test('the oldest rows go when there are too many, unless somebody reads them', () => {
  const timeline = new Timeline(100);
  timeline.kept = true;
  for (let seq = 1; seq <= 200; seq++) timeline.put(lineOf(message(seq)));
  expect(timeline.trim()).toHaveLength(0);
  timeline.kept = false;
  expect(timeline.trim()).toHaveLength(100);
  expect(timeline.firstSeq).toBe(101);
});

test('the place after an event is found', () => {
  const timeline = new Timeline();
  for (const seq of [1, 2, 4, 8]) timeline.put(lineOf(message(seq)));
  expect(indexPast(timeline.lines, 0)).toBe(0);
  expect(indexPast(timeline.lines, 4)).toBe(3);
  expect(indexPast(timeline.lines, 5)).toBe(3);
  expect(indexPast(timeline.lines, 9)).toBe(4);
});
