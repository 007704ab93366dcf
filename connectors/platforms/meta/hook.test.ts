import { describe, expect, test } from 'vitest';
import type { HookRequest } from '../contract.ts';
import { seeded } from '../testkit/seeded.ts';
import { metaPartOf, millisOf, receiveMetaHook } from './hook.ts';
import { signatureOf } from './signature.ts';

const SECRET = 'app-secret-1234';
const RECEIVED_MS = 1_790_000_000_000;

const post = (body: unknown, secret = SECRET): HookRequest => {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const headers = { 'x-hub-signature-256': signatureOf(bytes, secret) };
  return { method: 'POST', headers, query: {}, body: bytes, receivedMs: RECEIVED_MS };
};
const partsOf = (body: unknown) => {
  const answer = receiveMetaHook(post(body), [SECRET], null);
  if (!answer.ok || !('parts' in answer)) throw new Error('refused');
  return answer.parts;
};
const handshake = (query: Record<string, string>): HookRequest => ({
  ...{ method: 'GET', headers: {}, query, body: new Uint8Array(), receivedMs: RECEIVED_MS },
});

const feedComment = (value: object) => ({
  object: 'page',
  entry: [{ id: '10', time: 1_790_000_000, changes: [{ field: 'feed', value: { item: 'comment', ...value } }] }],
});
const added = { verb: 'add', comment_id: '5_6', post_id: '10_5', created_time: 1_790_000_000, message: 'A1' };
const liveComment = { id: '178', from: { id: '99', username: 'nok' }, text: 'A1', media: { id: '5' } };

describe('the handshake', () => {
  const asked = { 'hub.mode': 'subscribe', 'hub.verify_token': 'v3rify', 'hub.challenge': '1158201444' };
  test('is answered with the bare challenge', () => {
    expect(receiveMetaHook(handshake(asked), [SECRET], 'v3rify')).toEqual({ ok: true, challenge: '1158201444' });
  });
  test.for([
    ['another verify token', { ...asked, 'hub.verify_token': 'other' }, 'v3rify', 403],
    ['no verify token', { 'hub.mode': 'subscribe', 'hub.challenge': '1' }, 'v3rify', 403],
    ['another mode', { ...asked, 'hub.mode': 'unsubscribe' }, 'v3rify', 403],
    ['no token of our own', { ...asked, 'hub.verify_token': '' }, null, 403],
    ['no challenge', { 'hub.mode': 'subscribe', 'hub.verify_token': 'v3rify' }, 'v3rify', 400],
  ] as const)('is refused with %s', ([, query, token, status]) => {
    expect(receiveMetaHook(handshake(query), [SECRET], token)).toMatchObject({ ok: false, status });
  });
});

describe('an update', () => {
  test('of the feed of a Page is one part a change, for the Page it is of', () => {
    expect(partsOf(feedComment(added))).toEqual([
      {
        account: '10',
        id: 'page:feed:5_6:add:1790000000',
        body: { object: 'page', field: 'feed', value: { item: 'comment', ...added }, entryMs: 1_790_000_000_000 },
        receivedMs: RECEIVED_MS,
      },
    ]);
  });

  test('of Instagram is read in both documented shapes, as the same happening', () => {
    const change = { field: 'live_comments', value: liveComment };
    const listed = partsOf({ object: 'instagram', entry: [{ id: '77', time: 1, changes: [change] }] });
    const direct = partsOf({ object: 'instagram', entry: [{ id: '77', time: 1, ...change }] });
    expect(listed).toEqual(direct);
    expect(listed).toMatchObject([{ account: '77', id: 'instagram:live_comments:178' }]);
  });

  test('doubled by an advertisement has the same id', () => {
    const doubled = { ...liveComment, media: { id: '5', ad_id: '1', ad_title: 'x' } };
    const ids = [liveComment, doubled].flatMap((value) =>
      partsOf({ object: 'instagram', entry: [{ id: '77', field: 'comments', value }] }).map(({ id }) => id),
    );
    expect(new Set(ids).size).toBe(1);
  });

  test('that is edited twice is two happenings, and each is itself when it comes again', () => {
    const edit = (message: string) => partsOf(feedComment({ ...added, verb: 'edited', message }))[0]?.id;
    expect(edit('A2')).toBe(edit('A2'));
    expect(edit('A2')).not.toBe(edit('A3'));
    expect(edit('A2')).not.toBe(partsOf(feedComment(added))[0]?.id);
  });

  test('of private messages is one part a message or button, and receipts are left out', () => {
    const from = { sender: { id: '99' }, recipient: { id: '77' }, timestamp: 1_790_000_000_000 };
    const messaging = [
      { ...from, message: { mid: 'm_1', text: 'pay' } },
      { ...from, postback: { mid: 'm_2', payload: 'PAY', title: 'Pay' } },
      { ...from, postback: { payload: 'PAY', title: 'Pay' } },
      { ...from, read: { watermark: 1 } },
      { ...from, delivery: { mids: ['m_1'] } },
    ];
    const ids = partsOf({ object: 'instagram', entry: [{ id: '77', time: 1, messaging }] }).map(({ id }) => id);
    expect(ids.slice(0, 2)).toEqual(['instagram:messaging:message:m_1', 'instagram:messaging:postback:m_2']);
    expect(ids[2]).toMatch(/^instagram:messaging:postback:99:1790000000000:/);
    expect(ids).toHaveLength(3);
  });

  test('may hold a thousand changes, each with an id of its own', () => {
    const changes = Array.from({ length: 1_000 }, (_, n) => ({
      ...{ field: 'live_comments', value: { ...liveComment, id: `${n}` } },
    }));
    const parts = partsOf({ object: 'instagram', entry: [{ id: '77', time: 1, changes }] });
    expect(new Set(parts.map(({ id }) => id)).size).toBe(1_000);
  });

  test('keeps ids that are written as numbers past 2^53', () => {
    const body =
      '{"object":"instagram","entry":[{"id":17841400000000001,"field":"live_comments","value":{"id":9007199254740993}}]}';
    expect(partsOf(body)).toMatchObject([
      { account: '17841400000000001', id: 'instagram:live_comments:9007199254740993' },
    ]);
  });

  test('of what nobody knows yet is answered, not refused', () => {
    expect(partsOf({ object: 'whatsapp_business_account', entry: [{ id: '1' }] })).toEqual([]);
    expect(partsOf({ object: 'page' })).toEqual([]);
    expect(
      partsOf({ object: 'page', entry: [null, 3, { time: 1 }, { id: '1', changes: [null, { field: 'feed' }] }] }),
    ).toEqual([]);
    expect(
      partsOf({ object: 'page', entry: [{ id: '1', time: 1, changes: [{ field: 'hologram', value: { a: 1 } }] }] }),
    ).toMatchObject([{ account: '1', body: { field: 'hologram' } }]);
  });

  test.for(['', '{', '[]', 'null', '"x"', '\u0000'])('whose body is %j is answered with 400', (body) => {
    expect(receiveMetaHook(post(body), [SECRET], null)).toMatchObject({ ok: false, status: 400 });
  });

  test('with a wrong, short or absent signature is refused before it is read', () => {
    const good = post('{ this is not even JSON');
    expect(receiveMetaHook({ ...good, headers: {} }, [SECRET], null)).toMatchObject({ ok: false, status: 401 });
    expect(receiveMetaHook(good, ['another'], null)).toMatchObject({ ok: false, status: 401 });
    expect(receiveMetaHook(good, [], null)).toMatchObject({ ok: false, status: 401 });
  });

  test('verifies over the raw bytes where its letters are escaped', () => {
    const body =
      '{"object":"instagram","entry":[{"id":"77","field":"live_comments","value":{"id":"1","text":"\\u0e02\\u0e2d A1 \\ud83d\\ude00"}}]}';
    expect(partsOf(body)).toMatchObject([{ body: { value: { text: 'ขอ A1 😀' } } }]);
  });

  test('with one byte changed is refused, ten thousand times out of ten thousand', () => {
    const random = seeded('hook flips');
    const good = post(feedComment(added));
    const header = good.headers['x-hub-signature-256'] ?? '';
    let accepted = 0;
    for (let round = 0; round < 10_000; round += 1) {
      const inBody = round % 2 === 0;
      const bytes = Buffer.from(inBody ? good.body : Buffer.from(header, 'latin1'));
      const at = Math.floor(random() * bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 + Math.floor(random() * 255));
      const changed = inBody ? { body: bytes } : { headers: { 'x-hub-signature-256': bytes.toString('latin1') } };
      if (receiveMetaHook({ ...good, ...changed }, [SECRET, 'older'], null).ok) accepted += 1;
    }
    expect(accepted).toBe(0);
  });
});

test('a part is read again as it was stored, and nothing else is taken for one', () => {
  const [part] = partsOf(feedComment(added));
  expect(metaPartOf(JSON.parse(JSON.stringify(part?.body)))).toEqual(part?.body);
  for (const other of [null, 3, {}, { object: 'page' }, { object: 'x', field: 'feed', value: {} }])
    expect(metaPartOf(other)).toBeNull();
});

test.for([
  [1_790_000_000, 1_790_000_000_000],
  [1_790_000_000_123, 1_790_000_000_123],
  ['1790000000', 1_790_000_000_000],
  [0, null],
  ['soon', null],
  [undefined, null],
] as const)('the time %s is %s milliseconds', ([time, ms]) => {
  expect(millisOf(time)).toBe(ms);
});
