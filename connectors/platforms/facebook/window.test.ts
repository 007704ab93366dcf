import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cursorOf, placeFrom } from './cursor.ts';
import { Window } from './window.ts';

const START = 1_795_000_000;
const at = (second: number) => (START + second) * 1000;

test('a comment is new once, edited when its words changed, and else known', () => {
  const window = new Window(START);
  window.begin(false);
  expect([window.see('1', 'A1', at(1)), window.see('1', 'A1', at(1)), window.see('1', 'A2', at(1))]).toEqual([
    ...['new', 'known', 'edited'],
  ]);
});

test('what a poll should have seen and did not is missing, unless it may lie outside of what was asked', () => {
  const window = new Window(START);
  window.begin(false);
  for (let n = 1; n <= 5; n += 1) window.see(String(n), 'x', at(n));
  const since = window.begin(false) - START;
  expect(since).toBeLessThanOrEqual(1);
  for (const n of [1, 2, 4, 5]) window.see(String(n), 'x', at(n));
  expect(window.missing()).toEqual(['3']);
  window.stillThere('3');
  expect(window.missing()).toEqual([]);
});

test('a busy show is read again for three seconds only, a quiet one for a page', () => {
  const busy = new Window(START);
  busy.begin(false);
  for (let n = 0; n < 1_000; n += 1) busy.see(String(n), 'x', at(Math.floor(n / 100)));
  expect(busy.begin(false)).toBe(START + 9 - 3);
  const quiet = new Window(START);
  quiet.begin(false);
  for (let n = 0; n < 50; n += 1) quiet.see(String(n), 'x', at(n * 5));
  expect(quiet.begin(false)).toBeLessThanOrEqual(START);
});

test('whatever was read before a resume is neither lost nor repeated after it', () => {
  const comment = fc.record({ id: fc.uuid(), second: fc.integer({ min: 0, max: 300 }), text: fc.string() });
  fc.assert(
    fc.property(fc.uniqueArray(comment, { selector: ({ id }) => id, maxLength: 150 }), fc.nat(150), (all, cut) => {
      const shown = all.toSorted((a, b) => a.second - b.second);
      const [before, after] = [shown.slice(0, cut), shown.slice(cut)];
      const window = new Window(START);
      window.begin(false);
      for (const one of before) window.see(one.id, one.text, at(one.second));
      const place = placeFrom(cursorOf('7', { window, reactions: 3 }), '7');
      expect(place?.reactions).toBe(3);
      const since = place?.window.begin(false) ?? 0;
      const listed = shown.filter(({ second }) => START + second >= since);
      const told = listed.filter((one) => place?.window.see(one.id, one.text, at(one.second)) === 'new');
      expect(told).toEqual(after.filter(({ second }) => START + second >= since));
    }),
    { seed: 11, numRuns: 200 },
  );
});

test('an edit made while nobody was reading is noticed after the resume', () => {
  const window = new Window(START);
  window.begin(false);
  window.see('1', 'A1', at(1));
  const resumed = placeFrom(cursorOf('7', { window, reactions: null }), '7')?.window;
  resumed?.begin(false);
  expect(resumed?.see('1', 'A1 x3', at(1))).toBe('edited');
});

test.for([null, '', 'x', '{}', '{"v":1,"live":"7"}', '{"v":1,"live":"7","at":1,"from":1,"known":[1]}', 'null'])(
  'the cursor %j is none',
  (cursor) => {
    expect(placeFrom(cursor, '7')).toBeNull();
  },
);

test('another live’s cursor is none', () => {
  const cursor = cursorOf('7', { window: new Window(START), reactions: null });
  expect(placeFrom(cursor, '8')).toBeNull();
  expect(placeFrom(cursor, '7')).not.toBeNull();
});
