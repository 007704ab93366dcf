import { describe, expect, test } from 'vitest';
import notifications from './fixtures/notifications.json' with { type: 'json' };
import { readNotification, type Reading } from './events.ts';
import type { Frame } from './payloads.ts';

const own = { ownId: '1971641', liveId: '40952121085' };
const read = (frame: Frame): Reading => readNotification(frame, own);
const frames = notifications as unknown as Record<keyof typeof notifications, Frame>;
const atMs = Date.parse('2026-11-22T10:11:12.464Z');
const author = { id: '4145994', handle: 'viewer32', name: 'Viewer32' };
const gift = { id: expect.any(String), atMs, kind: 'gift' };

describe('what a notification says', () => {
  test.each<[keyof typeof notifications, unknown]>([
    [
      'message',
      {
        ...{ kind: 'message', id: 'cc106a89-1814-919d-454c-f4f2f970aae7', atMs, text: 'A12 x2 please' },
        author: { ...author, badges: ['moderator', 'member'] },
      },
    ],
    [
      'answer',
      {
        ...{ kind: 'message', id: 'c2', atMs, text: 'A12 x2 please', author },
        replyToId: 'cc106a89-1814-919d-454c-f4f2f970aae7',
      },
    ],
    [
      'own',
      {
        ...{ kind: 'message', id: 'c3', atMs, text: 'Welcome' },
        author: { id: '1971641', handle: 'streamer', name: 'streamer', badges: ['owner'] },
      },
    ],
    [
      'cheer',
      { ...gift, author, text: 'A12 for me', gift: { type: 'gift', name: 'Cheer', count: 1, value: { coins: 100 } } },
    ],
    [
      'resub',
      {
        ...gift,
        author,
        text: 'love this shop',
        gift: { type: 'membership', name: 'Subscription', count: 1, value: null },
      },
    ],
    [
      'communityGift',
      { ...gift, author: null, gift: { type: 'membership-gift', name: 'Gift subscriptions', count: 5, value: null } },
    ],
    ['oneOfThem', null],
    ['raid', null],
    [
      'deleted',
      {
        ...{ kind: 'removal', id: 'delete:cc106a89-1814-919d-454c-f4f2f970aae7', atMs, target: 'message' },
        targetIds: ['cc106a89-1814-919d-454c-f4f2f970aae7'],
      },
    ],
    ['cleared', { kind: 'removal', id: 'e10', atMs, target: 'author', targetIds: ['4145994'] }],
    [
      'banned',
      {
        ...{ kind: 'removal', id: 'e11', target: 'author', targetIds: ['4145994'] },
        atMs: Date.parse('2026-11-22T10:11:12.000Z'),
        untilMs: Date.parse('2026-11-22T10:21:12.000Z'),
      },
    ],
    ['offline', { kind: 'ended', id: 'offline:40952121085', atMs, reason: 'the stream went offline' }],
  ])('%s', (name, event) => {
    expect(read(frames[name])).toEqual(event);
  });

  test('what is not understood is said to be so, whatever it is', () => {
    const empty = { metadata: { message_id: 'e', subscription_type: 'channel.chat.message' }, payload: { event: {} } };
    const odd = [{}, { payload: {} }, empty, { ...empty, metadata: { ...empty.metadata, subscription_type: 'x' } }];
    expect(odd.map(read)).toEqual(odd.map(() => 'unknown'));
  });

  test('a cheer of several pieces is one gift of all their bits', () => {
    const piece = { type: 'cheermote', text: 'Kappa5', cheermote: { prefix: 'Kappa', bits: 5 } };
    const frame = structuredClone(frames.cheer);
    Object.assign(frame.payload?.event ?? {}, {
      cheer: { bits: 15 },
      message: { text: '', fragments: [piece, piece, piece] },
    });
    expect(read(frame)).toMatchObject({ gift: { name: 'Kappa', count: 3, value: { coins: 15 } }, text: '' });
  });
});
