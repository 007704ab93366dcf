import { expect, test } from 'vitest';
import { flushEveryMs, Painter, type Stage } from './paint.ts';

function stage() {
  const frames: (() => void)[] = [];
  const timers: { run: () => void; ms: number }[] = [];
  const it = { at: 0, hiddenNow: false, frames, timers };
  const made: Stage = {
    now: () => it.at,
    hidden: () => it.hiddenNow,
    coarse: () => false,
    frame: (run) => frames.push(run),
    later: (run, ms) => timers.push({ run, ms }),
  };
  return { it, made };
}

test('a thousand changes before a paint are one flush', () => {
  const { it, made } = stage();
  let flushes = 0;
  const painter = new Painter(() => flushes++, made);
  for (let i = 0; i < 1000; i++) painter.dirty(1);
  expect(it.frames).toHaveLength(1);
  it.frames[0]!();
  expect(flushes).toBe(1);
});

test('a flood is painted ten times a second', () => {
  const { it, made } = stage();
  const painter = new Painter(() => undefined, made);
  painter.dirty(2000);
  it.at = 1000;
  it.frames.pop()!();
  expect(painter.perSecond).toBe(2000);
  painter.dirty(1);
  expect(it.timers[0]?.ms).toBe(100);
});

test('a hidden tab flushes by timer, once a second', () => {
  const { it, made } = stage();
  let flushes = 0;
  const painter = new Painter(() => flushes++, made);
  it.hiddenNow = true;
  painter.dirty(1);
  expect(flushes).toBe(1);
  painter.dirty(1);
  expect(it.timers[0]?.ms).toBe(1000);
  expect(it.frames).toHaveLength(0);
});

test('the pace follows rate, visibility and pointer', () => {
  expect(flushEveryMs(5, false, false)).toBe(0);
  expect(flushEveryMs(31, false, false)).toBe(100);
  expect(flushEveryMs(5, false, true)).toBe(200);
  expect(flushEveryMs(5000, true, false)).toBe(1000);
});
