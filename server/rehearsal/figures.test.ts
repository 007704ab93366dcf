import { describe, expect, it } from 'vitest';
import { figuresOf, percentiles, type Measured } from './figures.ts';

const entry = (platform: string, id: string, dueMs: number) => ({
  platform,
  kind: 'message',
  id,
  dueMs,
  publishedMs: dueMs,
});

const measured: Measured = {
  seed: '7',
  seconds: 2,
  rate: 2,
  access: 'advanced',
  reads: { tiktok: { by: 'push' }, youtube: { by: 'push' }, facebook: { by: 'poll', everyMs: 4_000 } },
  journal: {
    published: [
      entry('tiktok', '1', 100),
      entry('tiktok', '2', 200),
      entry('tiktok', '3', 300),
      entry('youtube', 'a', 400),
    ],
    lost: [{ platform: 'tiktok', id: '3' }],
    replies: [{ platform: 'youtube', id: 'r', atMs: 1, text: 'ok' }],
  },
  found: {
    stored: new Map([
      ['tiktok', new Set(['1'])],
      ['youtube', new Set(['a'])],
    ]),
    duplicatesDropped: 5,
    claims: { reserved: 2, waitlisted: 1, cancelled: 1 },
    repliesFailed: 0,
    oversold: 0,
    wrongProduct: 0,
    bareSold: 0,
    bareAsked: 0,
    units: {},
    lines: 'x',
  },
  seenMs: new Map([
    ['tiktok 1', 110],
    ['youtube a', 430],
  ]),
};

describe('the figures of a rehearsal', () => {
  it('counts as lost what was published and is not there, but not what its platform could never deliver', () => {
    const figures = figuresOf(measured);
    expect(figures).toMatchObject({
      published: 4,
      stored: 2,
      lost: 1,
      claims: 4,
      reserved: 2,
      waitlisted: 1,
      cancelled: 1,
      repliesSent: 1,
    });
    expect(figures.perPlatform['tiktok']).toMatchObject({ published: 3, stored: 1, lost: 1 });
    expect(figures.perPlatform['youtube']).toMatchObject({ published: 1, stored: 1, lost: 0, lagMs: { p50: 30 } });
  });

  it('measures from when it was due, not from when it was sent', () => {
    expect(figuresOf(measured).lagMs).toEqual({ p50: 10, p95: 30, p99: 30 });
  });

  it('takes the nearest rank, and says nothing where nothing was seen', () => {
    expect(percentiles(Array.from({ length: 100 }, (_, n) => n + 1))).toEqual({ p50: 50, p95: 95, p99: 99 });
    expect(percentiles([])).toEqual({ p50: null, p95: null, p99: null });
  });
});
