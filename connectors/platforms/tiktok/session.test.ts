import { expect, test } from 'vitest';
import type { ConnectorContext, Delivery } from '../contract.ts';
import { contextFor, pause } from '../testkit/line.ts';
import type { WireMessage } from './payloads.ts';
import { createFeed } from './session.ts';

const SILENCE_MS = 30_000;
const comment = (n: number): WireMessage => ({
  method: 'WebcastChatMessage',
  msgId: String(n),
  history: false,
  data: { common: { msgId: String(n), createTime: String(Date.now()) }, content: `A${n}` },
  broken: false,
});
const comments = (count: number) => Array.from({ length: count }, (_, n) => comment(n + 1));

/** A line of our own behind the feed: what was asked of the socket is noted. */
function feedWith(speed = 1) {
  const { ctx } = contextFor({ settings: {}, endpoints: {}, broadcast: '@nok' }, { speed });
  const asked: string[] = [];
  const note = (what: string) => () => void asked.push(what);
  const feed = createFeed(ctx as ConnectorContext, SILENCE_MS);
  feed.attach({ roomId: '1', title: null, pause: note('pause'), resume: note('resume'), close: note('close') });
  return { feed, asked };
}

const read = async (deliveries: AsyncIterator<Delivery>, count: number) => {
  for (let n = 0; n < count; n += 1) await deliveries.next();
};

test('a reader who does not keep up stops the socket, and one who catches up starts it again', async () => {
  const { feed, asked } = feedWith();
  feed.listener.messages(comments(6_000));
  await pause(100);
  expect(asked).toEqual(['pause']);
  const deliveries = feed.deliveries()[Symbol.asyncIterator]();
  await read(deliveries, 4_999);
  expect(asked).toEqual(['pause']);
  await read(deliveries, 1);
  expect(asked).toEqual(['pause', 'resume']);
  feed.close();
});

test('a socket that we ourselves stopped is not taken for a silent one', async () => {
  const { feed, asked } = feedWith(300);
  feed.listener.messages(comments(6_000));
  await pause((SILENCE_MS * 2) / 300);
  expect(asked).toEqual(['pause']);
  feed.close();
});

test('any frame is a sign of life, and without one the line is given up with all it still held', async () => {
  const { feed, asked } = feedWith(300);
  const beat = setInterval(() => feed.listener.alive(), 20);
  await pause((SILENCE_MS * 2) / 300);
  expect(asked).toEqual([]);
  clearInterval(beat);
  feed.listener.messages([comment(1)]);
  const deliveries = feed.deliveries()[Symbol.asyncIterator]();
  expect(await deliveries.next()).toMatchObject({ value: { event: { text: 'A1' }, cursor: null } });
  await expect(deliveries.next()).rejects.toMatchObject({ code: 'stalled', final: false });
  expect(asked).toEqual(['close']);
});

test('closing tells what waits and ends quietly', async () => {
  const { feed } = feedWith();
  feed.listener.messages([comment(1)]);
  feed.close();
  feed.close();
  const texts: string[] = [];
  for await (const { event } of feed.deliveries()) if (event.kind === 'message') texts.push(event.text);
  expect(texts).toEqual(['A1']);
});
