import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodePage, encodePage } from './grpc-payloads.ts';
import { decode, encode, type MessageSpec } from './protobuf.ts';

const spec: MessageSpec = {
  name: { no: 1, is: 'string' },
  big: { no: 100602, is: 'int64' },
  small: { no: 3, is: 'uint32' },
  flag: { no: 4, is: 'bool' },
  inner: { no: 5, is: { word: { no: 1, is: 'string' } }, repeated: true },
};

const message = fc.record({
  name: fc.string({ unit: 'grapheme' }),
  big: fc.bigInt({ min: 0n, max: (1n << 63n) - 1n }).map(String),
  small: fc.integer({ min: 0, max: 0xffffffff }),
  flag: fc.boolean(),
  inner: fc.array(fc.record({ word: fc.string() }), { minLength: 1 }),
});

test('what is encoded is decoded to the same', () => {
  fc.assert(
    fc.property(message, (value) => {
      expect(decode(spec, encode(spec, value))).toEqual(value);
    }),
  );
});

test('unknown fields, and known ones of another wire type, are passed over', () => {
  const bytes = encode({ ...spec, more: { no: 9, is: 'string' } }, { name: 'a', more: 'b', small: 1 });
  expect(decode({ name: { no: 1, is: 'string' }, small: { no: 3, is: 'string' } }, bytes)).toEqual({ name: 'a' });
});

test('any bytes at all decode or throw, and never hang', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      try {
        decode(spec, bytes);
      } catch (error) {
        expect(String(error)).toContain('protobuf');
      }
    }),
  );
});

test('an item that cannot be read does not take its neighbours along', () => {
  const good = { id: 'a', snippet: { type: 'textMessageEvent', textMessageDetails: { messageText: 'hi' } } };
  const bytes = encodePage({ items: [good, { ...good, id: 'b' }], nextPageToken: 'next' });
  const at = Buffer.from(bytes).indexOf('hi');
  // The length before the first text now promises more than there is.
  bytes[at - 1] = 0x7f;
  const page = decodePage(bytes);
  expect(page).toMatchObject({ broken: 1, nextPageToken: 'next', items: [{ id: 'b' }] });
});

test('an item crosses gRPC as it crosses REST', () => {
  const snippet = {
    type: 'superChatEvent',
    liveChatId: 'chat',
    authorChannelId: 'UC1',
    publishedAt: '2026-11-01T10:00:00.000Z',
    superChatDetails: { amountMicros: '5000000', currency: 'USD', userComment: 'A1' },
  };
  const item = { id: 'x', snippet, authorDetails: { channelId: 'UC1', displayName: '@nok', isChatSponsor: true } };
  expect(decodePage(encodePage({ items: [item], nextPageToken: 't' })).items).toEqual([item]);
});
