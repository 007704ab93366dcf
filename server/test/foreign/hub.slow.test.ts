import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pause } from './driver.ts';
import { onAir, type Stage } from './stage.ts';
import { snowflake, tell, type Person } from './tiktok-fake.ts';
import { say, type Refusal } from './youtube-fake.ts';

const nok: Person = { id: '6812345678901234567', handle: 'nok.sells', name: 'Nok' };
const mai = { id: 'UCmaimaimaimaimaimaimaim', name: '@mai.shops' };
const viewer = (handle: string): Person => ({ ...nok, id: `9${handle.length}${handle.charCodeAt(0)}`, handle });
const youtuber = (name: string) => ({ id: `UC${name}`.padEnd(24, 'x'), name: `@${name}` });

let stage: Stage;
let signAway = false;
let youtubeRefuses: (call: string) => Refusal = () => null;

beforeAll(async () => {
  stage = await onAir({
    tiktok: {
      ports: 'three',
      initial: [{ ...tell.chat(snowflake(1), viewer('yesterday'), 'CF Z7', Date.now() - 90_000), history: true }],
      sign: () => (signAway ? { status: 503 } : null),
    },
    youtube: {
      refreshToken: '1//0refresh-token',
      intervalMs: 250,
      grpc: true,
      closeStreamAfterMs: 3_000,
      // A helper answers, and this server cannot say which account it is.
      without: ['channels'],
      writesAs: { id: 'UChelper', name: '@shop.helper' },
      refuse: (call) => youtubeRefuses(call),
    },
    products: [
      { code: 'Z7', title: 'Linen shirt', price: '39.00', stock: 3 },
      { code: 'Q9', title: 'Straw hat', price: '12.50', stock: 1 },
    ],
  });
}, 180_000);
afterAll(() => stage?.close(), 60_000);

const claimOf = (handle: string) => stage.seen.all('claims').find((claim) => claim.handle === handle);
const claimed = (handle: string, state = 'reserved') =>
  stage.seen.until(`${handle} ${state}`, () => claimOf(handle)?.state === state);
const answersTo = (name: string) => stage.youtube.seen.inserted.filter((text) => text.includes(`@${name}`));
const prices = () => stage.youtube.seen.inserted.filter((text) => text.includes('39.00'));
const gaps = (platform: string) => stage.seen.gaps().filter((gap) => gap.platform === platform);

describe("the hub against strangers' servers", { timeout: 60_000 }, () => {
  it('finds both and holds both lines', async () => {
    expect(stage.tests).toMatchObject([{ ok: true }, { ok: true }]);
    await stage.seen.until(
      'both lines',
      () => stage.seen.all('connections').filter(({ state }) => state === 'live').length === 2,
    );
    expect(stage.tiktok.seen.paths.length).toBeGreaterThan(0);
  });

  it('reserves claims of both, answers where it can, and says why where it cannot', async () => {
    const { tiktok, youtube, seen } = stage;
    tiktok.frame([tell.chat(snowflake(11), nok, 'CF Z7')], { gzip: true, needAck: true });
    await claimed('nok.sells');
    youtube.push(say.text(mai, 'Z7 x1'));
    await claimed('mai.shops');
    await seen.until('the stock', () =>
      seen.all('stock').some(({ available, onHand }) => onHand === 3 && available === 1),
    );
    await seen.until('the answer', () => answersTo('mai.shops').length === 1);
    await seen.until('its state', () =>
      seen.all('replies').some(({ platform, state }) => platform === 'youtube' && state === 'sent'),
    );
    await seen.until('why TikTok has none', () =>
      seen
        .all('replies')
        .some(({ platform, state, sentence }) => platform === 'tiktok' && state === 'unreachable' && sentence !== null),
    );
    expect(claimOf('yesterday')).toBeUndefined();
  });

  it('takes neither its own answers nor what it heard twice for claims', async () => {
    const { youtube, tiktok } = stage;
    const doubled = say.text(youtuber('june'), 'Q9');
    youtube.push(doubled, doubled);
    await claimed('june');
    tiktok.frame([tell.chat(snowflake(11), nok, 'CF Z7')]);
    youtube.push(say.text(youtuber('kit'), 'how much is Z7?'));
    await stage.seen.until('both answers', () => answersTo('june').length === 1 && prices().length === 1);
    await pause(600);
    expect(
      stage.seen
        .all('claims')
        .map(({ handle }) => handle)
        .sort(),
    ).toEqual(['june', 'mai.shops', 'nok.sells']);
  });

  it('shows a line that was away as a gap with its length, and sells on after it', async () => {
    const { tiktok, seen } = stage;
    const before = gaps('tiktok').length;
    await pause(3_000);
    signAway = true;
    const droppedMs = performance.now();
    const awayMs = (): number => performance.now() - droppedMs;
    tiktok.drop();
    await seen.until('the gap', () => gaps('tiktok').length > before);
    await pause(2_000);
    signAway = false;
    await seen.until('its end', () => gaps('tiktok').every(({ endedAtMs }) => endedAtMs !== null), 30_000);
    const gap = gaps('tiktok').at(-1);
    const lengthMs = (gap?.endedAtMs ?? 0) - (gap?.startedAtMs ?? 0);
    expect(lengthMs).toBeGreaterThan(1_500);
    // Not the quiet before it as well.
    expect(lengthMs).toBeLessThan(awayMs() + 2_100);
    await seen.until('the line', () => tiktok.lines() === 1);
    tiktok.frame([tell.chat(snowflake(21), viewer('ploy'), 'z7')]);
    await claimed('ploy');
    tiktok.frame([tell.chat(snowflake(22), viewer('late'), 'Z7')]);
    await claimed('late', 'waitlisted');
  });

  it('goes on selling and answering when the token ends in mid-show and YouTube asks to slow down', async () => {
    const { youtube } = stage;
    let refusals = 0;
    youtubeRefuses = (call) =>
      call === 'POST liveChat/messages' && refusals++ < 1
        ? { code: 429, reason: 'rateLimitExceeded', retryAfter: '1' }
        : null;
    youtube.expireTokens();
    youtube.push(say.text(youtuber('lek'), 'Q9'));
    await claimed('lek', 'waitlisted');
    await stage.seen.until('the answer', () => answersTo('lek').length === 1, 20_000);
    expect(refusals).toBe(2);
    youtubeRefuses = () => null;
  });

  it(
    'has lost and doubled nothing after it was killed in mid-show and started again',
    { timeout: 300_000 },
    async () => {
      await stage.restart('SIGKILL', () => stage.youtube.push(say.text(youtuber('away'), 'Q9')));
      await stage.seen.until('what was said meanwhile', () => claimOf('away')?.state === 'waitlisted', 30_000);
      await stage.seen.until('its answer', () => answersTo('away').length === 1, 30_000);
      const reserved = stage.seen.all('claims').filter(({ state }) => state === 'reserved');
      expect(reserved.map(({ handle }) => handle).sort()).toEqual(['june', 'mai.shops', 'nok.sells', 'ploy']);
      for (const name of ['mai.shops', 'june', 'lek']) expect(answersTo(name)).toHaveLength(1);
      expect(prices()).toHaveLength(1);
    },
  );

  it('knows the end on both platforms, and looks only now and then whether they go on', async () => {
    const { tiktok, youtube, seen } = stage;
    await seen.until('TikTok again', () => tiktok.lines() === 1, 30_000);
    tiktok.frame([tell.control(snowflake(90), 3)]);
    youtube.push(say.ended());
    await seen.until('both ends', () => seen.all('connections').every(({ state }) => state === 'ended'));
    const asked = [tiktok.seen.paths.length, youtube.seen.streams.length];
    await pause(2_500);
    // A look is three requests at TikTok and one line at YouTube; two looks are never closer together than 1.5 s.
    expect(tiktok.seen.paths.length - (asked[0] ?? 0)).toBeLessThanOrEqual(6);
    expect(youtube.seen.streams.length - (asked[1] ?? 0)).toBeLessThanOrEqual(2);
  });
});
