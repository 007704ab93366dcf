import type { FeedMessage } from '../server/feed/entry.ts';

/** What both ways deliver: messages as a console gets them. */
export const feedMessages = (count: number): FeedMessage[] =>
  Array.from({ length: count }, (_, i) => ({
    seq: i + 1,
    kind: 'message',
    platform: 'tiktok',
    connectionId: 'connection-0123456789',
    platformId: `7234567890123${i}`,
    authorId: `author-${i % 600}-0123456789`,
    handle: `viewer${i % 600}`,
    name: `Viewer ${i % 600}`,
    badges: [],
    text: 'A12 x2 red M please',
    spokenAtMs: 1_763_848_800_000 + i,
    receivedAtMs: 1_763_848_800_200 + i,
    history: false,
    late: false,
    body: null,
  }));
