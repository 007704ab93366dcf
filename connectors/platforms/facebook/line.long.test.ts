import { afterEach, describe, expect, test } from 'vitest';
import { openHookDoor } from '../testkit/hooks.ts';
import {
  contextFor,
  failureOf,
  ofKind,
  openLine,
  pause,
  texts,
  until,
  type Line,
  type LineOptions,
} from '../testkit/line.ts';
import type { Simulator, SimulatorOptions } from '../testkit/simulator.ts';
import { facebook } from './index.ts';
import { startFacebookSimulator } from './simulator/index.ts';

const nok = { id: '24009411342009001', handle: 'nok', name: 'Nok' };
const signal = new AbortController().signal;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function simulator(options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  const sim = await startFacebookSimulator({ seed: 'line', ...options });
  closing.push(() => sim.close());
  return sim;
}

/** Ten times faster than life: a poll every 300 ms. */
async function line(connection: Simulator['connection'], options?: LineOptions): Promise<Line> {
  const opened = await openLine(facebook, connection, { speed: 10, ...options });
  closing.push(() => opened.close());
  return opened;
}

const say = (sim: Simulator, text: string, author = nok): string =>
  sim.publish({ kind: 'message', author, text })[0] ?? '';
const heard = (on: Line, text: string) => until(() => texts(on).includes(text), 8_000, `"${text}" heard`);

describe('at level standard, by polling alone', () => {
  test('a stranger’s words come without a name, those of somebody with a role with it', async () => {
    const sim = await simulator({ access: 'standard' });
    const on = await line(sim.connection);
    say(sim, 'A1');
    say(sim, 'B2', { ...nok, id: '77', badges: ['moderator'] } as typeof nok);
    await heard(on, 'B2');
    expect(ofKind(on.events(), 'message').map(({ text, author }) => [text, author?.id ?? null])).toEqual([
      ['A1', null],
      ['B2', '77'],
    ]);
  });

  test('an edit is noticed in the list, under the comment’s own id, once', async () => {
    const sim = await simulator({ access: 'standard' });
    const on = await line(sim.connection);
    const id = say(sim, 'A1');
    await heard(on, 'A1');
    sim.publish({ kind: 'edit', targetId: id, text: 'A1 x3' });
    await heard(on, 'A1 x3');
    await pause(1_000);
    expect(
      ofKind(on.events(), 'message').map((message) => [message.id, message.text, message.edited ?? false]),
    ).toEqual([
      [id, 'A1', false],
      [id, 'A1 x3', true],
    ]);
  });

  test('a private reply to a stranger is refused for good, with the step that cures it', async () => {
    const sim = await simulator({ access: 'standard' });
    const on = await line(sim.connection);
    const messageId = say(sim, 'A1');
    const refused = on.session.act['private-reply']?.({ key: 'k', messageId, text: 'yours' }, signal);
    await expect(refused).rejects.toMatchObject({ code: 'forbidden', final: true, cure: 'permission' });
  });
});

test('at level none nothing can be read, and the permission that is missing is named', async () => {
  const sim = await simulator({ access: 'none' });
  const error = await failureOf(line(sim.connection), 1_000);
  expect(error).toMatchObject({ code: 'forbidden', final: true });
  expect(error.message).toContain('pages_read_engagement');
});

test('what is too short for Facebook’s taste is read all the same', async () => {
  const sim = await simulator();
  const on = await line(sim.connection);
  say(sim, 'A1');
  await heard(on, 'A1');
});

test('what is written while the live is being opened is no history, what was written before is', async () => {
  const sim = await simulator();
  sim.publish({ kind: 'message', author: nok, text: 'long ago', atMs: Date.now() - 60_000 });
  say(sim, 'just now');
  const on = await line(sim.connection);
  await heard(on, 'just now');
  expect(ofKind(on.events(), 'message').map(({ text, history }) => [text, history ?? false])).toEqual([
    ['long ago', true],
    ['just now', false],
  ]);
});

test('a line cut for three seconds during a hundred comments a second loses none: the gap is repaired', async () => {
  const sim = await simulator();
  const on = await line(sim.connection);
  say(sim, 'start');
  await heard(on, 'start');
  const said: string[] = [];
  const talk = async (count: number) => {
    for (let n = 0; n < count; n += 1) {
      said.push(`c ${said.length}`);
      say(sim, said.at(-1) ?? '');
      if (n % 10 === 9) await pause(100);
    }
  };
  await talk(100);
  sim.fault({ kind: 'drop', forMs: 3_000 });
  await Promise.all([on.ended(5_000), talk(300)]);
  await pause(500);
  const again = await line(sim.connection, { cursor: on.delivered.at(-1)?.cursor ?? null });
  await talk(50);
  await heard(again, said.at(-1) ?? '');
  const all = [...texts(on), ...texts(again)].filter((text) => text !== 'start');
  expect(new Set(all)).toEqual(new Set(said));
  expect(texts(again).length).toBe(new Set(texts(again)).size);
});

test('a token that ends in mid-show costs one renewal and no comment', async () => {
  const sim = await simulator();
  const renewals: string[] = [];
  const on = await line(sim.connection, { renew: () => (renewals.push('once'), sim.accessToken?.() ?? '') });
  say(sim, 'before');
  await heard(on, 'before');
  sim.fault({ kind: 'stale-token' });
  say(sim, 'after');
  await heard(on, 'after');
  expect(renewals).toEqual(['once']);
  expect(on.outcome()).toBeUndefined();
});

test('a token that nothing renews ends the line, for good', async () => {
  const sim = await simulator();
  const on = await line(sim.connection);
  sim.fault({ kind: 'expire-token' });
  expect(await failureOf(Promise.resolve(on), 3_000)).toMatchObject({ code: 'unauthorized', final: true });
});

test('a live that ends and starts again under a new id is found again, without the old comments', async () => {
  const sim = await simulator();
  const on = await line(sim.connection);
  say(sim, 'in the first');
  await heard(on, 'in the first');
  sim.fault({ kind: 'restart' });
  expect(await on.ended(5_000)).toEqual({ how: 'end' });
  const again = await line(sim.connection, { cursor: on.delivered.at(-1)?.cursor ?? null });
  expect(again.session.liveId).not.toBe(on.session.liveId);
  say(sim, 'in the second');
  await heard(again, 'in the second');
  expect(texts(again)).toEqual(['in the second']);
});

test('before it begins it is worth waiting, and by its own id it is over when it has ended', async () => {
  const sim = await simulator();
  const { liveId } = (await line(sim.connection)).session;
  sim.fault({ kind: 'end' });
  expect(await failureOf(line(sim.connection), 1_000)).toMatchObject({ code: 'not-live', final: false });
  const typed = line({ ...sim.connection, broadcast: liveId });
  expect(await failureOf(typed, 1_000)).toMatchObject({ code: 'ended', final: true });
});

test('the video’s id of a link and the live’s own id lead to the same', async () => {
  const sim = await simulator();
  const { liveId, address } = (await line(sim.connection)).session;
  for (const broadcast of [liveId, address, '']) {
    expect((await line({ ...sim.connection, broadcast })).session.liveId).toBe(liveId);
  }
});

test('reactions are told as how many came since, viewers with the stream’s health', async () => {
  const sim = await simulator();
  sim.publish({ kind: 'like', author: nok, count: 10 });
  sim.publish({ kind: 'audience', viewers: 321 });
  const on = await line(sim.connection);
  await until(() => ofKind(on.events(), 'audience').length > 0, 3_000, 'the audience');
  sim.publish({ kind: 'like', author: nok, count: 5 });
  await until(() => ofKind(on.events(), 'like').length > 0, 3_000, 'the likes');
  expect(ofKind(on.events(), 'like')).toMatchObject([{ count: 5, total: 15 }]);
  expect(ofKind(on.events(), 'audience')[0]).toMatchObject({ viewers: 321, streamHealth: { state: 'good' } });
});

test('the allowance is minded: reading waits before Facebook blocks it, as long as Facebook says', async () => {
  const sim = await simulator({ dailyUnits: 40 });
  const on = await line(sim.connection);
  const error = await failureOf(Promise.resolve(on), 20_000);
  expect(error).toMatchObject({ code: 'rate-limited', final: false, retryAfterMs: 60_000 });
});

describe('with webhooks', () => {
  test('comments, an edit and a removal are told at once, and the list tells the same happenings', async () => {
    const door = await openHookDoor(facebook);
    closing.push(() => door.close());
    const sim = await simulator({ hookUrl: door.url });
    door.trust(sim.connection);
    const on = await line(sim.connection, { speed: 1 });
    door.attach(on);
    const id = say(sim, 'A1');
    await until(() => door.taken.length === 1, 2_000, 'the comment');
    sim.publish({ kind: 'edit', targetId: id, text: 'A2' });
    await until(() => door.taken.length === 2, 2_000, 'the edit');
    await until(() => on.delivered.length - door.taken.length >= 1, 5_000, 'the list');
    sim.publish({ kind: 'removal', targetId: id });
    await until(() => ofKind(on.events(), 'removal').length > 1, 8_000, 'the removal, twice');
    expect(ofKind(on.events(), 'removal').map((one) => one.id)).toEqual([id, id]);
    expect(door.taken.map(({ event, via }) => [event.kind, event.id, via])).toEqual([
      ['message', id, 'live'],
      ['message', id, 'live'],
      ['removal', id, 'live'],
    ]);
    expect(on.delivered.filter((one) => one.event.id === id && one.via === 'list').length).toBeGreaterThan(0);
  });

  test('the end is looked at when the Page says so, and a private message opens the way to its writer', async () => {
    const door = await openHookDoor(facebook);
    closing.push(() => door.close());
    const sim = await simulator({ hookUrl: door.url });
    door.trust(sim.connection);
    const on = await line(sim.connection, { speed: 1 });
    door.attach(on);
    const messageId = say(sim, 'A1');
    const write = (key: string) => on.session.act.message?.({ key, authorId: nok.id, text: 'hello' }, signal);
    await expect(write('early')).rejects.toMatchObject({ code: 'refused', final: true, cure: 'window' });
    await on.session.act['private-reply']?.({ key: 'p', messageId, text: 'yours' }, signal);
    const twice = on.session.act['private-reply']?.({ key: 'q', messageId, text: 'yours' }, signal);
    await expect(twice).rejects.toMatchObject({ code: 'refused', final: true, cure: 'done' });
    sim.publish({ kind: 'direct', author: nok, text: 'thank you' });
    await until(() => ofKind(on.events(), 'direct').length === 1, 3_000, 'the private message');
    expect((await write('now'))?.id).toBe(sim.journal().received.at(-1)?.id);
    sim.fault({ kind: 'end' });
    expect(await on.ended(6_000)).toEqual({ how: 'end' });
  });
});

test('a private reply whose answer was lost, and which Facebook then says was given, counts as given', async () => {
  const sim = await simulator();
  const { ctx } = contextFor(sim.connection);
  let lose = true;
  const session = await facebook.connect({
    ...ctx,
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      if (!lose || !String(input).includes('/messages')) return response;
      lose = false;
      throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } });
    },
  });
  closing.push(() => session.close());
  const messageId = say(sim, 'A1');
  const reply = () => session.act['private-reply']({ key: 'same', messageId, text: 'yours' }, signal);
  await expect(reply()).rejects.toMatchObject({ code: 'unknown-outcome' });
  expect(await reply()).toEqual({ id: null });
  expect(sim.journal().received).toHaveLength(1);
});

test('what was deleted already is done, what may not be deleted is not', async () => {
  const sim = await simulator();
  const on = await line(sim.connection);
  const messageId = say(sim, 'rude');
  const remove = () => on.session.act.remove?.({ key: 'r', messageId }, signal);
  expect(await remove()).toEqual({ id: messageId });
  expect(await remove()).toEqual({ id: messageId });
});
