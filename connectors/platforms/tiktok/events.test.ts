import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readMessage } from './events.ts';
import type { WireMessage } from './payloads.ts';

const recorded = JSON.parse(readFileSync(new URL('fixtures/messages.json', import.meta.url), 'utf8')) as WireMessage[];
const nok = { id: '7000000000000000101', handle: 'nok.bkk', name: 'Nok 🌸', badges: ['moderator'] };

const eventsOf = (message: WireMessage | undefined) => {
  const read = readMessage(message as WireMessage, null);
  if (read.kind === 'events') return read.events;
  return read.kind === 'gift' ? [read.frame] : read.kind;
};
const ofMethod = (method: string) => recorded.filter((message) => message.method === method).map(eventsOf);

describe('what the library decodes becomes events', () => {
  test.each([
    ['WebcastChatMessage', [[{ kind: 'message', author: nok, text: 'A1 size M ค่ะ 💛', atMs: 1_790_000_001_000 }]]],
    ['WebcastLikeMessage', [[{ kind: 'like', count: 15 }]]],
    ['WebcastSocialMessage', [[{ kind: 'follow', author: nok }], [{ kind: 'share', author: nok }]]],
    ['WebcastMemberMessage', [[{ kind: 'join', author: nok }]]],
    ['WebcastRoomUserSeqMessage', [[{ kind: 'audience', viewers: 412 }]]],
    [
      'WebcastImDeleteMessage',
      [
        [{ kind: 'removal', target: 'message', targetIds: ['7300000000000000042'] }],
        [{ kind: 'removal', target: 'author', targetIds: [nok.id] }],
      ],
    ],
    [
      'WebcastOecLiveShoppingMessage',
      [[{ kind: 'pinned', productId: '1729000000000000001', title: 'Linen shirt', price: '฿390' }]],
    ],
    [
      'WebcastGiftMessage',
      [
        [{ name: 'Rose', repeatCount: 1, repeatEnd: false, streakable: true, diamonds: 1 }],
        [{ name: 'Rose', repeatCount: 3, repeatEnd: false }],
        [{ name: 'Rose', repeatCount: 3, repeatEnd: true }],
        [{ name: 'Universe', repeatCount: 1, streakable: false, diamonds: 34_999, groupId: null }],
      ],
    ],
  ])('%s', (method, expected) => {
    expect(ofMethod(method)).toMatchObject(expected);
  });

  test('every recorded message has an id of its own and its time', () => {
    const heads = recorded.map((message) => eventsOf(message)).flat() as { id: string; atMs: number }[];
    expect(new Set(heads.map(({ id }) => id)).size).toBe(recorded.length);
    expect(heads.every(({ atMs }) => atMs > 1_790_000_000_000)).toBe(true);
  });
});

const wire = (method: string, data: unknown, more: Partial<WireMessage> = {}): WireMessage => ({
  method,
  msgId: '77',
  history: false,
  data,
  broken: false,
  ...more,
});
const common = { msgId: '77', createTime: '1790000000123' };

describe('the former names of fields are understood too', () => {
  test.each([
    [
      'WebcastChatMessage',
      { comment: 'A1', user: { userId: '5', uniqueId: 'nok' } },
      [{ kind: 'message', text: 'A1', author: { id: '5', handle: 'nok', name: 'nok' } }],
    ],
    ['WebcastLikeMessage', { likeCount: 3, totalLikeCount: 900 }, [{ kind: 'like', count: 3, total: 900 }]],
    ['WebcastRoomUserSeqMessage', { viewerCount: 12 }, [{ kind: 'audience', viewers: 12 }]],
    ['WebcastImDeleteMessage', { deleteMsgIdsList: ['9'] }, [{ kind: 'removal', targetIds: ['9'] }]],
    [
      'WebcastQuestionNewMessage',
      { details: { questionText: 'how much?' } },
      [{ kind: 'message', text: 'how much?', author: null }],
    ],
    [
      'WebcastGiftMessage',
      { giftId: 5655, giftDetails: { giftName: 'Rose', giftType: 1, diamondCount: 1 }, repeatEnd: true },
      [{ giftId: '5655', name: 'Rose', streakable: true, repeatEnd: true, diamonds: 1 }],
    ],
  ])('%s', (method, data, expected) => {
    expect(eventsOf(wire(method, { common, ...data }))).toMatchObject(expected);
  });
});

describe('odd messages', () => {
  test('ids past 2^53 stay what they are', () => {
    const data = { common: { ...common, msgId: '9007199254740993' }, user: { id: '9007199254740995' }, content: 'A1' };
    expect(eventsOf(wire('WebcastChatMessage', data))).toMatchObject([
      { id: '9007199254740993', author: { id: '9007199254740995' } },
    ]);
  });

  test('a follow without a display text is known by its action', () => {
    expect(eventsOf(wire('WebcastSocialMessage', { common, action: '1', user: { id: '5' } }))).toMatchObject([
      { kind: 'follow' },
    ]);
  });

  test('a message without user keeps its text', () => {
    expect(eventsOf(wire('WebcastChatMessage', { common, content: 'A1' }))).toMatchObject([
      { author: null, text: 'A1' },
    ]);
  });

  test('seconds are taken for seconds, no time for none', () => {
    expect(
      eventsOf(wire('WebcastRoomUserSeqMessage', { common: { ...common, createTime: '1790000000' }, total: '1' })),
    ).toMatchObject([{ atMs: 1_790_000_000_000 }]);
    expect(
      eventsOf(wire('WebcastRoomUserSeqMessage', { common: { msgId: '1', createTime: '0' }, total: '1' })),
    ).toMatchObject([{ atMs: null }]);
  });

  test('one deletion of messages and people is two events with two ids', () => {
    const events = eventsOf(wire('WebcastImDeleteMessage', { common, deleteMsgIds: ['1', '0'], deleteUserIds: ['2'] }));
    expect(events).toMatchObject([
      { id: '77', target: 'message', targetIds: ['1'] },
      { id: '77:authors', target: 'author', targetIds: ['2'] },
    ]);
  });

  test.each([
    [3, 'The host ended the live video.'],
    [4, 'TikTok suspended the live video.'],
  ])('control %i ends the show', (action, reason) => {
    expect(eventsOf(wire('WebcastControlMessage', { common, action }))).toMatchObject([{ kind: 'ended', reason }]);
  });

  test("the host's own words carry the badge owner, history is marked", () => {
    const message = wire(
      'WebcastChatMessage',
      { common, content: 'hi', user: { id: '5', displayId: 'host' } },
      { history: true },
    );
    expect(readMessage(message, '5')).toMatchObject({ events: [{ history: true, author: { badges: ['owner'] } }] });
  });

  test('a product pinned in the newer form is found by its id', () => {
    const commerceInfo = { popCardInfo: { popProductId: '9' }, productInfo: { 9: { title: { text: 'Bag' } } } };
    expect(
      eventsOf(wire('WebcastOecLiveShoppingMessage', { common, oecLiveShoppingMessageV2: { commerceInfo } })),
    ).toMatchObject([{ kind: 'pinned', productId: '9', title: 'Bag' }]);
  });

  test.each([
    ['a broken payload', wire('WebcastChatMessage', null, { broken: true })],
    ['an unknown method', wire('WebcastNew', null)],
    ['a message without any id', wire('WebcastChatMessage', { content: 'A1' }, { msgId: '0' })],
  ])('%s is counted as unreadable', (_, message) => {
    expect(readMessage(message, null).kind).toBe('unreadable');
  });

  test.each([
    ['a known kind we have no use for', wire('WebcastLinkMicBattle', { common })],
    ['a pause', wire('WebcastControlMessage', { common, action: 1 })],
    ['a subscription', wire('WebcastMemberMessage', { common, action: 3 })],
  ])('%s is passed over in silence', (_, message) => {
    expect(readMessage(message, null).kind).toBe('unused');
  });
});
