import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fakeEngine, type FakeEngine } from '../../translation/translation.fixture.ts';
import { callerOf, hubPlace, signIn, startHub, type HubPlace, type HubProcess } from '../harness/hub-process.ts';
import { findChromium, launchChromium, openWindow } from './browser.ts';

let place: HubPlace;
let hub: HubProcess;
let engine: FakeEngine;
let browser: Browser;
let page: Page;

const soon = { timeout: 25_000 };
const region = (name: string): Locator => page.getByRole('region', { name });

describe.skipIf(findChromium() === null)('a team that does not read what a viewer writes', () => {
  beforeAll(async () => {
    engine = await fakeEngine();
    place = await hubPlace({ LIBRETRANSLATE_URL: engine.url });
    hub = await startHub(place);
    const cookie = await signIn(hub);
    await callerOf(hub.url, cookie)('POST', '/api/canned-answers', {
      shortcut: 'ship',
      text: 'ส่งภายในสองวันค่ะ',
      language: 'th',
    });
    browser = await launchChromium();
    page = await openWindow(browser, hub, cookie, { theme: 'dark', width: 1440 });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await hub?.stop();
    await place?.remove();
    await engine?.close();
  }, 60_000);

  async function say(text: string): Promise<void> {
    await region('Details').getByRole('button', { name: 'Be a viewer' }).click();
    const form = page.getByRole('form', { name: 'Be a viewer' });
    await form.getByLabel('On').selectOption({ label: 'YouTube' });
    await form.getByLabel('As').fill('Nok');
    await form.getByLabel('Message').fill(text);
    await form.getByRole('button', { name: 'Say' }).click();
  }
  /** A rehearsal talks on: the row is looked for by its words. */
  async function rowOf(words: string): Promise<Locator> {
    // What is being read stands still while the show goes on.
    const paused = page.getByRole('log').getByRole('button');
    if ((await paused.count()) > 0) await paused.click();
    await page.getByRole('searchbox').fill(words);
    const row = page.getByRole('option').filter({ hasText: words }).first();
    await row.waitFor(soon);
    return row;
  }

  test(
    "sees its language, reads a translation under the original, and answers in the viewer's own words",
    { timeout: 120_000 },
    async () => {
      await page.goto(`${hub.url}/live`);
      await page.getByRole('option').first().waitFor(soon);
      const words = 'ส่งกี่วันถึงคะ';
      await say(words);
      const row = await rowOf(words);
      await row.getByText('th', { exact: true }).waitFor(soon);
      await row.click();
      const details = region('Details');
      await details.getByText('Thai', { exact: true }).waitFor(soon);
      expect(await details.getByRole('blockquote').textContent()).toContain(words);
      await details.getByText(`«${words}» in en`).waitFor(soon);
      await details.getByRole('button', { name: /^\/ship/ }).click();
      expect(await details.getByRole('textbox', { name: /^Answer on/ }).inputValue()).toBe('ส่งภายในสองวันค่ะ');
      await details.getByText('In English: We ship within two days').waitFor(soon);
    },
  );

  test(
    'hears why when the engine refuses, with the original untouched, and can ask again',
    { timeout: 120_000 },
    async () => {
      engine.answer = () => ({ status: 403, body: '{"error":"no"}' });
      const words = 'ยังมีของไหมคะพี่';
      await say(words);
      await (await rowOf(words)).click();
      const details = region('Details');
      await details.getByText(/LibreTranslate refuses the key/).waitFor(soon);
      expect(await details.getByRole('blockquote').textContent()).toContain(words);
      await details.getByRole('button', { name: 'Translate into English' }).waitFor(soon);
    },
  );

  test('who says that they read Thai is left alone with it', { timeout: 60_000 }, async () => {
    await page.goto(`${hub.url}/settings`);
    await page.getByText(`Translated by LibreTranslate at ${new URL(engine.url).host}`).waitFor(soon);
    await page.getByRole('group', { name: 'Languages I read' }).getByRole('button', { name: 'Thai' }).click();
    engine.asked.length = 0;
    await page.goto(`${hub.url}/live`);
    const row = await rowOf('ยังมีของไหมคะพี่');
    expect(await row.getByText('th', { exact: true }).count()).toBe(0);
    await row.click();
    await region('Details').getByRole('button', { name: 'Translate into English' }).waitFor(soon);
    expect(engine.asked).toEqual([]);
  });
});
