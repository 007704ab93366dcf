import { afterEach, describe, expect, it } from 'vitest';
import { status } from '@grpc/grpc-js';
import { ConnectorError } from '../../../connectors/platforms/contract.ts';
import { youtube } from '../../../connectors/platforms/youtube/index.ts';
import { open, pause, type Open, type Where } from './driver.ts';
import { CHANNEL, VIDEO, say, startYouTube, type YouTubeFake, type YouTubeOptions } from './youtube-fake.ts';

const mai = { id: 'UCmaimaimaimaimaimaimaim', name: '@mai.shops' };
const KEY = 'AIzaSyTest_key-0123456789';
const REFRESH = '1//0refresh-token';
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function fake(options: YouTubeOptions): Promise<YouTubeFake> {
  const made = await startYouTube(options);
  closing.push(() => made.stop());
  return made;
}
async function watch(from: YouTubeFake, more: Partial<Where> = {}): Promise<Open> {
  const made = await open(youtube, { endpoints: from.endpoints, settings: from.settings, broadcast: VIDEO, ...more });
  closing.push(() => made.close());
  return made;
}
async function failure(from: YouTubeFake, more: Partial<Where> = {}): Promise<ConnectorError> {
  const error: unknown = await watch(from, more).then(
    async (here) => {
      await here.until('the fault', () => here.outcome() !== null);
      return here.outcome();
    },
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(ConnectorError);
  return error as ConnectorError;
}
const listening = (here: Open, there: YouTubeFake) =>
  here.until(
    'the first read',
    () => there.seen.calls.includes('GET liveChat/messages') || there.seen.streams.length > 0,
  );

describe("YouTube as a stranger's server plays it", () => {
  it.each([
    VIDEO,
    `https://www.youtube.com/watch?v=${VIDEO}&t=12s`,
    `https://youtu.be/${VIDEO}?si=abc`,
    `https://www.youtube.com/live/${VIDEO}?feature=share`,
    `youtube.com/watch?v=${VIDEO}`,
    `https://m.youtube.com/watch?v=${VIDEO}`,
    `https://studio.youtube.com/video/${VIDEO}/livestreaming`,
    CHANNEL,
    `https://www.youtube.com/channel/${CHANNEL}/live`,
    '@FridaySale',
    'https://www.youtube.com/@FridaySale/live',
    'fridaysale',
  ])('finds the broadcast typed as %s with an API key', async (broadcast) => {
    const there = await fake({ apiKey: KEY });
    const here = await watch(there, { broadcast });
    expect(here.session).toMatchObject({ liveId: VIDEO, title: 'Friday sale' });
  });

  it.each([
    ['by its channel where only broadcasts are told', CHANNEL, ['channels', 'search', 'videos'], undefined],
    [
      'of an account whose broadcasts name no channel',
      CHANNEL,
      ['channels', 'search', 'videos'],
      { snippet: { title: 'Friday sale', liveChatId: 'x' } },
    ],
    ['by its video where only broadcasts are told', VIDEO, ['channels', 'search', 'videos'], undefined],
    ['of the account itself', '', ['channels', 'search', 'videos'], undefined],
  ])('finds the broadcast %s', async (_, broadcast, without, told) => {
    const there = await fake({ refreshToken: REFRESH, without, ...(told ? { broadcast: told } : {}) });
    const here = await watch(there, { broadcast });
    expect(here.session.liveId).toBe(VIDEO);
  });

  it('finds a channel by a search where nothing else is offered', async () => {
    const there = await fake({ apiKey: KEY, without: ['channels'] });
    expect((await watch(there, { broadcast: CHANNEL })).session.liveId).toBe(VIDEO);
  });

  it.each([
    ['as it is', '', (url: string) => url],
    ['with a slash', '', (url: string) => `${url}/`],
    ['below a path', '/fake/google', (url: string) => url],
    ['below a path, with a slash', '/fake/google', (url: string) => `${url}/`],
    ["with the API's own path", '', (url: string) => `${url}/youtube/v3`],
  ])('takes the base address %s', async (_, prefix, written) => {
    const there = await fake({ apiKey: KEY, prefix });
    const endpoints = { ...there.endpoints, YOUTUBE_API_URL: written(there.endpoints.YOUTUBE_API_URL ?? '') };
    const here = await watch(there, { endpoints });
    there.push(say.text(mai, 'CF B2'));
    await here.until('the message', () => here.texts().length === 1);
  });

  it.each([
    ['/token', (url: string) => url],
    ['/token', (url: string) => new URL(url).origin],
    ['/oauth2/v4/token', (url: string) => url],
  ])('signs in at %s', async (tokenPath, written) => {
    const there = await fake({ refreshToken: REFRESH, tokenPath });
    const endpoints = { ...there.endpoints, GOOGLE_TOKEN_URL: written(there.endpoints.GOOGLE_TOKEN_URL ?? '') };
    expect((await watch(there, { endpoints })).session.liveId).toBe(VIDEO);
  });

  it('polls as slowly as it is told, from token to token, and knows history', async () => {
    const there = await fake({ apiKey: KEY, intervalMs: 200 });
    there.push(say.text(mai, 'long ago', { atMs: Date.now() - 60_000 }));
    const here = await watch(there);
    await here.until('the history', () => here.texts().length === 1);
    for (let n = 0; n < 5; n++) {
      there.push(say.text(mai, `now ${n}`));
      await pause(150);
    }
    await here.until('all', () => here.texts().length === 6);
    expect(here.texts()).toEqual(['long ago', 'now 0', 'now 1', 'now 2', 'now 3', 'now 4']);
    expect(here.events('message').map(({ history }) => history === true)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(there.seen.tooEarly).toBe(0);
    expect(here.events('message')[1]?.author).toMatchObject({ id: mai.id, handle: 'mai.shops' });
    expect(Math.abs((here.events('message')[1]?.atMs ?? 0) - Date.now())).toBeLessThan(5_000);
  });

  it.each([
    ['over REST', false],
    ['over the stream', true],
  ])('reads what is paid, removed and new %s', async (_, grpc) => {
    const there = await fake({ apiKey: KEY, grpc });
    const here = await watch(there);
    await listening(here, there);
    there.push(
      say.superChat(mai, '9007199254740993', 'THB', 'A1 please'),
      say.sticker(mai, '2000000', 'USD'),
      say.member(mai),
      say.giftedMemberships(mai, 5),
      say.strange(),
      say.text(mai, 'and on'),
    );
    await here.until('all', () => here.texts().length === 1);
    expect(here.events('gift').map(({ gift }) => [gift.type, gift.count, gift.value])).toEqual([
      ['super-chat', 1, { amountMinor: expect.stringMatching(/^900719925474/) as string, currency: 'THB' }],
      ['super-sticker', 1, { amountMinor: '200', currency: 'USD' }],
      ['membership', 1, null],
      ['membership-gift', 5, null],
    ]);
    expect(here.events('gift')[0]?.text).toBe('A1 please');
    expect(here.skipped).toHaveLength(1);
  });

  it('knows what was deleted, who was banned and that the chat was ended', async () => {
    const there = await fake({ apiKey: KEY });
    const here = await watch(there);
    const spoken = say.text(mai, 'rude');
    there.push(spoken, say.deleted(spoken.id), say.banned(mai, 300), say.ended());
    await here.until('the end', () => here.outcome() === 'end');
    const [first, second] = here.events('removal');
    expect(first).toMatchObject({ target: 'message', targetIds: [spoken.id] });
    expect(second).toMatchObject({ target: 'author', targetIds: [mai.id] });
    expect(here.got.at(-1)?.event.kind).toBe('ended');
  });

  it('ends when the chat says so by an error, or the broadcast stays offline', async () => {
    let over = false;
    const there = await fake({
      apiKey: KEY,
      refuse: (call) => (over && call === 'GET liveChat/messages' ? { code: 403, reason: 'liveChatEnded' } : null),
    });
    const here = await watch(there);
    await listening(here, there);
    over = true;
    await here.until('the end', () => here.outcome() === 'end');
    expect(here.events('ended')).toHaveLength(1);
    const other = await fake({ apiKey: KEY, intervalMs: 50 });
    const silent = await watch(other);
    other.offline();
    await silent.until('the end', () => silent.outcome() === 'end');
  });

  it('streams, and goes on from the token where the server closed the stream, without a line twice or lost', async () => {
    const there = await fake({ apiKey: KEY, grpc: true, closeStreamAfterMs: 250 });
    const here = await watch(there);
    for (let n = 0; n < 20; n++) {
      there.push(say.text(mai, `line ${n}`));
      await pause(80);
    }
    await here.until('all', () => here.texts().length === 20);
    expect(here.texts()).toEqual(Array.from({ length: 20 }, (_, n) => `line ${n}`));
    expect(there.seen.streams.length).toBeGreaterThan(2);
    expect(there.seen.streams.at(-1)?.token).not.toBe('');
    expect(there.seen.streams[0]?.key).toBe(KEY);
    expect(there.seen.calls).not.toContain('GET liveChat/messages');
  });

  it('streams where REST has no chat at all, and from an address written with its protocol', async () => {
    const there = await fake({ apiKey: KEY, grpc: true, without: ['liveChat/messages', 'channels', 'search'] });
    const endpoints = { ...there.endpoints, YOUTUBE_GRPC_URL: `http://${there.endpoints.YOUTUBE_GRPC_URL}/` };
    const here = await watch(there, { endpoints });
    there.push(say.text(mai, 'hello'));
    await here.until('the message', () => here.texts().length === 1);
  });

  it('polls where the address of the stream leads nowhere', async () => {
    const there = await fake({ apiKey: KEY });
    const here = await watch(there, { endpoints: { ...there.endpoints, YOUTUBE_GRPC_URL: '127.0.0.1:9' } });
    there.push(say.text(mai, 'hello'));
    await here.until('the message', () => here.texts().length === 1, 8_000);
  });

  it.each([
    [status.RESOURCE_EXHAUSTED, 'Quota exceeded for quota metric', 'quota', false],
    [status.RESOURCE_EXHAUSTED, 'The request was sent too quickly after the previous request.', 'rate-limited', false],
    [status.PERMISSION_DENIED, 'The caller may not read this chat.', 'forbidden', true],
    [status.UNAUTHENTICATED, 'bad key', 'unauthorized', true],
  ])('takes stream status %s (%s) for what it is', async (code, details, meant, final) => {
    const there = await fake({ apiKey: KEY, grpc: true, streams: () => ({ code, details }) });
    expect(await failure(there)).toMatchObject({ code: meant, final });
  });

  it('says that a stream which broke is worth another try, and resumes after the last line', async () => {
    const there = await fake({ apiKey: KEY, grpc: true });
    const here = await watch(there);
    there.push(say.text(mai, 'one'));
    await here.until('one', () => here.texts().length === 1);
    there.cutStreams();
    await here.until('the fault', () => here.outcome() !== null);
    expect(here.outcome()).toMatchObject({ code: 'network', final: false });
    there.push(say.text(mai, 'two'));
    const again = await watch(there, { cursor: here.got.at(-1)?.cursor ?? null });
    await again.until('two', () => again.texts().length > 0);
    expect(again.texts()).toEqual(['two']);
  });

  it.each([
    ['polling', false],
    ['the stream', true],
  ])('renews a token that ends in mid-show, with %s', async (_, grpc) => {
    const there = await fake({ refreshToken: REFRESH, grpc, ...(grpc ? { closeStreamAfterMs: 300 } : {}) });
    const here = await watch(there);
    there.push(say.text(mai, 'one'));
    await here.until('one', () => here.texts().length === 1);
    there.expireTokens();
    there.push(say.text(mai, 'two'));
    await pause(400);
    there.push(say.text(mai, 'three'));
    await here.until('three', () => here.texts().length === 3);
    there.expireTokens();
    const done = await here.session.act.reply?.(
      { key: '1', text: 'B2 is yours', toHandle: 'mai.shops' },
      new AbortController().signal,
    );
    expect(there.seen.inserted).toEqual(['@mai.shops B2 is yours']);
    expect(done?.id).toMatch(/^LCC/);
    expect(there.seen.tokens).toBeGreaterThan(1);
    expect(here.outcome()).toBeNull();
  });

  it('says that a revoked sign-in or a wrong key must be put right by a person, and tells neither', async () => {
    const there = await fake({ refreshToken: REFRESH, apiKey: KEY });
    const revoked = await failure(there, { settings: { ...there.settings, refreshToken: '1//0revoked' } });
    expect(revoked).toMatchObject({ code: 'unauthorized', final: true });
    const wrong = await failure(there, { settings: { apiKey: 'AIzaWrong-key-9876543210' } });
    expect(wrong).toMatchObject({ code: 'unauthorized', final: true });
    expect(`${revoked.message}${revoked.stack}${wrong.message}${wrong.stack}`).not.toMatch(/0revoked|AIzaWrong|GOCSPX/);
  });

  it.each([
    ['quotaExceeded', 403, undefined, { code: 'quota', final: false }],
    ['rateLimitExceeded', 429, '3', { code: 'rate-limited', final: false, retryAfterMs: 3_000 }],
    ['forbidden', 403, undefined, { code: 'forbidden', final: true }],
    ['liveChatDisabled', 403, undefined, { code: 'forbidden', final: true }],
    ['backendError', 503, undefined, { code: 'network', final: false }],
  ])('takes %s for what it is', async (reason, code, retryAfter, meant) => {
    const there = await fake({
      apiKey: KEY,
      refuse: (call) =>
        call === 'GET liveChat/messages' ? { code, reason, ...(retryAfter ? { retryAfter } : {}) } : null,
    });
    expect(await failure(there)).toMatchObject(meant);
  });

  it('never writes more than the platform takes, counted in any way, and keeps the address at the end', async () => {
    const there = await fake({ refreshToken: REFRESH });
    const here = await watch(there);
    const link = 'https://shop.example.com/friday';
    const reply = (text: string) =>
      here.session.act.reply?.({ key: text, text, toHandle: 'mai.shops' }, new AbortController().signal);
    await reply(`${'ขอบคุณ '.repeat(60)}${link}`);
    await reply(`${'🛍️'.repeat(120)} ${link}`);
    expect(there.seen.inserted).toHaveLength(2);
    expect(there.seen.inserted.every((text) => text.endsWith(link))).toBe(true);
  });

  it.each([
    ['polled', false],
    ['streamed, before the answer to the insert is there', true],
  ])('knows what it wrote itself, %s, also where nobody says whose sign-in it is', async (_, grpc) => {
    const helper = { id: 'UChelperhelperhelperhelp', name: '@shop.helper' };
    const late = { insertAnswersAfterMs: grpc ? 150 : 0 };
    const there = await fake({ refreshToken: REFRESH, grpc, without: ['channels'], writesAs: helper, ...late });
    const here = await watch(there);
    await listening(here, there);
    for (const text of ['Z7 is back', 'Z7 again'])
      await here.session.act.reply?.({ key: text, text }, new AbortController().signal);
    there.push(say.text(mai, 'Z7'));
    await here.until('all', () => here.texts().includes('Z7'));
    expect(here.events('message').map(({ author }) => author?.badges ?? [])).toEqual([['owner'], ['owner'], []]);
  });

  it('deletes and bans, and says that a key alone may not write', async () => {
    const there = await fake({ refreshToken: REFRESH, apiKey: KEY });
    const here = await watch(there);
    const { signal } = new AbortController();
    await here.session.act.remove?.({ key: '1', messageId: 'LCC.x' }, signal);
    await here.session.act.ban?.({ key: '2', authorId: mai.id, forSeconds: 300 }, signal);
    expect(there.seen.deleted).toEqual(['LCC.x']);
    expect(there.seen.banned).toMatchObject([
      { snippet: { type: 'temporary', bannedUserDetails: { channelId: mai.id } } },
    ]);
    const reader = await watch(there, { settings: { apiKey: KEY } });
    await expect(reader.session.act.reply?.({ key: '3', text: 'x' }, signal)).rejects.toMatchObject({
      code: 'unsupported',
      final: true,
    });
  });
});
