import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hubPlace, startHub, type HubPlace, type HubProcess } from '../harness/hub-process.ts';
import { findChromium, launchChromium } from './browser.ts';

/** From ready to the last page, everything a newcomer does. */
const WHOLE_LIMIT_MS = 120_000;

let place: HubPlace;
let hub: HubProcess;
let browser: Browser;
let page: Page;

const soon = { timeout: 25_000 };
const region = (name: string): Locator => page.getByRole('region', { name });
const rows = (): Locator => page.getByRole('option');

/** Speaks as a viewer and answers with the card that follows the message. */
async function say(platform: string, name: string, text: string): Promise<Locator> {
  await region('Details').getByRole('button', { name: 'Be a viewer' }).click();
  const form = page.getByRole('form', { name: 'Be a viewer' });
  await form.getByLabel('On').selectOption({ label: platform });
  await form.getByLabel('As').fill(name);
  await form.getByLabel('Message').fill(text);
  await form.getByRole('button', { name: 'Say' }).click();
  return page.getByRole('article', { name: 'The way of your message' }).filter({ hasText: text }).first();
}

async function claimedAndAnswered(platform: string, name: string, code: string): Promise<void> {
  const card = await say(platform, name, `mine ${code} please, ${name}`);
  await card.getByText(`Came through ${platform}`).waitFor(soon);
  await card.getByText('Read as claim').waitFor(soon);
  await card.getByText('reserved', { exact: true }).waitFor(soon);
  await card.getByText(/stock now: \d+ of \d+ free/).waitFor(soon);
  await card.locator('.bubble').filter({ hasText: code }).waitFor(soon);
}

/** Pages up through the chat, as a person would who looks for something, until it is there. */
async function scrolledTo(row: Locator): Promise<Locator> {
  for (let tries = 0; tries < 30; tries++) {
    for (const key of ['End', 'PageUp', 'PageUp']) {
      await page.keyboard.press(key);
      await page.waitForTimeout(400);
      if ((await row.count()) > 0) return row.first();
    }
  }
  throw new Error('the row is not in the chat');
}

describe.skipIf(findChromium() === null)('a newcomer in the browser', () => {
  beforeAll(async () => {
    place = await hubPlace();
    hub = await startHub(place);
    browser = await launchChromium();
    page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await hub?.stop();
    await place?.remove();
  }, 60_000);

  test(
    'sees the show, plays a viewer, answers, cuts a line, adds a product, stops the replies and reads the recap',
    { timeout: 170_000 },
    async () => {
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      page.on(
        'response',
        (response) => response.status() >= 400 && errors.push(`${response.status()} ${response.url()}`),
      );

      // Signs in by the printed link, which works once.
      expect(hub.link).not.toBeNull();
      await page.goto(hub.link ?? '');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL(/\/live/);
      await page.getByRole('complementary', { name: 'Tip 1 of 3' }).waitFor(soon);
      for (const name of ['Next', 'Next', 'Got it']) await page.getByRole('button', { name }).click();

      // Claims of the rehearsal come in from both platforms.
      await rows()
        .filter({ hasText: /reserved/ })
        .first()
        .waitFor(soon);
      await region('Rehearsal').waitFor();

      // Cuts YouTube for ten seconds.
      await region('Rehearsal').getByRole('button', { name: 'Cut YouTube for 10 s' }).click();
      await rows()
        .filter({ hasText: /YouTube: no line for/ })
        .first()
        .waitFor(soon);

      // The gap with its length: about ten seconds, and YouTube let us read on.
      const gap = await scrolledTo(rows().filter({ hasText: /YouTube: \d+ s gap/ }));
      const seconds = Number(/YouTube: (\d+) s gap/.exec((await gap.textContent()) ?? '')?.[1]);
      expect(seconds).toBeGreaterThanOrEqual(9);
      expect(seconds).toBeLessThan(25);

      await page.keyboard.press('End');

      await claimedAndAnswered('TikTok', 'Tomasz', 'B11 black');

      // Answers the oldest open question where it was asked.
      const questions = region('Trays')
        .getByRole('button')
        .filter({ has: page.locator('.words') });
      await questions.first().waitFor(soon);
      await questions.first().click();
      await region('Details')
        .getByRole('textbox', { name: /^Answer on/ })
        .fill('We ship within two days.');
      await region('Details').getByRole('button', { name: 'Send' }).click();
      const answer = region('Replies to this message').locator('.reply').filter({ hasText: 'two days' });
      await answer.getByText(/^sent/).waitFor({ timeout: 45_000 });

      await claimedAndAnswered('YouTube', 'Yara', 'C03');

      // Adds a product with a code; the next claim for it is reserved.
      await page.getByRole('link', { name: 'Catalog' }).first().click();
      await page.getByRole('button', { name: 'New product' }).click();
      const form = page.getByRole('dialog');
      await form.getByLabel('Code, as viewers type it').fill('Z77');
      await form.getByLabel(/^Price in/).fill('12.50');
      await form.getByLabel('Title').fill('Paper lantern');
      await form.getByLabel(/^Stock/).fill('3');
      await form.getByRole('button', { name: 'Add the product' }).click();
      await form.waitFor({ state: 'detached' });
      await page.getByRole('link', { name: 'Console' }).first().click();
      await claimedAndAnswered('YouTube', 'Zoe', 'Z77');

      // Stops the replies: the claim is still reserved, and nothing is said.
      await page.getByRole('switch', { name: /Stop replies/ }).click();
      await page.getByRole('switch', { name: /Stop replies/, checked: true }).waitFor(soon);
      await page.waitForTimeout(1_000);
      const quiet = await say('YouTube', 'Quinn', 'mine C08 quietly');
      await quiet.getByText('reserved', { exact: true }).waitFor(soon);
      await quiet
        .getByText(/stopped/i)
        .first()
        .waitFor(soon);
      expect(await quiet.locator('.bubble').count()).toBe(0);

      // The recap: every number opens into its rows.
      await page.goto(page.url().replace(/\/live\/?([^/?]*).*/, (_, id: string) => `/shows/${id}/recap`));
      await page.getByRole('heading', { level: 1, name: /Recap/ }).waitFor(soon);
      await page
        .getByRole('link', { name: /^Reserved/ })
        .first()
        .click();
      const dialog = page.getByRole('dialog');
      await dialog.locator('tbody tr').first().waitFor(soon);
      expect(await dialog.getByRole('status').textContent()).toMatch(/\d+\s+rows/);
      expect(await dialog.locator('tbody tr').count()).toBeGreaterThan(3);
      await dialog.getByText('Z77').first().waitFor(soon);

      expect(errors).toEqual([]);
      const tookMs = Date.now() - hub.readyMs;
      process.stdout.write(`a newcomer's way took ${(tookMs / 1_000).toFixed(1)} s after ready\n`);
      expect(tookMs).toBeLessThan(WHOLE_LIMIT_MS);
    },
  );
});
