import { expect, test } from 'vitest';
import type { Trail } from '../../../../server/api/schemas/rehearsals.ts';
import { trailSteps } from './trail-words.ts';

const empty: Trail = { message: null, reading: null, claims: [], replies: [], stock: [] };
const message = {} as NonNullable<Trail['message']>;

test('a message that has not come through is waited for', () => {
  expect(trailSteps(empty, 100)).toMatchObject({ message: 'waiting', over: false });
});

test('after a while without a reading the message was just talk', () => {
  expect(trailSteps({ ...empty, message }, 100)).toMatchObject({ message: 'done', reading: 'waiting', over: false });
  expect(trailSteps({ ...empty, message }, 7_000)).toMatchObject({ reading: 'none', claim: 'none', over: true });
});

test('the panel goes on looking while a reply is on its way', () => {
  const reply = { reply: { state: 'queued' }, shown: null, whyNot: null } as Trail['replies'][number];
  const trail = { ...empty, message, replies: [reply] };
  expect(trailSteps(trail, 60_000).over).toBe(false);
  expect(trailSteps({ ...trail, replies: [{ ...reply, whyNot: 'on screen only' }] }, 60_000).over).toBe(true);
});
