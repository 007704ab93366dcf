import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { HookPart } from '../contract.ts';
import { receiveMetaHook } from '../meta/hook.ts';
import { exactJson } from '../meta/json.ts';
import { signatureOf } from './fixtures/sign.fixture.ts';
import { healthOf, readComment, timeOf, viewersOf } from './events.ts';
import { Names, takePart } from './taken.ts';
import type { Comment } from './payloads.ts';

const fixture = (name: string) => readFileSync(new URL(`./fixtures/${name}`, import.meta.url));
const PAGE = '104321987650001';
const LIVE = '311936075671411';
const VIDEO = '911936075671494';
const COMMENT = `${VIDEO}_911936769004758`;
const NOON = Date.UTC(2026, 10, 20, 12);

test('a page of comments, as it came', () => {
  const page = exactJson(fixture('comments-page.json')) as { data: Comment[] };
  expect(page.data.map((comment) => readComment(comment, PAGE))).toEqual([
    {
      event: {
        ...{ kind: 'message', id: COMMENT, atMs: NOON + 1_000, text: 'A1 +2' },
        author: { id: '24009411342009001', handle: 'Nok Example', name: 'Nok Example' },
      },
    },
    { event: { kind: 'message', id: `${VIDEO}_911936769004759`, atMs: NOON + 2_000, text: 'CF B2', author: null } },
    {
      event: {
        ...{ kind: 'message', id: `${VIDEO}_911936769004760`, atMs: NOON + 3_000, text: 'Yours, see your inbox' },
        author: { id: PAGE, handle: 'The Live Shop', name: 'The Live Shop', badges: ['owner'] },
        replyToId: COMMENT,
      },
    },
    { ignored: 'a comment without words' },
    { unknown: 'a comment without an id' },
    {
      event: {
        ...{ kind: 'message', id: '9007199254740993', atMs: 1_795_176_006_000, text: 'ขอ A1 😀' },
        author: { id: '24009411342009003', handle: 'Ploy Example', name: 'Ploy Example' },
      },
    },
  ]);
});

function partsOf(name: string): HookPart[] {
  const body = fixture(name);
  const request = { method: 'POST' as const, query: {}, body, receivedMs: NOON };
  const answer = receiveMetaHook({ ...request, headers: signatureOf(body, 'secret') }, ['secret'], null);
  if (!answer.ok || !('parts' in answer)) throw new Error('the fixture is refused');
  return JSON.parse(JSON.stringify(answer.parts)) as HookPart[];
}

function taken(names: Names, looks: string[] = []) {
  const lookNow = () => void looks.push('look');
  return partsOf('page-hooks.json').flatMap((part) =>
    takePart({ pageId: PAGE, names, cursor: () => 'c', lookNow }, part),
  );
}

test('the Page’s webhooks, as they came', () => {
  const looks: string[] = [];
  const deliveries = taken(new Names(PAGE, [LIVE, VIDEO]), looks);
  const author = { id: '24009411342009001', handle: 'Nok Example', name: 'Nok Example' };
  expect(deliveries.map(({ event }) => event)).toEqual([
    { kind: 'message', id: COMMENT, atMs: 1_795_176_001_000, author, text: 'A1 +2' },
    { kind: 'message', id: COMMENT, atMs: 1_795_176_001_000, author, text: 'A1 +3', edited: true },
    { kind: 'removal', id: COMMENT, atMs: 1_795_176_031_000, target: 'message', targetIds: [COMMENT] },
    {
      ...{ kind: 'direct', id: 'm_AbC', atMs: 1_795_176_050_000, text: 'Can I pay tomorrow?', postback: 'LATER' },
      author: { id: '24009411342009001', handle: '', name: '' },
    },
    {
      ...{ kind: 'direct', id: 'm_pb', atMs: 1_795_176_052_000, text: 'Pay', postback: 'PAY_NOW' },
      author: { id: '24009411342009001', handle: '', name: '' },
    },
  ]);
  expect(
    deliveries.every(({ via, cursor, receivedMs }) => via === 'live' && cursor === 'c' && receivedMs === NOON),
  ).toBe(true);
  expect(looks).toEqual(['look']);
});

test('another live’s comments are not taken, a private message is', () => {
  const deliveries = taken(new Names(PAGE, ['5555555555', '6666666666', `${PAGE}_777777777`]));
  expect(deliveries.map(({ event }) => event.kind)).toEqual(['direct', 'direct']);
});

test.for([
  ['its post', [`${PAGE}_${VIDEO}`], null],
  ['a comment of the list', [LIVE], `${VIDEO}_1`],
] as const)('a live is known by %s', ([, names, comment]) => {
  const known = new Names(PAGE, names);
  if (comment) known.learnFromComment(comment);
  expect(taken(known).map(({ event }) => event.kind)).toEqual(['message', 'message', 'removal', 'direct', 'direct']);
});

test.for([
  ['2026-11-20T12:00:01+0000', NOON + 1_000],
  ['2026-11-20T19:00:01+0700', NOON + 1_000],
  ['2026-11-20T12:00:01Z', NOON + 1_000],
  [1_795_176_001, 1_795_176_001_000],
  ['1795176001', 1_795_176_001_000],
  ['soon', null],
  [null, null],
] as const)('the time %s is %s', ([written, ms]) => {
  expect(timeOf(written)).toBe(ms);
});

test.for([
  [
    { video_bitrate: 4e6, video_framerate: 30, video_height: 720, audio_bitrate: 128_000, video_gop_size: 2000 },
    'good',
  ],
  [{ video_bitrate: 4e6, video_framerate: 30, video_height: 720, audio_bitrate: 128_000, video_gop_size: 60 }, 'good'],
  [{ video_bitrate: 4e6, video_framerate: 12, video_height: 720, audio_bitrate: 128_000 }, 'ok'],
  [{ video_bitrate: 2e5, video_framerate: 12, video_height: 240, audio_bitrate: 0 }, 'bad'],
  [{ video_bitrate: 0, audio_bitrate: 0 }, 'none'],
] as const)('the stream measured as %j is %s', ([stream_health, state]) => {
  expect(healthOf({ ingest_streams: [{ is_master: false }, { is_master: true, stream_health }] })?.state).toBe(state);
  expect(healthOf({ ingest_streams: { data: [{ stream_health }] } })?.state).toBe(state);
});

test('without measurements nothing is said of the stream, and without a count nothing of the viewers', () => {
  expect(healthOf({})).toBeNull();
  expect([viewersOf({}), viewersOf({ live_views: 12 }), viewersOf({ live_views: '9' })]).toEqual([null, 12, 9]);
});
