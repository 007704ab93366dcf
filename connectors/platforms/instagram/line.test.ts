import { afterEach, expect, test } from 'vitest';
import { openHookDoor } from '../testkit/hooks.ts';
import { ofKind, openLine, pause, texts, until, type Line, type LineOptions } from '../testkit/line.ts';
import type { Simulator } from '../testkit/simulator.ts';
import { instagram } from './index.ts';
import type { InstagramOptions } from './simulator/platform.ts';
import { startInstagramSimulator } from './simulator/index.ts';

const SPEED = 10;
const nok = { id: '6100000000000001', handle: 'nok.sells', name: 'Nok' };
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function simulator(options: Partial<InstagramOptions> = {}): Promise<Simulator> {
  const sim = await startInstagramSimulator({ seed: 'line', ...options });
  closing.push(() => sim.close());
  return sim;
}
async function line(sim: Simulator, options: LineOptions = {}): Promise<Line> {
  const opened = await openLine(instagram, sim.connection, { speed: SPEED, ...options });
  closing.push(() => opened.close());
  return opened;
}
const say = (sim: Simulator, text: string) => sim.publish({ kind: 'message', author: nok, text })[0] ?? '';
const heard = (on: Line, text: string) => until(() => texts(on).includes(text), 4_000, `"${text}" heard`);
const signal = new AbortController().signal;
const answer = (on: Line, messageId: string, text = 'It is yours') =>
  on.session.act['private-reply']?.({ key: 'k', messageId, text }, signal);

test('a comment takes one private reply, and a second is refused for good', async () => {
  const sim = await simulator();
  const on = await line(sim);
  const id = say(sim, 'A1');
  await heard(on, 'A1');
  expect(await answer(on, id)).toEqual({ id: sim.journal().received[0]?.id });
  await expect(answer(on, id)).rejects.toMatchObject({ code: 'refused', final: true });
  expect(sim.journal().received).toHaveLength(1);
});

test.for(['before it is noticed', 'after it was noticed'] as const)(
  'a private reply after the end, %s, is refused for good with the reason',
  async (when) => {
    const sim = await simulator();
    const on = await line(sim);
    const id = say(sim, 'A1');
    await heard(on, 'A1');
    sim.fault({ kind: 'end' });
    if (when === 'after it was noticed') expect(await on.ended(4_000)).toEqual({ how: 'end' });
    await expect(answer(on, id)).rejects.toMatchObject({
      ...{ code: 'ended', final: true, message: expect.stringContaining('only while it is on air') },
    });
    expect(sim.journal().received).toEqual([]);
  },
);

test('a broadcast that ends and goes on under a new id ends this line, and the next one is on the new', async () => {
  const sim = await simulator();
  const first = await line(sim);
  say(sim, 'before');
  await heard(first, 'before');
  const cursor = first.delivered.at(-1)?.cursor ?? null;
  sim.fault({ kind: 'restart' });
  say(sim, 'said while nobody looked');
  expect(await first.ended(4_000)).toEqual({ how: 'end' });
  const second = await line(sim, { cursor });
  expect(second.session.liveId).not.toBe(first.session.liveId);
  await heard(second, 'said while nobody looked');
  expect(second.events().some(({ history }) => history)).toBe(false);
});

test('when nothing is on air that is said, and worth another try', async () => {
  const sim = await simulator();
  sim.fault({ kind: 'end' });
  await expect(line(sim)).rejects.toMatchObject({ code: 'not-live', final: false });
});

test('before the review strangers are heard without their names, and cannot be answered', async () => {
  const sim = await simulator({ access: 'standard' });
  const on = await line(sim);
  const id = say(sim, 'A1');
  await heard(on, 'A1');
  expect(ofKind(on.events(), 'message').map(({ author }) => author)).toEqual([null]);
  await expect(answer(on, id)).rejects.toMatchObject({ code: 'forbidden', final: true });
});

test('hooks are heard live, the list finds the same again, and a buyer who writes has a name', async () => {
  const door = await openHookDoor(instagram);
  closing.push(() => door.close());
  const sim = await simulator({ hookUrl: door.url });
  door.trust(sim.connection);
  const on = await line(sim);
  door.attach(on);
  say(sim, 'ขอ A1 😀');
  await until(() => on.delivered.length > 0, 4_000, 'the hook');
  expect(on.delivered[0]).toMatchObject({ via: 'live', receivedMs: expect.any(Number) });
  sim.publish({ kind: 'direct', author: nok, text: 'my address' });
  await until(() => ofKind(on.events(), 'direct').length > 0, 4_000, 'the private message');
  expect(ofKind(on.events(), 'direct')[0]?.author).toEqual({ id: nok.id, handle: 'nok.sells', name: 'nok.sells' });
  await until(() => on.delivered.some(({ via }) => via === 'list'), 4_000, 'the list');
  expect(new Set(ofKind(on.events(), 'message').map(({ id }) => id)).size).toBe(1);
});

test('a message goes only to somebody who wrote, and never more than a thousand bytes', async () => {
  const sim = await simulator({ login: 'facebook' });
  const on = await line(sim);
  const write = (text: string) => on.session.act.message?.({ key: 'k', authorId: nok.id, text }, signal);
  await expect(write('hello')).rejects.toMatchObject({ code: 'refused', final: true });
  sim.publish({ kind: 'direct', author: nok, text: 'hello' });
  await write(`${'ขอบคุณ'.repeat(200)} https://shop.example/pay`);
  const [sent] = sim.journal().received;
  expect(Buffer.byteLength(sent?.text ?? '')).toBeLessThanOrEqual(1_000);
  expect(sent?.text).toMatch(/ https:\/\/shop\.example\/pay$/);
  await expect(write('  ')).rejects.toMatchObject({ code: 'refused', final: true });
});

test('a passing fault of Meta is no gap; a line that stays away is one', async () => {
  const sim = await simulator();
  const on = await line(sim);
  sim.fault({ kind: 'broken-frame' });
  say(sim, 'A1');
  await heard(on, 'A1');
  expect(on.skipped).toEqual(['page']);
  sim.fault({ kind: 'broken-frame' });
  sim.fault({ kind: 'broken-frame' });
  sim.fault({ kind: 'broken-frame' });
  expect(await on.ended(4_000)).toMatchObject({ how: 'error', error: { code: 'protocol', final: false } });
});

test('what was said while the line was down is found again', async () => {
  const sim = await simulator();
  const first = await line(sim);
  say(sim, 'before');
  await heard(first, 'before');
  const cursor = first.delivered.at(-1)?.cursor ?? null;
  sim.fault({ kind: 'drop', forMs: 600 });
  const meanwhile = Array.from({ length: 300 }, (_, n) => `meanwhile ${n}`);
  meanwhile.forEach((text) => say(sim, text));
  expect(await first.ended(4_000)).toMatchObject({ how: 'error', error: { code: 'network', final: false } });
  await pause(600);
  const second = await line(sim, { cursor });
  await until(() => texts(second).length >= 300, 4_000, 'all of it');
  expect(texts(second)).toEqual(meanwhile);
});

test.for(['', '@whoever', 'https://www.instagram.com/whoever/live/'])(
  'the live is found by %j, for an app sees only its own account',
  async (broadcast) => {
    const sim = await simulator();
    const on = await openLine(instagram, { ...sim.connection, broadcast });
    closing.push(() => on.close());
    expect(on.session.address).toMatch(/^https:\/\/www\.instagram\.com\/shop\.\w+\/live\/$/);
  },
);

test('an id that is not on air is waited for', async () => {
  const sim = await simulator();
  await expect(openLine(instagram, { ...sim.connection, broadcast: '17950000000000099' })).rejects.toMatchObject({
    code: 'not-live',
  });
});
