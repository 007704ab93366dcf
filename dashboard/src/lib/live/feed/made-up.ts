import type { FeedMessage } from './entry.ts';

/** A message for tests, with what matters to the test named. */
export const message = (seq: number, more: Partial<FeedMessage> = {}): FeedMessage => ({
  seq,
  kind: 'message',
  platform: 'tiktok',
  connectionId: 'c1',
  platformId: `p${seq}`,
  authorId: `a${seq}`,
  handle: `viewer${seq}`,
  name: `Viewer ${seq}`,
  badges: [],
  text: `text ${seq}`,
  spokenAtMs: 1_000 * seq,
  receivedAtMs: 1_000 * seq + 100,
  history: false,
  late: false,
  body: null,
  ...more,
});
