import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { openStage, type Stage } from './stage.fixture.ts';

let stage: Stage;
afterEach(() => stage.close());

const count = async (sql: string): Promise<number> => Number((await stage.query(sql))[0]?.['n'] ?? 0);
const storedOf = (platform: string): Promise<number> =>
  count(`SELECT count(*) AS n FROM record.event WHERE kind = 'message' AND platform = '${platform}'`);

test('thirty seconds without a line, a hundred messages a second: all repaired on YouTube, the gap stated on TikTok', async () => {
  stage = await openStage(['youtube', 'tiktok']);
  await stage.supervisor.start();
  const live = () => count(`SELECT count(*) AS n FROM broadcast WHERE state = 'live'`);
  await expect.poll(live, { timeout: 10_000 }).toBe(2);
  const stop = stage.chatter(['youtube', 'tiktok'], 100);
  await wait(2_000);
  for (const platform of ['youtube', 'tiktok']) stage.on(platform).fault({ kind: 'drop', forMs: 30_000 });
  await wait(30_000);
  const closed = () => count('SELECT count(*) AS n FROM gap WHERE ended_at IS NOT NULL');
  // The next try comes within the ceiling that half a minute of failures has grown.
  await expect.poll(closed, { timeout: 40_000 }).toBe(2);
  await wait(2_000);
  const said = stop();
  const lengthOf = (platform: string): number => said.get(platform)?.length ?? 0;
  await expect.poll(() => storedOf('youtube'), { timeout: 20_000 }).toBe(lengthOf('youtube'));
  const late = await count(`SELECT count(*) AS n FROM record.event WHERE platform = 'youtube' AND late`);
  expect(late).toBeGreaterThan(2_500);
  expect(await stage.query(`SELECT resumed, repaired FROM gap WHERE connection_id = 'youtube'`)).toEqual([
    { resumed: true, repaired: late },
  ]);
  const lost = stage
    .on('tiktok')
    .journal()
    .published.filter((one) => one.lost === true).length;
  expect(lost).toBeGreaterThan(2_500);
  expect((await storedOf('tiktok')) + lost).toBe(lengthOf('tiktok'));
  const [gap] = await stage.query(
    `SELECT resumed, extract(epoch FROM ended_at - started_at)::float AS seconds FROM gap WHERE connection_id = 'tiktok'`,
  );
  expect(gap).toMatchObject({ resumed: false });
  expect(Number(gap?.['seconds'])).toBeGreaterThan(29);
}, 120_000);
