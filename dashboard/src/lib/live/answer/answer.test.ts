import { expect, test } from 'vitest';
import { deliveryWords } from './delivery-words.ts';
import { fillCanned } from './fill-canned.ts';
import { replyWay, roomLeft, type Speaks } from './reply-way.ts';

const speech = { links: 'yes', qrCodes: 'yes', otherPlatforms: 'yes', pricesElsewhere: 'yes', games: 'yes' } as const;
const youtube: Speaks = { name: 'YouTube', can: ['reply'], limits: { textLength: 200 }, speech };
const tiktok: Speaks = {
  name: 'TikTok',
  can: [],
  conditions: { reply: 'It needs a paid key.' },
  limits: { textLength: 150 },
  speech,
};
const instagram: Speaks = {
  name: 'Instagram',
  can: ['private-reply'],
  limits: { textLength: 1_000 },
  privately: { within: 'while-live', textLength: 900, everyMs: 10 },
  speech,
};

test('a platform that takes no answers says why', () => {
  expect(replyWay(tiktok, false)).toEqual({ ok: false, why: expect.stringContaining('It needs a paid key.') });
  expect(replyWay(youtube, false)).toMatchObject({ ok: true, limit: 200, note: '', way: 'public' });
});

test('a platform without public answers is answered privately, and says what that means', () => {
  expect(replyWay(instagram, false)).toEqual({
    ok: true,
    limit: 1_000,
    privateLimit: 900,
    note: 'Instagram takes one private reply a comment, and only while the broadcast is on air.',
    way: 'private',
  });
  expect(replyWay({ ...instagram, can: ['reply', 'private-reply'] }, false)).toMatchObject({ way: 'both' });
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
