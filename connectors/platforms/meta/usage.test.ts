import { expect, test } from 'vitest';
import { slowedBy, usageAfter, waitMs } from './usage.ts';

const headers = (app: object | null, business: object | null) =>
  new Headers({
    ...(app ? { 'x-app-usage': JSON.stringify(app) } : {}),
    ...(business ? { 'x-business-use-case-usage': JSON.stringify(business) } : {}),
  });
const pages = (call_count: number, minutes = 0, more: object = {}) => ({
  '1234': [
    { type: 'pages', call_count, total_cputime: 5, total_time: 5, estimated_time_to_regain_access: minutes, ...more },
  ],
});

test('the largest percentage counts, of the app or of the use case', () => {
  const usage = usageAfter({}, headers({ call_count: 10, total_time: 80, total_cputime: 2 }, pages(76)));
  expect(slowedBy(usage, 'pages')).toBe(2.25);
  expect(slowedBy(usage, 'messenger')).toBe(2.25);
  expect(slowedBy(usageAfter({}, headers(null, pages(74))), 'pages')).toBe(1);
});

test('reading gets slower from 75 percent on and stops before the block, answers go on a little longer', () => {
  const at = (percent: number) => usageAfter({}, headers(null, pages(percent)));
  const slowness = [50, 75, 80, 90, 94].map((percent) => slowedBy(at(percent), 'pages'));
  expect(slowness).toEqual(slowness.toSorted((a, b) => a - b));
  expect(slowness.at(-1)).toBeGreaterThan(5);
  expect([94, 95, 98, 99].map((percent) => waitMs(at(percent), 'pages', 'read') > 0)).toEqual([
    false,
    true,
    true,
    true,
  ]);
  expect([94, 95, 98, 99].map((percent) => waitMs(at(percent), 'pages', 'write') > 0)).toEqual([
    false,
    false,
    false,
    true,
  ]);
});

test('a block lasts as long as Meta says, in minutes', () => {
  expect(waitMs(usageAfter({}, headers(null, pages(100, 12))), 'pages', 'read')).toBe(720_000);
});

test('another use case’s allowance is not ours, and one that is not named keeps what was known', () => {
  const busy = usageAfter({}, headers(null, pages(100, 5, { type: 'messenger' })));
  expect(waitMs(busy, 'pages', 'read')).toBe(0);
  expect(waitMs(usageAfter(busy, headers({ call_count: 1 }, null)), 'messenger', 'write')).toBe(300_000);
  expect(waitMs(usageAfter(busy, headers(null, pages(3, 0, { type: 'messenger' }))), 'messenger', 'write')).toBe(0);
});

test('headers that cannot be read change nothing', () => {
  const odd = new Headers({ 'x-app-usage': '{"call_count":', 'x-business-use-case-usage': '[1,null,"x"]' });
  expect(usageAfter({}, odd)).toEqual({});
});
