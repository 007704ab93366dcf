import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readItem } from './events.ts';
import { decodePage, encodePage } from './grpc-payloads.ts';
import type { ChatItem, ChatPage } from './payloads.ts';

const page = JSON.parse(readFileSync(new URL('fixtures/chat-page.json', import.meta.url), 'utf8')) as ChatPage;
const viewer = 'UCviewer0000000000000001';

const nok = {
  id: viewer,
  handle: 'nok',
  name: '@nok',
  avatarUrl: 'https://yt3.example/nok',
  badges: ['member'],
};
const gift = (more: object) => ({ kind: 'gift', author: nok, gift: { count: 1, value: null, ...more } });

const expected = [
  { event: { kind: 'message', author: nok, text: 'A1 x2 please', atMs: Date.parse('2026-11-01T10:00:00Z') } },
  {
    event: {
      ...gift({ type: 'super-chat', name: 'Super Chat', value: { amountMinor: '500', currency: 'USD' } }),
      text: 'A2 for me',
    },
  },
  { event: gift({ type: 'super-chat', name: 'Super Chat', value: { amountMinor: '500', currency: 'JPY' } }) },
  { event: gift({ type: 'super-sticker', name: 'Waving pear', value: { amountMinor: '199', currency: 'EUR' } }) },
  { event: gift({ type: 'membership', name: 'Gold' }) },
  { event: gift({ type: 'membership-gift', name: 'Gold', count: 5 }) },
  { event: gift({ type: 'gift', name: 'Rose', count: 3, value: { coins: 15 } }), isCombo: true },
  { event: { kind: 'removal', target: 'message', targetIds: ['LCC.fixtures.000001'] } },
  {
    event: {
      kind: 'removal',
      target: 'author',
      targetIds: [viewer],
      untilMs: Date.parse('2026-11-01T10:00:08Z') + 300_000,
    },
  },
  { unknown: 'hologramEvent' },
  { event: { ...gift({ type: 'membership', name: 'Gold, 12 months' }), text: 'a year!' } },
  { ignored: 'giftMembershipReceivedEvent' },
  { event: { kind: 'removal', target: 'message', targetIds: ['LCC.fixtures.000002'] } },
  { event: { kind: 'removal', target: 'message', targetIds: ['LCC.fixtures.more3'] } },
  { ignored: 'pollEvent' },
  { event: { kind: 'ended', reason: 'the chat was closed' } },
];

const read = (items: ChatItem[]) => items.map((item) => readItem(item, null));

test('every kind of chat item becomes the event it is', () => {
  expect(read(page.items)).toMatchObject(expected);
});

test('the same items over gRPC become the same events', () => {
  const overGrpc = decodePage(encodePage({ items: page.items, nextPageToken: 't' })).items;
  const known = (item: ChatItem) => item.snippet?.type !== 'hologramEvent';
  expect(read(overGrpc).filter((one) => !('unknown' in one))).toEqual(read(page.items.filter(known)));
  expect(read(overGrpc)).toContainEqual({ unknown: 'type 99' });
});

test('what the shop itself says is marked as the owner speaking, whichever account it posts from', () => {
  const [reading] = page.items.slice(0, 1).map((item) => readItem(item, viewer));
  expect(reading).toMatchObject({ event: { author: { badges: ['owner', 'member'] } } });
});

test('an item without id, type or the details of its type is not understood, and never throws', () => {
  const halves: ChatItem[] = [
    {},
    { id: 'a' },
    { id: 'a', snippet: {} },
    { id: 'a', snippet: { type: 'textMessageEvent' } },
    { id: 'a', snippet: { type: 'messageDeletedEvent' } },
    { id: 'a', snippet: { type: 'userBannedEvent', userBannedDetails: {} } },
  ];
  for (const item of halves) expect(readItem(item, null)).toHaveProperty('unknown');
});
