import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callerOf, hubPlace, signIn, startHub, type HubPlace, type HubProcess } from '../harness/hub-process.ts';
import { findChromium, launchChromium, openWindow } from './browser.ts';

let place: HubPlace;
let hub: HubProcess;
let browser: Browser;
let page: Page;
let call: ReturnType<typeof callerOf>;
let showId: string;
let codes: Map<string, string>;

const soon = { timeout: 25_000 };
const region = (name: string): Locator => page.getByRole('region', { name });

describe.skipIf(findChromium() === null)('a switch that viewers see eight seconds later', () => {
  beforeAll(async () => {
    place = await hubPlace();
    hub = await startHub(place);
    const cookie = await signIn(hub);
    call = callerOf(hub.url, cookie);
    for (let tries = 0; tries < 60 && showId === undefined; tries += 1) {
      showId = (await call<{ id: string }[]>('GET', '/api/shows'))[0]?.id as string;
      await wait(250);
    }
    const products = await call<{ id: string; code: string }[]>('GET', '/api/products');
    codes = new Map(products.map((one) => [one.code, one.id]));
    browser = await launchChromium();
    page = await openWindow(browser, hub, cookie, { theme: 'dark', width: 1440 });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await hub?.stop();
    await place?.remove();
  }, 60_000);

  const show = (code: string) => call('POST', `/api/shows/${showId}/showing`, { productId: codes.get(code) });
  const say = (name: string, text: string) =>
    call('POST', `/api/rehearsals/${showId}/say`, { platform: 'tiktok', name, text });
  /** In the tray of doubts. */
  const doubt = (name: string): Locator => region('Details').getByRole('listitem').filter({ hasText: name });

  test(
    'leaves what is unsure to one key, and moves what was taken for the wrong product, with undo',
    { timeout: 150_000 },
    async () => {
      await page.goto(`${hub.url}/live/${showId}`);
      await page.getByRole('option').first().waitFor(soon);

      // The delay is set where the line's health is shown, while on air.
      await page
        .getByTitle(/^TikTok/)
        .first()
        .click();
      await page.getByRole('textbox', { name: 'Seconds' }).first().fill('8');
      await page.getByRole('button', { name: 'Set', exact: true }).first().click();
      await page.getByText('Viewers see the show 8 s later, as you set it.').waitFor(soon);
      await page.keyboard.press('Escape');

      await show('B07');
      await wait(14_000);
      await show('B15');
      await wait(6_500);
      await say('Nuria', 'mine');
      await say('Oscar', 'mine leather belt');

      // Nuria may have seen either; Oscar says which.
      await page.keyboard.press('w');
      await doubt('Nuria').waitFor(soon);
      expect(await doubt('Oscar').count()).toBe(0);
      await doubt('Nuria').getByRole('button', { name: '1 B07' }).focus();
      await page.keyboard.press('1');
      await page.getByText('B07 for Nuria').first().waitFor(soon);
      await expect.poll(() => doubt('Nuria').count(), soon).toBe(0);
      await page.getByRole('button', { name: 'Undo' }).first().click();
      await doubt('Nuria').waitFor(soon);
      await doubt('Nuria').getByRole('button', { name: '2 B15' }).focus();
      await page.keyboard.press('2');
      await expect.poll(() => doubt('Nuria').count(), soon).toBe(0);

      // Long after the switch everybody sees B15; the host had held up B07 again.
      await wait(7_000);
      await say('Petra', 'mine');
      await say('Quinn', 'mine x2');
      await region('Details').getByRole('button', { name: 'Claims', exact: true }).click();
      await region('Details')
        .getByText('Petra · Silk scarf', { exact: false })
        .or(region('Details').getByText('petra · Silk scarf', { exact: false }))
        .first()
        .waitFor(soon);
      await page.getByRole('button', { name: 'Move …' }).click();
      const sheet = page.getByRole('dialog', { name: 'Move these claims' });
      // The rehearsal's own viewers say "mine" too.
      const button = sheet.getByRole('button', { name: /^Move \d+ claims to B07/ });
      await button.waitFor(soon);
      const many = Number(/\d+/.exec((await button.textContent()) ?? '')?.[0]);
      expect(many).toBeGreaterThanOrEqual(2);
      await button.click();
      await page
        .getByText(/^\d+ claims moved to B07/)
        .first()
        .waitFor(soon);
      const moved = () =>
        call<{ claims: number; waiting: number; undoneBy: string | null; undoes: string | null }[]>(
          'GET',
          `/api/shows/${showId}/moves`,
        );
      await expect.poll(async () => (await moved())[0], soon).toMatchObject({ waiting: 0, undoneBy: null });
      const petra = async () =>
        (await page.locator('body').textContent())?.includes('moved here, and in stock') === true;
      await expect.poll(petra, soon).toBe(true);
      await page.getByRole('button', { name: 'Undo' }).last().click();
      await page
        .getByText(/^\d+ claims moved back/)
        .first()
        .waitFor(soon);
      await expect.poll(async () => (await moved()).find((one) => one.undoes !== null)?.waiting, soon).toBe(0);
      const [back, there] = await moved();
      expect([back?.claims, there?.undoneBy === null]).toEqual([there?.claims, false]);
    },
  );
});
