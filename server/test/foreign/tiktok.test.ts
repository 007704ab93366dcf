import { afterEach, describe, expect, it } from 'vitest';
import { tiktok } from '../../../connectors/platforms/tiktok/index.ts';
import { ConnectorError } from '../../../connectors/platforms/contract.ts';
import { open, pause, type Open, type Where } from './driver.ts';
import { snowflake, startTikTok, tell, type Person, type TikTokFake, type TikTokOptions } from './tiktok-fake.ts';

const nok: Person = { id: '6812345678901234567', handle: 'nok.sells', name: 'นก 🐦' };
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function fake(options: Partial<TikTokOptions> = {}): Promise<TikTokFake> {
  const made = await startTikTok({ handle: 'friday.sale', ...options });
  closing.push(() => made.stop());
  return made;
}
async function watch(from: TikTokFake, more: Partial<Where> = {}): Promise<Open> {
  const made = await open(tiktok, { endpoints: from.endpoints, broadcast: '@friday.sale', ...more });
  closing.push(() => made.close());
  await made.until('the line', () => from.lines() === 1);
  return made;
}
const failure = async (from: TikTokFake, more: Partial<Where> = {}): Promise<ConnectorError> => {
  const error: unknown = await open(tiktok, { endpoints: from.endpoints, broadcast: 'friday.sale', ...more }).then(
    (opened) => opened.close().then(() => 'it opened'),
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(ConnectorError);
  return error as ConnectorError;
};

describe("TikTok as a stranger's server plays it", () => {
  it.each(['html', 'api-live', 'sign', 'all'] as const)(
    'finds the room when only %s knows it, on three ports',
    async (roomBy) => {
      const there = await fake({ roomBy, ports: 'three' });
      const here = await watch(there, { broadcast: 'https://www.tiktok.com/@friday.sale/live?lang=th' });
      expect(here.session.liveId).toBe(there.roomId);
      there.frame([tell.chat(snowflake(1), nok, 'CF A1 x2')]);
      await here.until('the message', () => here.texts().length === 1);
      expect(here.events('message')[0]).toMatchObject({
        id: snowflake(1),
        text: 'CF A1 x2',
        author: { id: nok.id, handle: nok.handle, name: nok.name },
      });
      expect(here.events('message')[0]?.history).toBeUndefined();
    },
  );

  it.each([
    ['a slash at the end', (url: string) => `${url}/`],
    ['localhost', (url: string) => url.replace('127.0.0.1', 'localhost')],
  ])('takes base addresses with %s', async (_, written) => {
    const there = await fake();
    const endpoints = Object.fromEntries(Object.entries(there.endpoints).map(([name, url]) => [name, written(url)]));
    const here = await watch(there, { endpoints });
    there.frame([tell.chat(snowflake(1), nok, 'hello')]);
    await here.until('the message', () => here.texts().length === 1);
  });

  it('goes on without room details and without the room header of the sign server', async () => {
    const there = await fake({ roomInfo: 'missing', withRoomHeader: false });
    const here = await watch(there);
    there.frame([tell.chat(snowflake(1), nok, 'hi')]);
    await here.until('the message', () => here.texts().length === 1);
    expect(there.seen.entered).toBe(1);
  });

  it('follows a push server named by its real host to where the test server stands', async () => {
    const there = await fake({
      pushServer: (own) => own.replace(/^ws:\/\/[^/]+/, 'wss://webcast16-ws-useast1a.tiktok.com'),
    });
    const here = await watch(there);
    there.frame([tell.chat(snowflake(1), nok, 'hi')]);
    await here.until('the message', () => here.texts().length === 1);
  });

  it('reads gzip and plain frames, many messages in one, acknowledges what asks for it, and keeps their order', async () => {
    const there = await fake();
    const here = await watch(there);
    const at = Date.now();
    const many = Array.from({ length: 300 }, (_, n) => tell.chat(snowflake(n), nok, `line ${n}`, at + n));
    there.frame(many, { gzip: true, needAck: true });
    there.frame([tell.chat(snowflake(300), nok, 'line 300', at + 300)]);
    there.frame([]);
    await here.until('all', () => here.texts().length === 301);
    expect(here.texts()).toEqual(Array.from({ length: 301 }, (_, n) => `line ${n}`));
    await here.until('the ack', () => there.seen.acks.length === 1);
    expect(there.seen.acks).toEqual(['1']);
  });

  it('bears what it does not know: rubbish, text frames, unknown methods, no time, no user, no id of its own', async () => {
    const there = await fake();
    const here = await watch(there);
    there.rubbish(Buffer.from([0xff, 0xff, 0xff, 0xff, 0x07]));
    there.rubbish('hello?');
    there.frame([
      { method: 'WebcastSomethingNewMessage', id: snowflake(1), payload: Buffer.from([0x0a, 0x01, 0x41]) },
      { method: 'WebcastChatMessage', id: snowflake(2), payload: Buffer.from([0xff, 0xff]) },
      tell.chat(snowflake(3), nok, 'without time', null),
      { ...tell.chat(snowflake(4), nok, 'only inside'), id: undefined as unknown as string },
    ]);
    await here.until('both', () => here.texts().length === 2);
    expect(here.texts().sort()).toEqual(['only inside', 'without time']);
    expect(here.events('message').every(({ history }) => history !== true)).toBe(true);
    expect(here.skipped.length).toBeGreaterThan(1);
    expect(here.outcome()).toBeNull();
  });

  it('knows a chat told again by the sign server for history, and the same one in the stream by its id', async () => {
    const old = tell.chat(snowflake(5), nok, 'A1', Date.now() - 60_000);
    const there = await fake({ initial: [{ ...old, history: true }] });
    const here = await watch(there);
    there.frame([old]);
    there.frame([tell.chat(snowflake(6), nok, 'A2')]);
    await here.until('all', () => here.texts().includes('A2'));
    const told = here.events('message').filter(({ id }) => id === snowflake(5));
    expect(told.every(({ history }) => history === true)).toBe(true);
    expect(here.events('message').find(({ id }) => id === snowflake(6))?.history).toBeUndefined();
  });

  it('counts a streak once at its end, a single gift at once, and a streak whose end is lost when the line ends', async () => {
    const there = await fake();
    const here = await watch(there);
    const rose = (n: number, count: number, end: boolean, group: number) =>
      tell.gift(snowflake(n), nok, { id: 5655, name: 'Rose', coins: 1, combo: true, count, end, group });
    there.frame([rose(1, 1, false, 77), rose(2, 4, false, 77)]);
    there.frame([rose(3, 9, false, 77)], { gzip: true });
    there.frame([rose(4, 9, true, 77)]);
    there.frame([
      tell.gift(snowflake(5), nok, {
        id: 6064,
        name: 'Universe',
        coins: 34_999,
        combo: false,
        count: 1,
        end: true,
        group: 0,
      }),
    ]);
    there.frame([rose(6, 3, false, 78)]);
    there.frame([tell.control(snowflake(9), 3)]);
    await here.until('the end', () => here.outcome() === 'end');
    expect(here.events('gift').map(({ gift }) => [gift.name, gift.count, gift.value])).toEqual([
      ['Rose', 9, { coins: 9 }],
      ['Universe', 1, { coins: 34_999 }],
      ['Rose', 3, { coins: 3 }],
    ]);
    expect(here.got.at(-1)?.event.kind).toBe('ended');
  });

  it('tells likes, joins, follows, shares, viewers, the pinned product and deletions apart', async () => {
    const there = await fake();
    const here = await watch(there);
    there.frame([
      tell.like(snowflake(1), nok, 15, 120),
      tell.join(snowflake(2), nok),
      tell.social(snowflake(3), nok, 'follow'),
      tell.social(snowflake(4), nok, 'share'),
      tell.viewers(snowflake(5), 321),
      tell.product(snowflake(6), '1729384756473829104', 'Linen shirt', '฿390'),
      tell.deleted(snowflake(7), [snowflake(1), '9223372036854775807']),
    ]);
    await here.until('seven', () => here.got.length === 7);
    expect(here.events('like')[0]).toMatchObject({ count: 15, total: 120 });
    expect(here.events('join')).toHaveLength(1);
    expect(here.events('follow')).toHaveLength(1);
    expect(here.events('share')).toHaveLength(1);
    expect(here.events('audience')[0]).toMatchObject({ viewers: 321 });
    expect(here.events('pinned')[0]).toMatchObject({
      productId: '1729384756473829104',
      title: 'Linen shirt',
      price: '฿390',
    });
    expect(here.events('removal')[0]).toMatchObject({
      target: 'message',
      targetIds: [snowflake(1), '9223372036854775807'],
    });
  });

  it.each([undefined, 1000, 1011, 4003])('says that a line which broke off (%s) is worth another try', async (code) => {
    const there = await fake();
    const here = await watch(there);
    there.drop(code);
    await here.until('the end', () => here.outcome() !== null);
    expect(here.outcome()).toMatchObject({ code: 'network', final: false });
  });

  it('waits as long as the sign server says, whatever its message looks like', async () => {
    const there = await fake({
      sign: () => ({
        status: 429,
        headers: { 'retry-after': '7', 'x-ratelimit-reset': '99' },
        body: '{"message":"slow"}',
      }),
    });
    const error = await failure(there);
    expect(error).toMatchObject({ code: 'rate-limited', final: false, retryAfterMs: 7_000 });
  });

  it.each([
    [401, 'unauthorized', true],
    [402, 'forbidden', true],
    [500, 'network', false],
    [502, 'network', false],
  ] as const)('takes a sign server that answers %s for what it is', async (status, code, final) => {
    const there = await fake({
      sign: () => ({ status, body: '<html>no</html>', headers: { 'content-type': 'text/html' } }),
    });
    expect(await failure(there)).toMatchObject({ code, final });
  });

  it('gives its key as asked, and never tells it', async () => {
    const there = await fake({ signKey: 'euler_secret_123' });
    const here = await watch(there, { endpoints: { ...there.endpoints, TIKTOK_SIGN_API_KEY: 'euler_secret_123' } });
    expect(there.seen.signs[0]?.key).toBe('euler_secret_123');
    const wrong = await failure(there, { settings: { signApiKey: 'euler_wrong_456' } });
    expect(wrong).toMatchObject({ code: 'unauthorized', final: true });
    expect(JSON.stringify([here.logs, wrong.message, wrong.stack])).not.toMatch(/euler_/);
  });

  it('says that nobody is live, and that a handle is none', async () => {
    const there = await fake({ roomInfo: 'offline' });
    expect(await failure(there)).toMatchObject({ code: 'not-live', final: false });
    expect(await failure(there, { broadcast: 'no such handle!' })).toMatchObject({ code: 'not-found', final: true });
  });

  it('opens a new line after a broken one without taking new chat for old', async () => {
    const there = await fake();
    const first = await watch(there);
    there.frame([tell.chat(snowflake(1), nok, 'before')]);
    await first.until('before', () => first.texts().length === 1);
    there.drop();
    await first.until('its end', () => first.outcome() !== null);
    await pause(50);
    const second = await watch(there);
    there.frame([tell.chat(snowflake(2), nok, 'after')]);
    await second.until('after', () => second.texts().includes('after'));
    expect(second.events('message')[0]?.history).toBeUndefined();
  });

  it('answers the pings that WebSocket servers send by themselves', async () => {
    const there = await fake();
    await watch(there);
    expect(await there.ping()).toBe(1);
  });

  it('replies through the sign server when there is a key and a session, and says what is missing when not', async () => {
    const there = await fake();
    const here = await watch(there, { settings: { signApiKey: 'k', sessionId: 's' } });
    const reply = here.session.act.reply;
    await reply?.({ key: '1', text: 'A1 is yours', toHandle: 'nok.sells' }, new AbortController().signal);
    expect(there.seen.chats[0]).toContain('A1 is yours');
  });
});
