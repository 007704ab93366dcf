import { expect, test } from 'vitest';
import { deliveryWords } from './delivery-words.ts';
import { fillCanned } from './fill-canned.ts';
import { replyWay, roomLeft } from './reply-way.ts';

const youtube = { name: 'YouTube', can: ['reply'], limits: { textLength: 200 } };
const tiktok = { name: 'TikTok', can: [], conditions: { reply: 'It needs a paid key.' }, limits: { textLength: 150 } };

test('a platform that takes no answers says why', () => {
  expect(replyWay(tiktok, false)).toEqual({ ok: false, why: expect.stringContaining('It needs a paid key.') });
  expect(replyWay(youtube, false)).toEqual({ ok: true, limit: 200, note: '' });
});

test("a text is counted in code points, as the platform's limit is", () => {
  expect(roomLeft('🙂🙂', 3)).toBe(1);
  expect(roomLeft('abcd', 3)).toBe(-1);
});

test('known names are filled in and unknown ones stay to be seen', () => {
  const values = { name: 'Ana', link: null };
  expect(fillCanned('Hi {name}, see {link} {{ name }} {size}', values)).toBe('Hi Ana, see {link} Ana {size}');
});

test('a failed reply carries its reason', () => {
  expect(deliveryWords({ state: 'failed', sentence: 'The chat is closed.', sentAtMs: null })).toEqual({
    words: 'failed',
    tone: 'bad',
    why: 'The chat is closed.',
  });
});
