import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, expect, it } from 'vitest';
import { HOME } from '../config.ts';
import { followFeed } from '../rehearsal/feed-client.ts';
import { callerOf, hubPlace, signIn, startHub, type HubPlace, type HubProcess } from './harness/hub-process.ts';

const KILLS = 10;

let place: HubPlace | undefined;
let hub: HubProcess | undefined;

afterAll(async () => {
  await hub?.stop();
  await place?.remove();
});

/** Everything that was told to anybody: committed, so it must be there, and once. */
async function missingOrDoubled(databaseUrl: string, showId: string, told: ReadonlySet<string>): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ key: string; n: number }>(
      `SELECT platform || ' ' || platform_id AS key, count(*)::int AS n FROM record.event
        WHERE show_id = $1 AND platform_id IS NOT NULL GROUP BY platform, kind, platform_id`,
      [showId],
    );
    const times = new Map(rows.map(({ key, n }) => [key, n]));
    return [...told].filter((key) => !times.has(key)).concat(rows.filter(({ n }) => n > 1).map(({ key }) => key));
  } finally {
    await client.end();
  }
}

it('keeps everything that was told to anybody, once, through ten kills in mid-rehearsal, and the doctor finds nothing', async () => {
  place = await hubPlace();
  hub = await startHub(place);
  const cookie = await signIn(hub);
  const call = callerOf(hub.url, cookie);
  const shows = await call<{ id: string; kind: string }[]>('GET', '/api/shows');
  const showId = shows.find((show) => show.kind === 'rehearsal')?.id ?? '';
  const told = new Set<string>();
  for (let kills = 0; kills < KILLS; kills++) {
    const feed = await followFeed({ url: hub.url, cookie, showId, now: Date.now });
    const before = told.size;
    await call('POST', `/api/rehearsals/${showId}/pace`, { pace: 'wild' }).catch(() => undefined);
    // Killed at any moment, but not before something new was told.
    for (let waited = 0; feed.seenMs.size === 0 || told.size <= before + 20; waited += 100) {
      for (const key of feed.seenMs.keys()) told.add(key);
      if (waited % 1_000 === 0)
        await call('POST', `/api/rehearsals/${showId}/pace`, { pace: 'wild' }).catch(() => undefined);
      expect(waited, `kill ${kills}: nothing new came in`).toBeLessThan(30_000);
      await wait(100);
    }
    await wait(Math.random() * 400);
    await hub.kill();
    for (const key of feed.seenMs.keys()) told.add(key);
    feed.close();
    hub = await startHub(place);
    expect(await missingOrDoubled(await hub.databaseUrl(), showId, told)).toEqual([]);
  }
  expect(told.size).toBeGreaterThan(KILLS * 20);
  // Let the lanes finish what they hold before the whole is looked at.
  await wait(2_000);
  const doctor = await promisify(execFile)(process.execPath, [join(HOME, 'server', 'watch', 'doctor-cli.ts')], {
    cwd: HOME,
    env: { ...process.env, ...place.env },
  });
  expect(doctor.stdout).not.toMatch(/FAIL/i);
}, 300_000);
