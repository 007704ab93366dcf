import { WebSocket } from 'ws';
import type { ServerFrame } from '../feed/entry.ts';
import { keyOf } from './figures.ts';

/** A real client of the feed, in the process that measures: what a dashboard would have, and when. */
export interface FeedClient {
  seenMs: Map<string, number>;
  close(): void;
}

export interface FeedClientOptions {
  /** http://… of the hub. */
  url: string;
  cookie: string;
  showId: string;
  now(): number;
}

export function followFeed({ url, cookie, showId, now }: FeedClientOptions): Promise<FeedClient> {
  const seenMs = new Map<string, number>();
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/api/feed`, { headers: { cookie }, origin: url });
  const follow = (since?: number): void =>
    socket.send(JSON.stringify({ t: 'follow', show: showId, ...(since === undefined ? {} : { since }) }));
  let n = 0;
  const take = (frame: ServerFrame): void => {
    if (frame.t === 'behind') return follow(n);
    if (frame.t === 'refused') throw new Error(`the feed refused: ${frame.message}`);
    const atMs = now();
    n = frame.n;
    for (const { platform, platformId } of frame.changes.messages ?? []) {
      if (platform === null || platformId === null) continue;
      const key = keyOf(platform, platformId);
      if (!seenMs.has(key)) seenMs.set(key, atMs);
    }
    socket.send(JSON.stringify({ t: 'ack', show: showId, n }));
  };
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('open', () => {
      follow();
      resolve({ seenMs, close: () => socket.close() });
    });
    socket.on('message', (data: Buffer) => take(JSON.parse(data.toString('utf8')) as ServerFrame));
  });
}
