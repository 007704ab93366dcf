import { expect, test } from 'vitest';
import { HABITS, SILENT, spokenWith } from './choosing.ts';
import type { Voice } from './choosing.ts';
import type { Errand } from './errand.ts';
import { planNext } from './budget.ts';
import type { Waiting } from './budget.ts';

const digest = { act: 'reply', isDigest: true, wording: null } as Errand;
const waiting: Waiting = {
  ...{ id: 'o1', kind: 'reply', text: '@ana ✓ A12 reserved', shortText: '✓ @ana A12', list: null, otherwise: null },
  ...{ wording: null, page: '', byPerson: false, authorId: 'ana', valueMinor: 100n, deadlineMs: null, createdMs: 0 },
};

/** When a lone confirmation may go, asked every quarter of a second from `fromMs` on. */
function goesAt(voice: Voice, fromMs: number): number {
  for (let nowMs = fromMs; ; nowMs += 250) {
    const plan = planNext([waiting], {
      ...{ nowMs, lastMs: voice.lastMs, pausedUntilMs: 0, everyMs: 1_000, textLength: 200, where: '' },
      ...{ lastWording: null, units: null, privately: { lastMs: null, everyMs: 1_000 } },
      digest: {
        lastMs: voice.lastDigestMs ?? null,
        everyMs: HABITS.digestEveryMs,
        leastMs: HABITS.digestLeastMs,
        paceFromMs: voice.digestPaceMs ?? null,
      },
    });
    if (plan.do === 'send') return nowMs;
  }
}

/** The times of `count` confirmations, each waiting since the one before it. */
function timesOf(count: number, voice: Voice, fromMs: number): number[] {
  const times: number[] = [];
  let now = voice;
  for (let at = fromMs; times.length < count;) {
    at = goesAt(now, at);
    times.push(at);
    now = spokenWith(now, digest, at);
  }
  return times;
}

test('the first buyers of a calm minute are answered one by one, a chat that goes on at the pace of its lines', () => {
  const times = timesOf(8, SILENT, 1_000_000);
  expect(times.map((at) => (at - 1_000_000) / 1_000)).toEqual([0, 5, 10, 20, 40, 60, 80, 100]);
});

test('after a quiet minute there are some in store again, never more', () => {
  const busy = timesOf(8, SILENT, 0).reduce((voice, at) => spokenWith(voice, digest, at), SILENT);
  expect(timesOf(5, busy, 400_000).map((at) => at - 400_000)).toEqual([0, 5_000, 10_000, 20_000, 40_000]);
});
