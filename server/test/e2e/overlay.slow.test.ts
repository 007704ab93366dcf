import pg from 'pg';
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callerOf, hubPlace, signIn, startHub, type HubPlace, type HubProcess } from '../harness/hub-process.ts';
import { findChromium, launchChromium, openWindow } from './browser.ts';

// A rehearsal in which TikTok has no key: its buyers are told on screen, by a page as OBS has it.

const soon = { timeout: 30_000 };
const HOSTILE = [
  `<img src=x onerror="window.pwned=1">`,
  `"><script>window.pwned=1</script>`,
  'محمد عبد الرحمن',
  '👩‍👩‍👧‍👦🌸✨',
  'x'.repeat(80),
  `Z${'\u0301'.repeat(30)}algo`,
  '\u202Emoc.live',
];

let place: HubPlace;
let hub: HubProcess;
let browser: Browser;
let db: pg.Client;
let cookie: string;
let call: ReturnType<typeof callerOf>;
let showId: string;
let obs: Page;
let overlay: { id: string; address: string; here: string };
const errors: string[] = [];

interface Trail {
  claims: { id: string; state: string }[];
  replies: { reply: { state: string; way: string | null; sentAtMs: number | null; createdAtMs: number } }[];
}
const say = (name: string, text: string): Promise<{ platformId: string }> =>
  call('POST', `/api/rehearsals/${showId}/say`, { platform: 'tiktok', name, text });
async function until<T>(ask: () => Promise<T>, is: (value: T) => boolean, what: string): Promise<T> {
  for (const began = Date.now(); Date.now() - began < 40_000; await wait(250)) {
    const value = await ask();
    if (is(value)) return value;
  }
  throw new Error(`never: ${what}`);
}

describe.skipIf(findChromium() === null)('the overlay over the video', () => {
  beforeAll(async () => {
    place = await hubPlace();
    hub = await startHub(place);
    cookie = await signIn(hub);
    call = callerOf(hub.url, cookie);
    browser = await launchChromium();
    db = new pg.Client({ connectionString: await hub.databaseUrl() });
    db.on('error', () => undefined);
    await db.connect();
    showId = (await call<{ id: string }[]>('GET', '/api/shows'))[0]?.id ?? '';
    // Without a key nobody can be answered on TikTok; the line is opened anew without it.
    await db.query(
      "UPDATE connection SET settings = settings - 'sessionId', version = version + 1 WHERE platform = 'tiktok' AND rehearsal_show_id = $1",
      [showId],
    );
    await call('POST', `/api/rehearsals/${showId}/trouble`, { platform: 'tiktok', kind: 'drop', forMs: 500 });
    overlay = await call('POST', '/api/overlays', {
      name: 'OBS',
      showId,
      destinations: ['tiktok'],
      settings: { lines: 10, seconds: 3 },
    });
    obs = await (await browser.newContext({ viewport: { width: 1920, height: 1080 } })).newPage();
    obs.on('pageerror', (error) => errors.push(error.message));
    obs.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    obs.on('request', (request) => {
      if (!request.url().includes('/o/')) errors.push(`loaded ${request.url()}`);
    });
    await obs.goto(overlay.here);
  }, 180_000);
  afterAll(async () => {
    await db?.end();
    await browser?.close();
    await hub?.stop();
    await place?.remove();
  }, 60_000);

  test(
    'now showing is drawn, without an address over TikTok’s video, and the picture is clear',
    { timeout: 60_000 },
    async () => {
      await obs.locator('#now').waitFor(soon);
      expect(await obs.locator('#code').textContent()).toMatch(/\w/);
      expect(await obs.locator('#rehearsal').isVisible()).toBe(true);
      expect(await obs.locator('#place').isVisible()).toBe(false);
      expect(await obs.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgba(0, 0, 0, 0)');
      expect(
        await obs.evaluate(
          () =>
            document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight,
        ),
      ).toBe(true);
    },
  );

  test(
    'TikTok without a key: its buyers are told on screen, and delivered when they were shown long enough',
    { timeout: 120_000 },
    async () => {
      const [product] = await call<{ code: string; options: Record<string, string[]> }[]>('GET', '/api/products');
      const plain =
        (await call<{ code: string; variants: unknown[] }[]>('GET', '/api/products')).find(
          (one) => one.variants.length === 1,
        ) ?? product;
      const code = plain?.code ?? '';
      // Until the line without a key is open, an old one may still carry an answer.
      await until(
        async () =>
          (
            await db.query(
              "SELECT 1 FROM outbox o JOIN connection c ON c.id = o.connection_id WHERE c.platform = 'tiktok' AND o.kind = 'screen'",
            )
          ).rowCount ?? 0,
        (rows) => rows > 0,
        'a reply for the screen',
      );
      const said = await say('Ana Luz', `mine ${code}`);
      const line = obs.locator('#lines li', { hasText: 'analuz' });
      await line.waitFor(soon);
      const drawnMs = Date.now();
      const trail = await until(
        () => call<Trail>('GET', `/api/rehearsals/${showId}/said/${said.platformId}`),
        ({ replies }) => replies.some(({ reply }) => reply.state === 'sent'),
        'sent on screen',
      );
      expect(Date.now() - drawnMs).toBeGreaterThan(2_500);
      expect(trail.replies.map(({ reply }) => [reply.state, reply.way])).toContainEqual(['sent', 'screen']);
    },
  );

  test(
    'names that try to be clever stand there as text, whole on the picture, and run nothing',
    { timeout: 120_000 },
    async () => {
      await obs.evaluate(() => {
        const seen: string[] = [];
        (globalThis as unknown as { seen: string[] }).seen = seen;
        new MutationObserver((changes) => {
          for (const change of changes)
            for (const node of change.addedNodes)
              if (node instanceof HTMLElement && node.tagName === 'LI') {
                const box = node.getBoundingClientRect();
                seen.push(`${box.left >= 0 && box.right <= innerWidth && box.bottom <= innerHeight} ${node.innerText}`);
              }
        }).observe(document.getElementById('lines') as HTMLElement, { childList: true });
      });
      // A platform's own name may be anything: straight into what is owed, past what a simulator makes a handle of.
      await db.query(
        `INSERT INTO outbox (id, workspace_id, show_id, connection_id, broadcast_id, kind, about, text, target, made_by, deadline)
         SELECT 'hostile' || i, c.workspace_id, $1, c.id, b.id, 'screen', 'reserved', '@x', jsonb_build_object('screen', jsonb_build_object('name', n, 'code', 'A12', 'what', 'reserved')), 'rule', now() + interval '2 minutes'
         FROM connection c JOIN broadcast b ON b.connection_id = c.id, unnest($2::text[]) WITH ORDINALITY AS u(n, i) WHERE c.platform = 'tiktok' AND c.rehearsal_show_id = $1`,
        [showId, HOSTILE],
      );
      const seen = await until(
        () => obs.evaluate(() => (globalThis as unknown as { seen: string[] }).seen),
        (lines) =>
          lines.some((line) => line.includes('<img src')) &&
          lines.some((line) => line.includes('محمد')) &&
          lines.some((line) => line.includes('xxxx')),
        'the hostile names',
      );
      expect(seen.every((line) => line.startsWith('true '))).toBe(true);
      expect(seen.join()).not.toContain('\u202E');
      expect(await obs.locator('img, script[src], a, iframe').count()).toBe(0);
      expect(await obs.evaluate(() => 'pwned' in globalThis)).toBe(false);
      expect(errors).toEqual([]);
    },
  );

  test(
    'F puts the picked message on the screen, a person answers there, and Shift N clears it',
    { timeout: 90_000 },
    async () => {
      const page = await openWindow(browser, hub, cookie, { theme: 'dark', width: 1440 });
      await page.goto(`${hub.url}/live/${showId}`);
      const text = `<b onmouseover=alert(1)>what a lovely colour ${Date.now()}`;
      await say('Rosa', text);
      const row = page.getByRole('option').filter({ hasText: text }).first();
      await row.waitFor(soon);
      await row.click();
      await page.keyboard.press('f');
      await obs.locator('#featured', { hasText: 'what a lovely colour' }).waitFor(soon);
      expect(await obs.locator('#words').textContent()).toContain('<b onmouseover');
      expect(await obs.locator('#by').textContent()).toBe('Rosa');
      expect(await obs.locator('#featured b').count()).toBe(0);
      await page.getByRole('option').filter({ hasText: 'ON AIR' }).first().waitFor(soon);
      // Answered on screen, by a person.
      const details = page.getByRole('region', { name: 'Details' });
      await details.getByRole('checkbox', { name: 'On screen instead' }).check();
      await details.getByRole('textbox', { name: /^Answer on screen/ }).fill('It comes in sand too');
      await details.getByRole('button', { name: 'Send' }).click();
      await obs.locator('#lines li', { hasText: 'It comes in sand too' }).waitFor(soon);
      await details.getByText('on screen', { exact: false }).first().waitFor(soon);
      await details.locator('.reply').getByText(/^sent/).first().waitFor(soon);
      await page.keyboard.press('Shift+N');
      await obs.locator('#featured').waitFor({ state: 'hidden', ...soon });
      await page.getByRole('button', { name: /^On screen/ }).waitFor(soon);
      await page.context().close();
    },
  );

  test(
    'revoked: the picture is empty within a second, and the address leads nowhere',
    { timeout: 60_000 },
    async () => {
      const began = Date.now();
      await call('DELETE', `/api/overlays/${overlay.id}`);
      await obs.locator('#now').waitFor({ state: 'detached', timeout: 5_000 });
      expect(Date.now() - began).toBeLessThan(1_000);
      expect(await obs.evaluate(() => document.body.innerText)).toBe('');
      const gone = await fetch(overlay.here);
      expect(gone.status).toBe(404);
      expect(errors).toEqual([]);
    },
  );
});
