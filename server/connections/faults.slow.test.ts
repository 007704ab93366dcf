import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { openStage, type Stage } from './stage.fixture.ts';

let stage: Stage;
afterEach(() => stage.close());

const count = async (sql: string): Promise<number> => Number((await stage.query(sql))[0]?.['n'] ?? 0);
const storedOf = (platform: string): Promise<number> =>
  count(`SELECT count(*) AS n FROM record.event WHERE kind = 'message' AND platform = '${platform}'`);

const REPAIRED = ['youtube', 'facebook'];
const ALL = [...REPAIRED, 'tiktok'];

test('thirty seconds without a line, a hundred messages a second: all repaired on YouTube and Facebook, the gap stated on TikTok', async () => {
  stage = await openStage(ALL);
  await stage.supervisor.start();
  const live = () => count(`SELECT count(*) AS n FROM broadcast WHERE state = 'live'`);
  await expect.poll(live, { timeout: 10_000 }).toBe(ALL.length);
  const stop = stage.chatter(ALL, 100);
  await wait(5_000);
  for (const platform of ALL) stage.on(platform).fault({ kind: 'drop', forMs: 30_000 });
  await wait(30_000);
  const closed = () => count('SELECT count(*) AS n FROM gap WHERE ended_at IS NOT NULL');
  // The next try comes within the ceiling that half a minute of failures has grown.
  await expect.poll(closed, { timeout: 40_000 }).toBe(ALL.length);
  await wait(2_000);
  const said = stop();
  for (const platform of REPAIRED) await isRepaired(platform, said.get(platform)?.length ?? 0);
  await isStated('tiktok', said.get('tiktok')?.length ?? 0);
}, 150_000);

async function isRepaired(platform: string, said: number): Promise<void> {
  await expect.poll(() => storedOf(platform), { timeout: 20_000 }).toBe(said);
  const late = await count(`SELECT count(*) AS n FROM record.event WHERE platform = '${platform}' AND late`);
  expect(late).toBeGreaterThan(2_000);
  expect(await stage.query(`SELECT resumed, repaired FROM gap WHERE connection_id = '${platform}'`)).toEqual([
    { resumed: true, repaired: late },
  ]);
}

async function isStated(platform: string, said: number): Promise<void> {
  const { published } = stage.on(platform).journal();
  const lost = published.filter((one) => one.lost === true).length;
  expect(lost).toBeGreaterThan(2_500);
  // The last words wait a moment for what may have been said before them.
  await expect.poll(async () => (await storedOf(platform)) + lost).toBe(said);
  const [gap] = await stage.query(
    `SELECT resumed, extract(epoch FROM ended_at - started_at)::float AS seconds FROM gap WHERE connection_id = '${platform}'`,
  );
  expect(gap).toMatchObject({ resumed: false });
  expect(Number(gap?.['seconds'])).toBeGreaterThan(29);
}
