import pg from 'pg';
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFacebookSimulator } from '../../../connectors/platforms/facebook/simulator/index.ts';
import { startInstagramSimulator } from '../../../connectors/platforms/instagram/simulator/index.ts';
import type { Simulator } from '../../../connectors/platforms/testkit/simulator.ts';
import { callerOf, hubPlace, signIn, startHub, type HubPlace, type HubProcess } from '../harness/hub-process.ts';
import { proveAddress } from '../proven-address.ts';
import { findChromium, launchChromium, openWindow } from './browser.ts';

// A live show on an Instagram account that no review has passed, and on a Facebook Page that answers 429.

const OPTIONS: Record<number, string> = { 1: 'red M', 2: 'red L', 3: 'red S' };
const soon = { timeout: 40_000 };
const PUBLIC = 'http://hub.example';
let place: HubPlace;
let hub: HubProcess;
let browser: Browser;
let page: Page;
let db: pg.Client;
let sims: Record<'instagram' | 'facebook', Simulator>;
let showId: string;

const details = (): Locator => page.getByRole('region', { name: 'Details' });

function claim(platform: 'instagram' | 'facebook', n: number, code: string): void {
  const id = `610000000000000${n}`;
  sims[platform].publish({
    kind: 'message',
    author: { id, handle: `nok${n}`, name: `Nok ${n}` },
    text: `mine ${code} ${OPTIONS[n] ?? ''}`,
  });
}
async function until(ask: () => Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 160; tries += 1, await wait(250)) if (await ask()) return;
  throw new Error(`never: ${what}; there is ${(await states()).join(', ')}`);
}
const states = async (): Promise<string[]> =>
  (
    await db.query<{ line: string }>(
      "SELECT c.platform || ' ' || o.state AS line FROM outbox o JOIN connection c ON c.id = o.connection_id WHERE o.show_id = $1 AND o.about <> 'pinned'",
      [showId],
    )
  ).rows.map((row) => row.line);

describe.skipIf(findChromium() === null)('what was not delivered', () => {
  beforeAll(async () => {
    sims = {
      instagram: await startInstagramSimulator({ seed: 'untold', access: 'standard' }),
      facebook: await startFacebookSimulator({ seed: 'untold', access: 'advanced' }),
    };
    place = await hubPlace({
      PUBLIC_URL: PUBLIC,
      INSTAGRAM_GRAPH_URL: sims.instagram.connection.endpoints['INSTAGRAM_GRAPH_URL'] ?? '',
      FACEBOOK_GRAPH_URL: sims.facebook.connection.endpoints['FACEBOOK_GRAPH_URL'] ?? '',
    });
    hub = await startHub(place);
    const cookie = await signIn(hub);
    const call = callerOf(hub.url, cookie);
    for (const show of await call<{ id: string; kind: string }[]>('GET', '/api/shows'))
      if (show.kind === 'rehearsal') await call('DELETE', `/api/rehearsals/${show.id}`);
    const ids: string[] = [];
    for (const platform of ['instagram', 'facebook'] as const) {
      const { broadcast, settings } = sims[platform].connection;
      const made = await call<{ id: string }>('POST', '/api/connections', {
        platform,
        name: platform,
        broadcast,
        settings,
      });
      ids.push(made.id);
    }
    showId = (await call<{ id: string }>('POST', '/api/shows', { title: 'Untold' })).id;
    db = new pg.Client({ connectionString: await hub.databaseUrl() });
    db.on('error', () => undefined);
    await db.connect();
    await proveAddress(db, PUBLIC);
    await call('POST', `/api/shows/${showId}/start`, { connectionIds: ids });
    await until(
      async () =>
        (await db.query("SELECT FROM connection_health WHERE show_id = $1 AND state = 'live'", [showId])).rowCount ===
        2,
      'both lines live',
    );
    browser = await launchChromium();
    page = await openWindow(browser, hub, cookie, { width: 1440, theme: 'light' });
    await page.goto(`${hub.url}/live`);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await db?.end();
    await hub?.stop();
    for (const sim of Object.values(sims ?? {})) await sim.close();
    await place?.remove();
  }, 60_000);

  test(
    'stands in the console with the reason, and is told another way: standard access, then 429',
    { timeout: 170_000 },
    async () => {
      const { rows } = await db.query<{ code: string }>('SELECT code FROM product ORDER BY code_key LIMIT 1');
      const code = rows[0]?.code ?? '';

      // The message to pin was said on Facebook, and is asked for once.
      const asked = page.getByRole('note').filter({ hasText: 'Pin this on Facebook' });
      await asked.waitFor(soon);
      await asked.getByRole('button', { name: 'Done' }).click();
      await asked.waitFor({ ...soon, state: 'detached' });

      // Before the review Instagram refuses private replies to strangers, and offers no public one.
      claim('instagram', 1, code);
      claim('instagram', 2, code);
      await until(
        async () => (await states()).filter((line) => line === 'instagram unreachable').length === 2,
        'two refused',
      );
      await details()
        .getByRole('button', { name: /Not told/ })
        .click();
      await details()
        .getByText(/Instagram: .*(review|role|permission|Advanced)/i)
        .first()
        .waitFor(soon);
      await details().getByText('cannot be reached').first().waitFor(soon);
      expect(
        await details()
          .getByRole('button', { name: /Not told/ })
          .textContent(),
      ).toContain('2');
      await details().getByRole('button', { name: 'Said on stream', exact: true }).first().click();
      await until(
        async () =>
          (
            (await details()
              .getByRole('button', { name: /Not told/ })
              .textContent()) ?? ''
          ).includes('1'),
        'one left',
      );

      // What changes for a buyer who was told is gathered; by then Facebook answers 429, until it is too late.
      claim('facebook', 3, code);
      await until(async () => (await states()).some((line) => line === 'facebook sent'), 'the first was told');
      claim('facebook', 3, code);
      await until(async () => (await states()).some((line) => line === 'facebook queued'), 'the second is gathered');
      sims.facebook.fault({ kind: 'throttle', times: 1_000, retryAfterMs: 60_000 });
      // Reading is answered the same, so that the line may be given up before the reply is asked for.
      const asked429 = `SELECT FROM connection_health h WHERE h.show_id = $1 AND h.state <> 'live' AND h.code = 'rate-limited'
        UNION ALL SELECT FROM outbox WHERE show_id = $1 AND error_code = 'rate-limited'`;
      await until(async () => (await db.query(asked429, [showId])).rowCount !== 0, 'the platform asked to wait');
      // Two minutes later, as the database tells the time.
      await db.query("UPDATE outbox SET deadline = now() WHERE show_id = $1 AND state = 'queued'", [showId]);
      await until(async () => (await states()).some((line) => line === 'facebook expired'), 'it was too late');
      await details()
        .getByText(/could not be said in time: /)
        .first()
        .waitFor(soon);
      await details().getByText('too late, not sent').first().waitFor(soon);
    },
  );
});
