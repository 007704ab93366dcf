import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConnectorContext, Session } from '../contract.ts';
import { contextFor, failureOf, ofKind, openLine, pause, texts, until, type Line } from '../testkit/line.ts';
import { twitch } from './index.ts';
import { startTwitchSimulator, type TwitchSimulator } from './simulator/index.ts';

const signal = new AbortController().signal;
const nok = { id: '501', handle: 'nok', name: 'Nok' };

let sim: TwitchSimulator;
let lines: Line[];
beforeEach(async () => {
  sim = await startTwitchSimulator({ seed: 'line' });
  lines = [];
});
afterEach(async () => {
  await Promise.all(lines.map((line) => line.close()));
  await sim.close();
});

async function open(more: Parameters<typeof openLine>[2] = {}): Promise<Line> {
  const line = await openLine(twitch, sim.connection, more);
  lines.push(line);
  return line;
}
const say = (text: string) => sim.publish({ kind: 'message', author: nok, text });

describe('the line to Twitch', () => {
  test('moves to another address when it is asked to, and not a word is lost or doubled', async () => {
    const line = await open();
    const said = Array.from({ length: 60 }, (_, n) => `moving ${n}`);
    for (const [n, text] of said.entries()) {
      say(text);
      if (n === 20 || n === 40) sim.move();
      if (n % 5 === 0) await pause(10);
    }
    await until(() => texts(line).length >= said.length, 3_000, 'every message');
    await until(() => sim.lines() === 1, 3_000, 'one line is left');
    expect(texts(line)).toEqual(said);
    expect(line.outcome()).toBeUndefined();
  });

  test('ends for good when the consent is taken back, and goes on when only a courtesy is', async () => {
    const line = await open();
    sim.revoke('channel.ban', 'moderator_removed');
    say('still here');
    await until(() => texts(line).includes('still here'), 3_000, 'the message');
    sim.revoke('channel.chat.message', 'authorization_revoked');
    const error = await failureOf(Promise.resolve(line), 3_000);
    expect(error).toMatchObject({ code: 'unauthorized', final: true });
  });

  test('waits where the channel is not live, and says where there is no such channel', async () => {
    await expect(openLine(twitch, { ...sim.connection, broadcast: '@nobody' })).rejects.toMatchObject({
      code: 'not-found',
      final: true,
    });
    sim.fault({ kind: 'end' });
    await expect(open()).rejects.toMatchObject({ code: 'not-live', final: false });
  });

  test('finds a broadcast that ended and began anew under its new id', async () => {
    const line = await open();
    sim.fault({ kind: 'restart' });
    expect(await line.ended(3_000)).toEqual({ how: 'end' });
    const next = await open();
    expect(next.session.liveId).not.toBe(line.session.liveId);
    say('again');
    await until(() => texts(next).includes('again'), 3_000, 'the message of the second broadcast');
  });

  test('notices the end also where nobody told it', async () => {
    const line = await open({ speed: 100 });
    sim.revoke('stream.offline', 'version_removed');
    sim.fault({ kind: 'end' });
    // Twitch's sign of life comes once a second: too seldom for a clock that is a hundred times faster.
    const alive = setInterval(() => sim.beat(), 30);
    const outcome = await line.ended(5_000);
    clearInterval(alive);
    expect(outcome).toEqual({ how: 'end' });
    expect(ofKind(line.events(), 'ended').map(({ id }) => id)).toEqual([`offline:${line.session.liveId}`]);
  });

  test('tells how many watch, how long somebody is out, and whose own words it reads', async () => {
    const line = await open();
    sim.publish({ kind: 'ban', authorId: nok.id, forSeconds: 600 });
    await line.session.act.reply?.({ key: 'k', text: 'Welcome' }, signal);
    await until(() => texts(line).includes('Welcome'), 3_000, 'our own words');
    expect(ofKind(line.events(), 'audience')[0]?.viewers).toBe(100);
    expect(ofKind(line.events(), 'removal').find(({ untilMs }) => untilMs)?.targetIds).toEqual([nok.id]);
    expect(ofKind(line.events(), 'message')[0]?.author?.badges).toEqual(['owner']);
  });

  test.each(['', 'SHOP', '@shop', 'twitch.tv/shop', 'https://www.twitch.tv/shop?tt=1'])(
    'takes "%s" for a channel',
    async (typed) => {
      const login = sim.connection.broadcast.replace('https://www.twitch.tv/', '');
      const broadcast = typed.replace(/shop/i, (word) => (word === 'SHOP' ? login.toUpperCase() : login));
      const line = await openLine(twitch, { ...sim.connection, broadcast });
      lines.push(line);
      expect(line.session.address).toBe(sim.connection.broadcast);
    },
  );
});

describe('the token', () => {
  const opened: Session[] = [];
  afterEach(() => Promise.all(opened.splice(0).map((session) => session.close())));

  async function renewing(): Promise<{ session: Session; refused: (string | undefined)[] }> {
    const { ctx } = contextFor(sim.connection);
    const refused: (string | undefined)[] = [];
    let token = ctx.settings.accessToken ?? '';
    const own: ConnectorContext = {
      ...ctx,
      token: async (old) => {
        if (old !== undefined) {
          refused.push(old);
          token = sim.accessToken();
        }
        return token;
      },
    };
    const session = await twitch.connect(own);
    opened.push(session);
    return { session, refused };
  }

  test('that ends in the middle of the show is renewed once, and the answer goes out', async () => {
    const { session, refused } = await renewing();
    sim.fault({ kind: 'stale-token' });
    const done = await session.act.reply?.({ key: 'k', text: 'It is 12' }, signal);
    expect(done?.id).toBe(sim.journal().received[0]?.id);
    await session.act.reply?.({ key: 'k2', text: 'It is 13' }, signal);
    expect(refused).toEqual([sim.connection.settings['accessToken']]);
  });

  test('that nothing renews ends the asking, not the reading', async () => {
    const { session } = await renewing();
    sim.fault({ kind: 'expire-token' });
    const refused = session.act.remove?.({ key: 'k', messageId: 'x' }, signal);
    await expect(refused).rejects.toMatchObject({ code: 'unauthorized', final: true });
  });
});

describe('what is done in the chat', () => {
  test('a message that Twitch held back is told as refused, with its reason', async () => {
    const line = await open();
    sim.hold({ code: 'channel_settings', message: 'This room is in followers-only mode.' });
    const held = line.session.act.reply?.({ key: 'k', text: 'hello' }, signal);
    await expect(held).rejects.toThrow('followers-only');
    await expect(held).rejects.toMatchObject({ code: 'refused', final: true });
  });

  test('an answer under a message is a thread, one to a name begins with the name', async () => {
    const line = await open();
    const [id] = say('how much?');
    await line.session.act.reply?.({ key: 'a', text: 'It is 12', toMessageId: id ?? '' }, signal);
    await line.session.act.reply?.({ key: 'b', text: 'It is 12', toHandle: 'nok' }, signal);
    expect(sim.journal().received).toMatchObject([{ text: 'It is 12', toMessageId: id }, { text: '@nok It is 12' }]);
  });

  test('a ban that is there already, and one that is lifted twice, are as they were wanted', async () => {
    const { act } = (await open()).session;
    const forever = { authorId: nok.id, forSeconds: null };
    await act.ban?.({ key: 'a', ...forever }, signal);
    await act.ban?.({ key: 'a', ...forever }, signal);
    await act.unban?.({ key: 'b', authorId: nok.id }, signal);
    await act.unban?.({ key: 'b', authorId: nok.id }, signal);
    expect(sim.journal().received.map(({ kind }) => kind)).toEqual(['ban', 'unban']);
  });

  test('where nobody knows whether a message went out, that is said', async () => {
    const line = await open();
    sim.fault({ kind: 'drop', forMs: 1_000 });
    const lost = line.session.act.reply?.({ key: 'k', text: 'hello' }, signal);
    await expect(lost).rejects.toMatchObject({ code: 'unknown-outcome' });
  });
});

test('what the account may do is read from its token', async () => {
  const { ctx } = contextFor(sim.connection);
  const levels = (await twitch.examine?.(ctx)) ?? [];
  expect(Object.fromEntries(levels.map(({ id, state }) => [id, state]))).toEqual({
    'reads-own': 'unproven',
    'reads-strangers': 'unproven',
    'hooks-arrive': 'never',
    'replies-publicly': 'unproven',
    'replies-privately': 'never',
  });
});
