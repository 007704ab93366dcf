import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createReorder } from './order.ts';

const WINDOW_MS = 40;

test('a message that was overtaken takes its place again, if it comes within the window', () => {
  const order = createReorder<string>(WINDOW_MS);
  order.add({ item: 'second', atMs: 2, id: '20' }, 100);
  order.add({ item: 'first', atMs: 1, id: '10' }, 130);
  expect(order.ready(139)).toEqual([]);
  expect(order.nextMs()).toBe(140);
  expect(order.ready(140)).toEqual(['first', 'second']);
  expect(order.nextMs()).toBeNull();
});

test('ids settle ties by their value, also past 2^53', () => {
  const order = createReorder<string>(WINDOW_MS);
  for (const id of ['9007199254740993', '9007199254740992', '999']) order.add({ item: id, atMs: 1, id }, 0);
  expect(order.drain()).toEqual(['999', '9007199254740992', '9007199254740993']);
});

test('nothing waits longer than the window, and what comes out together is in order', () => {
  const arrivals = fc.array(
    fc.record({ atMs: fc.integer({ min: 0, max: 200 }), after: fc.integer({ min: 0, max: 30 }) }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(arrivals, (list) => {
      const order = createReorder<{ atMs: number; addedMs: number }>(WINDOW_MS);
      let nowMs = 0;
      let came = 0;
      for (const [index, { atMs, after }] of list.entries()) {
        nowMs += after;
        const out = order.ready(nowMs);
        came += out.length;
        expect(out).toEqual(out.toSorted((a, b) => a.atMs - b.atMs));
        order.add({ item: { atMs, addedMs: nowMs }, atMs, id: String(index) }, nowMs);
        expect(order.nextMs()).toBeGreaterThan(nowMs);
      }
      expect(came + order.drain().length).toBe(list.length);
    }),
    { seed: 7, numRuns: 200 },
  );
});
