import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { HookPart } from '../contract.ts';
import { metaPartOf, receiveMetaHook, type MetaPart } from '../meta/hook.ts';
import { signatureOf } from '../meta/signature.ts';
import { readComment, readDirect, readHookComment } from './events.ts';
import type { Comment } from './payloads.ts';

const own = { igId: '17841400000000001', username: 'friday.shop' };
const LIVE = '17950000000000001';

const fixture = (name: string): Buffer => readFileSync(new URL(`fixtures/${name}.json`, import.meta.url));

function partsOf(name: string): (HookPart & { body: MetaPart })[] {
  const body = fixture(name);
  const headers = { 'x-hub-signature-256': signatureOf(body, 'secret') };
  const answer = receiveMetaHook({ method: 'POST', headers, query: {}, body, receivedMs: 1 }, ['secret'], null);
  if (!answer.ok || !('parts' in answer)) throw new Error('refused');
  return answer.parts.map((part) => ({ ...part, body: metaPartOf(part.body) as MetaPart }));
}
const eventsOf = (name: string) => partsOf(name).map(({ body }) => readHookComment(body, LIVE, own));

describe('a comment of the list', () => {
  const { data } = JSON.parse(fixture('comments-page').toString()) as { data: Comment[] };
  const [answer, unnamed, ours, named] = data.map((comment) => readComment(comment, own));

  test('carries its author, by id and handle where both are told', () => {
    expect(answer).toEqual({
      ...{ kind: 'message', id: '17900000000000004', atMs: null, text: 'is it still there? 😍' },
      author: { id: '6100000000000001', handle: 'mai.shops', name: 'mai.shops' },
      replyToId: '17900000000000002',
    });
    expect(named?.author).toEqual({ id: null, handle: 'nok.sells', name: 'nok.sells' });
  });
  test('whose name is withheld before the review is still a comment', () => {
    expect(unnamed).toMatchObject({ id: '17900000000000003', text: 'CF A12 x2', author: null });
  });
  test('of the account itself is the shop speaking', () => {
    expect(ours?.author?.badges).toEqual(['owner']);
  });
  test.for([
    ['nothing', null],
    ['a text', 'hello'],
    ['no id', { text: 'A12' }],
    ['a text that is none', { id: '1', text: { a: 1 } }],
    ['an id alone', { id: '1' }],
  ] as const)('that is %s is not understood', ([, comment]) => {
    expect(readComment(comment, own)).toBeNull();
  });
});

describe('a hook', () => {
  test('tells the same comment in both documented shapes, and again when it is advertised', () => {
    const [listed] = eventsOf('hook-live-comments');
    expect(listed).toEqual({
      ...{ kind: 'message', id: '17900000000000001', atMs: null, text: 'A12' },
      author: { id: '6100000000000002', handle: 'nok.sells', name: 'nok.sells' },
    });
    expect(eventsOf('hook-direct-shape')).toEqual([listed]);
    expect(eventsOf('hook-advertised')).toEqual([listed]);
    const ids = ['hook-live-comments', 'hook-direct-shape'].map((name) => partsOf(name)[0]?.id);
    expect(new Set(ids).size).toBe(1);
  });
  test('about another live or a picture is not of this one', () => {
    const [part] = partsOf('hook-live-comments');
    expect(part && readHookComment(part.body, '999', own)).toBeNull();
    expect(part && readHookComment({ ...part.body, field: 'mentions' }, LIVE, own)).toBeNull();
  });
  test('without a media is of the live that is on air', () => {
    const [part] = partsOf('hook-live-comments');
    const { media: _media, ...value } = part?.body.value ?? {};
    expect(part && readHookComment({ ...part.body, value }, LIVE, own)?.id).toBe('17900000000000001');
  });
  test('of private messages opens the window with words and buttons, not with our own echo or a receipt', () => {
    const events = partsOf('hook-messages').map(({ body }) => readDirect(body, own, () => 'nok.sells'));
    const author = { id: '6100000000000002', handle: 'nok.sells', name: 'nok.sells' };
    expect(events).toEqual([
      { kind: 'direct', id: 'aWdfZAG1faXRlbToxOk1', atMs: 1795176010000, author, text: 'my address is …' },
      { kind: 'direct', id: 'aWdfZAG1faXRlbToxOk2', atMs: 1795176011000, author, text: 'Pay', postback: 'PAY' },
      null,
    ]);
  });
});
