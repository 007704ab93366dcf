import { afterEach, expect, test } from 'vitest';
import type { Simulator, SimulatorOptions } from '../testkit/simulator.ts';
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
import { youtube } from './index.ts';
import { startYoutubeSimulator } from './simulator/index.ts';

const nok = { id: 'UCviewer', handle: 'nok', name: 'Nok' };
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function simulator(options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  const sim = await startYoutubeSimulator({ seed: 'line', ...options });
  closing.push(() => sim.close());
  return sim;
}

async function line(connection: Simulator['connection'], options?: LineOptions): Promise<Line> {
  const opened = await openLine(youtube, connection, options);
  closing.push(() => opened.close());
  return opened;
}

const say = (sim: Simulator, text: string) => sim.publish({ kind: 'message', author: nok, text });
const heard = (on: Line, text: string) => until(() => texts(on).includes(text), 8_000, `"${text}" heard`);
const signal = new AbortController().signal;

test('a token that ends in mid-show is renewed, for reading and for answering', async () => {
  const sim = await simulator();
  const on = await line(sim.connection);
  sim.fault({ kind: 'expire-token' });
  await on.session.act.reply?.({ key: 'a', text: 'still here' }, signal);
  await heard(on, 'still here');
  sim.fault({ kind: 'expire-token' });
  const again = await line(sim.connection);
  await heard(again, 'still here');
});

test('our own answer comes back, marked as the owner speaking', async () => {
  const sim = await simulator();
  const on = await line(sim.connection);
  const done = await on.session.act.reply?.({ key: 'a', text: 'A1 is 12 dollars', toHandle: 'nok' }, signal);
  await heard(on, '@nok A1 is 12 dollars');
  const own = ofKind(on.events(), 'message').at(-1);
  expect(own).toMatchObject({ id: done?.id, author: { badges: ['owner', 'verified'] } });
});

test('a line cut for two seconds loses nothing: the next session goes on from the cursor', async () => {
  const sim = await simulator();
  const on = await line(sim.connection);
  say(sim, 'one');
  await heard(on, 'one');
  sim.fault({ kind: 'drop', forMs: 2_000 });
  await on.ended(5_000);
  say(sim, 'in the gap');
  expect(await failureOf(openLine(youtube, sim.connection), 1_000)).toMatchObject({ code: 'network', final: false });
  await pause(2_000);
  const again = await line(sim.connection, { cursor: on.delivered.at(-1)?.cursor ?? null });
  say(sim, 'after');
  await heard(again, 'after');
  expect(texts(again)).toEqual(['in the gap', 'after']);
});

test('a resume token that YouTube no longer knows falls back to the recent history, which is not answered', async () => {
  const sim = await simulator();
  sim.publish({ kind: 'message', author: nok, text: 'old', atMs: Date.now() - 60_000 });
  const on = await line(sim.connection, { cursor: 'a-token-of-last-year' });
  await heard(on, 'old');
  say(sim, 'new');
  await heard(on, 'new');
  expect(JSON.stringify(on.logged)).toContain('resume-token-refused');
});

test('used-up units are a quota error, worth another try when they are back', async () => {
  const sim = await simulator({ dailyUnits: 20 });
  const on = await line(sim.connection);
  const refused = on.session.act.reply?.({ key: 'a', text: 'hi' }, signal);
  await expect(refused).rejects.toMatchObject({ code: 'quota', final: false });
});

test('our own ledger refuses before YouTube has to', async () => {
  const sim = await simulator();
  const { ctx } = contextFor(sim.connection);
  const refused = youtube.connect({ ...ctx, unitsLeft: () => 0 });
  await expect(refused).rejects.toMatchObject({ code: 'quota', retryAfterMs: expect.any(Number) });
});

test('what every call costs is told as it is spent', async () => {
  const sim = await simulator();
  const { ctx } = contextFor(sim.connection);
  const spent: [number, string][] = [];
  const session = await youtube.connect({ ...ctx, spent: (units, on) => void spent.push([units, on]) });
  await session.act.reply({ key: 'a', text: 'hello' }, signal);
  await session.close();
  expect(spent).toEqual([
    [1, 'read'],
    [1, 'read'],
    [20, 'reply'],
  ]);
});

test.for(['channel', 'handle', 'mine', 'video id'] as const)('the broadcast is found by %s', async (by) => {
  const sim = await simulator();
  const { liveId } = (await line(sim.connection)).session;
  const own = await fetchOwn(sim);
  const broadcast = {
    channel: own.id,
    handle: `https://www.youtube.com/${own.handle}/live`,
    mine: '',
    'video id': liveId,
  }[by];
  const on = await line({ ...sim.connection, broadcast });
  expect(on.session.liveId).toBe(liveId);
});

/** The simulator's channel, as anybody can look it up. */
async function fetchOwn(sim: Simulator): Promise<{ id: string; handle: string }> {
  const { settings, endpoints } = sim.connection;
  const form = {
    grant_type: 'refresh_token',
    refresh_token: settings.refreshToken ?? '',
    client_secret: settings.clientSecret ?? '',
  };
  const tokenAnswer = await fetch(endpoints.GOOGLE_TOKEN_URL ?? '', {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const { access_token: token } = (await tokenAnswer.json()) as { access_token: string };
  const address = `${endpoints.YOUTUBE_API_URL}/youtube/v3/channels?mine=true`;
  const answer = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
  const { items } = (await answer.json()) as { items: [{ id: string; snippet: { customUrl: string } }] };
  return { id: items[0].id, handle: items[0].snippet.customUrl };
}

test('viewers and the health of the own stream are told', async () => {
  const sim = await simulator();
  sim.publish({ kind: 'audience', viewers: 321 });
  const on = await line(sim.connection, { speed: 20 });
  await until(() => ofKind(on.events(), 'audience').length >= 2, 5_000, 'two looks at the audience');
  expect(ofKind(on.events(), 'audience')[0]).toMatchObject({
    viewers: 321,
    streamHealth: { state: 'good', issues: [] },
  });
});

test('five hundred messages a second come through in order', async () => {
  const sim = await simulator();
  const on = await line(sim.connection);
  say(sim, 'start');
  await heard(on, 'start');
  for (let batch = 0; batch < 20; batch += 1) {
    for (let index = 0; index < 25; index += 1) say(sim, `m ${batch * 25 + index}`);
    await pause(50);
  }
  await until(() => texts(on).length > 500, 5_000, 'all five hundred');
  expect(texts(on).slice(1)).toEqual(Array.from({ length: 500 }, (_, index) => `m ${index}`));
});
