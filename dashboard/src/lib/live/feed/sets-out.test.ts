import { expect, test } from 'vitest';
import { setsOut } from './sets-out.ts';
import { message } from './made-up.ts';

test('what a show starts with has no row; the same said later has one', () => {
  const delay = { ...message(1, { kind: 'staff' }), body: { action: 'video-delay', ms: 0 }, receivedAtMs: 1_000 };
  expect([setsOut(delay, null), setsOut(delay, 900), setsOut({ ...delay, receivedAtMs: 60_000 }, 900)]).toEqual([
    true,
    true,
    false,
  ]);
  expect(setsOut({ ...delay, body: { action: 'stop', what: 'replies' } }, 900)).toBe(false);
});
