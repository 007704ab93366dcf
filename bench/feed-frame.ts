import type { FeedMessage, ServerFrame } from '../server/feed/entry.ts';
import { Follower } from '../server/feed/follower.ts';
import type { Frame, ShowReader } from '../server/feed/reader.ts';
import { feedMessages } from './feed-messages.ts';
import { frameBaseline } from './feed-frame-baseline.ts';
import { Sockets } from './feed-sockets.ts';
import type { Round } from './figures.ts';

/** What a show of a thousand events a second gives at twenty frames a second. */
const MESSAGES_A_FRAME = 50;

/** Messages a second delivered to 200 sockets by the feed's own frames and followers, without the database. */
async function feedRate(sockets: Sockets, messages: readonly FeedMessage[]): Promise<number> {
  const takers = new Set<(frame: Frame) => void>();
  const reader: Pick<ShowReader, 'n' | 'follow' | 'catchUp'> = {
    n: 0,
    follow: (take) => {
      takers.add(take);
      return () => takers.delete(take);
    },
    catchUp: () => Promise.reject(new Error('nobody is behind')),
  };
  const followers = [...sockets.all].map((socket) => new Follower(reader as ShowReader, socket, 0, () => undefined));
  await new Promise(setImmediate);
  const began = performance.now();
  for (let at = 0; at < messages.length; at += MESSAGES_A_FRAME) {
    const frame = frameOf(messages.slice(at, at + MESSAGES_A_FRAME), at);
    for (const take of takers) take(frame);
    await sockets.breathe();
  }
  await sockets.ended();
  const rate = Math.round(((messages.length * sockets.all.size) / (performance.now() - began)) * 1_000);
  followers.forEach((follower) => follower.leave());
  return rate;
}

function frameOf(messages: readonly FeedMessage[], at: number): Frame {
  const n = at / MESSAGES_A_FRAME + 1;
  const frame: ServerFrame = {
    t: 'changes',
    show: 'show',
    n,
    lastSeq: at + messages.length,
    serverMs: 0,
    changes: { messages: [...messages] },
  };
  return { bytes: Buffer.from(JSON.stringify(frame)), from: n - 1, n };
}

/** One round: a frame a message, then ours, over the same sockets. */
export async function round(): Promise<Round> {
  const sockets = await Sockets.open();
  try {
    const baseline = await frameBaseline(sockets, feedMessages(1_500));
    return { baseline, value: await feedRate(sockets, feedMessages(20_000)) };
  } finally {
    await sockets.close();
  }
}
