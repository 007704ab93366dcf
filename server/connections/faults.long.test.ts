import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { systemClock, type Clock } from '../clock.ts';
import { openStage, type Stage } from './stage.fixture.ts';

let stage: Stage;
afterEach(() => stage.close());

/** What waits, waits a twentieth: looks at a broadcast that has not begun are far apart. */
const hurried: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms / 20, signal) };

const until = (check: () => unknown, timeout = 12_000) => expect.poll(check, { timeout, interval: 50 });
const states = async () =>
  Object.fromEntries(
    (await stage.query('SELECT platform, state FROM broadcast')).map((row) => [row.platform, row.state]),
  );
const stored = async (platform: string) =>
  (
    await stage.query(
      `SELECT platform_id AS id, late, received_at - spoken_at > interval '500 milliseconds' AS waited FROM record.event
       WHERE kind = 'message' AND platform = '${platform}' ORDER BY seq`,
    )
  ).map((row) => row as { id: string; late: boolean; waited: boolean });
const ids = async (platform: string) => (await stored(platform)).map((row) => row.id);
const gapsOf = (platform: string) =>
  stage.query(
    `SELECT reason, resumed, repaired, ended_at IS NOT NULL AS closed FROM gap WHERE connection_id = '${platform}' ORDER BY started_at`,
  );

async function opened(platforms: string[], clock?: Clock): Promise<void> {
  stage = await openStage(platforms, clock === undefined ? {} : { clock });
  await stage.supervisor.start();
  await until(states).toEqual(Object.fromEntries(platforms.map((platform) => [platform, 'live'])));
}

test('a line that drops during a hundred messages a second is repaired on YouTube, and the gap stated on TikTok', async () => {
  await opened(['youtube', 'tiktok']);
  const stop = stage.chatter(['youtube', 'tiktok'], 100);
  await wait(700);
  for (const platform of ['youtube', 'tiktok']) stage.on(platform).fault({ kind: 'drop', forMs: 2_000 });
  await until(() => gapsOf('youtube')).toMatchObject([{ closed: true }]);
  await until(() => gapsOf('tiktok')).toMatchObject([{ closed: true }]);
  await wait(700);
  const said = stop();
  await until(async () => (await ids('youtube')).length).toBe(said.get('youtube')?.length);
  expect((await ids('youtube')).toSorted()).toEqual(said.get('youtube')?.toSorted());
  const late = (await stored('youtube')).filter((row) => row.late);
  expect(late.length).toBeGreaterThan(100);
  // A true rank: what was said in the gap keeps the time at which it was said.
  expect(late.filter((row) => row.waited).length).toBeGreaterThan(late.length / 2);
  expect(await gapsOf('youtube')).toMatchObject([{ reason: 'network', resumed: true, repaired: late.length }]);

  const journal = stage.on('tiktok').journal().published;
  const lost = journal.filter((one) => one.lost === true).map((one) => one.id);
  expect(lost.length).toBeGreaterThan(50);
  // The last words wait a moment for what may have been said before them.
  await until(async () => new Set([...(await ids('tiktok')), ...lost]).size).toBe(journal.length);
  expect(await gapsOf('tiktok')).toMatchObject([{ reason: 'network', resumed: false }]);
});

test('a line to Facebook that drops during a hundred messages a second is repaired from its list', async () => {
  await opened(['facebook']);
  const stop = stage.chatter(['facebook'], 100);
  await wait(2_500);
  stage.on('facebook').fault({ kind: 'drop', forMs: 2_000 });
  await until(() => gapsOf('facebook'), 20_000).toMatchObject([{ closed: true }]);
  await wait(500);
  const said = stop();
  await until(async () => (await ids('facebook')).length, 20_000).toBe(said.get('facebook')?.length);
  expect((await ids('facebook')).toSorted()).toEqual(said.get('facebook')?.toSorted());
  const late = (await stored('facebook')).filter((row) => row.late);
  expect(late.length).toBeGreaterThan(100);
  expect(await gapsOf('facebook')).toMatchObject([{ resumed: true, repaired: late.length }]);
}, 60_000);

test('a token that expires in mid-show is refreshed without a lost event', async () => {
  await opened(['youtube']);
  const stop = stage.chatter(['youtube'], 50);
  await wait(400);
  stage.on('youtube').fault({ kind: 'stale-token' });
  stage.on('youtube').fault({ kind: 'drop', forMs: 200 });
  await until(() => gapsOf('youtube')).toMatchObject([{ closed: true }]);
  await wait(400);
  const said = stop();
  await until(async () => (await ids('youtube')).toSorted()).toEqual(said.get('youtube')?.toSorted());
  await until(() => stage.query('SELECT state, code FROM connection_health')).toEqual([{ state: 'live', code: null }]);
});

test('a 429 with a delay is obeyed: nothing is asked before it has passed', async () => {
  await opened(['youtube']);
  stage.on('youtube').fault({ kind: 'throttle', times: 1, retryAfterMs: 2_500 });
  stage.on('youtube').fault({ kind: 'drop', forMs: 10 });
  await until(() => stage.query('SELECT code FROM connection_health')).toEqual([{ code: 'rate-limited' }]);
  const toldMs = Date.now();
  const [health] = await stage.query(
    'SELECT round(extract(epoch FROM retry_at - updated_at) * 1000)::int AS ms FROM connection_health',
  );
  expect(Number(health?.ms)).toBeGreaterThan(1_200);
  await until(() => gapsOf('youtube')).toMatchObject([{ closed: true }]);
  expect(Date.now() - toldMs).toBeGreaterThan(1_000);
});

for (const platform of ['youtube', 'tiktok', 'facebook', 'instagram'])
  test(`a broadcast on ${platform} that ends and restarts is picked up within seconds, under its new id`, async () => {
    await opened([platform]);
    const [before] = await stage.query('SELECT id, live_id FROM broadcast');
    const first = stage.on(platform).publish({
      kind: 'message',
      author: { id: '71', handle: 'ann', name: 'Ann' },
      text: 'before',
    });
    await until(() => ids(platform)).toEqual(first);
    stage.on(platform).fault({ kind: 'restart' });
    await until(states).toEqual({ [platform]: 'ended' });
    await wait(500);
    // Said before the hub has found it: told as history, and not missed.
    const second = stage.on(platform).publish({
      kind: 'message',
      author: { id: '71', handle: 'ann', name: 'Ann' },
      text: 'after',
    });
    await until(states).toEqual({ [platform]: 'live' });
    await until(() => ids(platform)).toEqual([...first, ...second]);
    const [after] = await stage.query('SELECT id, live_id, ended_at FROM broadcast');
    expect(after).toMatchObject({ id: before?.id, ended_at: null });
    expect(after?.live_id).not.toBe(before?.live_id);
    expect((await stored(platform)).at(-1)).toMatchObject({ late: true });
    expect(await gapsOf(platform)).toMatchObject([{ reason: 'restart', closed: true, repaired: 1 }]);
  });

test('a broadcast that starts late is waited for, and one that ends early ends no other', async () => {
  stage = await openStage(['youtube', 'tiktok'], { clock: hurried });
  stage.on('tiktok').fault({ kind: 'end' });
  await stage.supervisor.start();
  await until(states).toEqual({ youtube: 'live', tiktok: 'waiting' });
  await until(() => stage.query(`SELECT state FROM connection_health WHERE connection_id = 'tiktok'`)).toEqual([
    { state: 'waiting' },
  ]);
  expect(await gapsOf('tiktok')).toEqual([]);
  stage.on('tiktok').fault({ kind: 'restart' });
  await until(states).toEqual({ youtube: 'live', tiktok: 'live' });
  stage.on('youtube').fault({ kind: 'end' });
  await until(states).toEqual({ youtube: 'ended', tiktok: 'live' });
  const said = stage
    .on('tiktok')
    .publish({ kind: 'message', author: { id: '71', handle: 'ann', name: 'Ann' }, text: 'hi' });
  await until(() => ids('tiktok')).toEqual(said);
});
