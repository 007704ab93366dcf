import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HOME } from '../../config.ts';
import { callerOf, hubPlace, signIn, startHub, type HubPlace, type HubProcess } from '../harness/hub-process.ts';
import { findChromium, launchChromium, openWindow } from './browser.ts';

const soon = { timeout: 25_000 };

let place: HubPlace;
let hub: HubProcess;
let browser: Browser;
let page: Page;
let cookie: string;

const region = (name: string): Locator => page.getByRole('region', { name });
const unsaved = (window: Page): Locator => window.getByRole('form', { name: 'Unsaved changes' });
const bar = (): Locator => unsaved(page);

/** Speaks as a viewer in the console and answers with the card that follows the message. */
async function say(platform: string, name: string, text: string): Promise<Locator> {
  await region('Details').getByRole('button', { name: 'Be a viewer' }).click();
  const form = page.getByRole('form', { name: 'Be a viewer' });
  await form.getByLabel('On').selectOption({ label: platform });
  await form.getByLabel('As').fill(name);
  await form.getByLabel('Message').fill(text);
  await form.getByRole('button', { name: 'Say' }).click();
  return page.getByRole('article', { name: 'The way of your message' }).filter({ hasText: text }).first();
}

describe.skipIf(findChromium() === null)('the rule editor in a browser', () => {
  beforeAll(async () => {
    place = await hubPlace();
    hub = await startHub(place);
    cookie = await signIn(hub);
    browser = await launchChromium();
    page = await openWindow(browser, hub, cookie, { theme: 'dark', width: 1440 });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await hub?.stop();
    await place?.remove();
  }, 60_000);

  test(
    'a rule is made from nothing, tried, back-tested, switched on in mid-show, and acts on the next comment',
    { timeout: 150_000 },
    async () => {
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      await page.goto(`${hub.url}/live`);
      await page.getByRole('option').first().waitFor(soon);
      await page.keyboard.press('g');
      await page.keyboard.press('r');
      await page.getByRole('heading', { level: 1, name: 'Rules' }).waitFor(soon);
      await page.getByRole('list', { name: 'Rules in their order' }).getByRole('listitem').first().waitFor(soon);

      // From nothing: whoever writes "zebra" is answered in public.
      await page.getByRole('button', { name: 'New rule' }).click();
      await page.getByLabel('Name', { exact: true }).fill('Zebras');
      await page.getByLabel('Has any of these words').fill('zebra');
      await page.keyboard.press('Enter');
      await page.getByLabel('How', { exact: true }).selectOption('public');
      await page.getByRole('textbox', { name: 'Wording 1 in en' }).fill('{{author}}, stripes are back on Friday');
      await page.getByText('@Ana, stripes are back on Friday', { exact: true }).waitFor(soon);

      // Tried, before it is saved.
      const tried = page.getByRole('form', { name: 'Try it' });
      await tried.getByLabel('Comment').fill('any zebra today');
      await tried.getByLabel('On', { exact: true }).selectOption({ label: 'YouTube' });
      await tried.getByRole('button', { name: 'Try it' }).click();
      await region('Try it')
        .getByText('would reply in public on YouTube: “@Ana, stripes are back on Friday”')
        .waitFor(soon);
      await tried.getByLabel('Comment').fill('any horse today');
      await tried.getByRole('button', { name: 'Try it' }).click();
      await region('Try it')
        .getByText('Zebras does not act: its words are not those that the rule asks for')
        .waitFor(soon);

      // The order is kept by keys: to the front.
      const list = page.getByRole('list', { name: 'Rules in their order' });
      await list.getByRole('button', { name: /Zebras/ }).focus();
      const count = await list.getByRole('listitem').count();
      for (let i = 1; i < count; i++) await page.keyboard.press('Alt+ArrowUp');
      await list.getByRole('listitem').first().getByText('Zebras').waitFor(soon);

      // Back-tested over the rehearsal that is on air: nobody has written it yet.
      await page.getByRole('button', { name: 'Back-test', exact: true }).click();
      const form = page.getByRole('form', { name: 'Back-test' });
      await form.getByRole('button', { name: 'Back-test' }).click();
      const outcome = region('Outcome of the back-test');
      await outcome.getByText('No difference at all').waitFor(soon);
      await page.getByRole('button', { name: '← Rules' }).click();

      // Saved: what cannot work somewhere is read first.
      const save = bar().getByRole('button', { name: /^Save as version/ });
      const read = bar().getByLabel('I have read this and want it so');
      await bar()
        .getByText(/TikTok/)
        .first()
        .waitFor(soon);
      expect(await save.isDisabled()).toBe(true);
      await read.check();
      await bar().getByLabel('What changed, for whoever looks back').fill('zebras');
      await save.click();

      // Switched on in mid-show.
      const use = page.getByRole('dialog', { name: 'Use version 1' });
      await use.getByRole('checkbox', { name: /From now on in the show on air/ }).waitFor(soon);
      await use.getByRole('button', { name: 'Use it' }).click();
      await use.waitFor({ state: 'detached', ...soon });
      await page
        .getByText(/uses version 1/)
        .first()
        .waitFor(soon);

      // And it acts on the next comment.
      await page.getByRole('link', { name: 'Console' }).first().click();
      const card = await say('YouTube', 'Zoe', 'do you have the zebra dress');
      await card.locator('.bubble').filter({ hasText: 'stripes are back on Friday' }).waitFor({ timeout: 45_000 });

      // Now the back-test of the set that ships finds what would be lost.
      await page.getByRole('link', { name: 'Rules' }).first().click();
      await page.getByRole('button', { name: 'Versions' }).click();
      const versions = page.getByRole('dialog', { name: 'Versions' });
      await versions.getByText('“zebras”').waitFor(soon);
      await versions
        .getByRole('listitem')
        .filter({ hasText: 'ships with Hawker' })
        .getByRole('button', { name: 'Restore' })
        .click();
      await page.getByRole('button', { name: 'Back-test', exact: true }).click();
      await page.getByRole('form', { name: 'Back-test' }).getByRole('button', { name: 'Back-test' }).click();
      const lost = region('No longer with these rules');
      await lost.getByText('do you have the zebra dress').click(soon);
      await lost.getByText('reply in public: your words').first().waitFor(soon);
      await page.getByRole('button', { name: '← Rules' }).click();
      await bar().getByRole('button', { name: 'Undo all' }).click();
      expect(errors).toEqual([]);
    },
  );

  test('a rule that cannot work on a platform says so before it is saved', { timeout: 60_000 }, async () => {
    await page.goto(`${hub.url}/rules`);
    await page.getByRole('button', { name: 'New rule' }).click();
    const form = page.getByRole('region', { name: 'New rule' });
    await form.getByLabel('How', { exact: true }).selectOption('private');
    await form.getByText('YouTube takes no private replies.').waitFor(soon);
    const save = bar().getByRole('button', { name: /^Save as version/ });
    expect(await save.isDisabled()).toBe(true);
    const before = await versionsNow();
    await bar().getByLabel('I have read this and want it so').check();
    expect(await save.isDisabled()).toBe(false);
    expect(await versionsNow()).toBe(before);

    // A pattern says at once what is wrong with it, and then nothing can be saved.
    await form.getByLabel('Fits the pattern').fill('(?=look)');
    await form.getByRole('alert').first().waitFor(soon);
    expect(await save.isDisabled()).toBe(true);
    await bar().getByRole('button', { name: 'Undo all' }).click();
    await bar().waitFor({ state: 'detached' });
  });

  for (const [theme, width] of [
    ['dark', 1440],
    ['light', 390],
  ] as const)
    test(`the page has no serious finding, ${theme}, ${width} px`, { timeout: 60_000 }, async () => {
      const axe = await readFile(join(HOME, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');
      const window = await openWindow(browser, hub, cookie, { theme, width });
      const serious = async (): Promise<string[]> => {
        await window.evaluate(axe);
        return window.evaluate(async () => {
          type Found = { violations: { id: string; impact: string; nodes: { html: string }[] }[] };
          const { violations } = await (
            globalThis as unknown as { axe: { run(on: Document): Promise<Found> } }
          ).axe.run(document);
          return violations
            .filter(({ impact }) => impact === 'serious' || impact === 'critical')
            .map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
        });
      };
      await window.goto(`${hub.url}/rules`);
      await window.getByRole('list', { name: 'Rules in their order' }).waitFor(soon);
      expect.soft(await serious(), 'list').toEqual([]);
      await window.getByRole('button', { name: 'New rule' }).click();
      await window.getByText('Who, when, how much').click();
      await unsaved(window).waitFor(soon);
      expect.soft(await serious(), 'form').toEqual([]);
      await window.getByRole('button', { name: 'Versions' }).click();
      await window.getByRole('dialog').waitFor();
      expect.soft(await serious(), 'versions').toEqual([]);
      await window.keyboard.press('Escape');
      await window.getByRole('button', { name: 'Back-test', exact: true }).click();
      await window.getByRole('form', { name: 'Back-test' }).getByRole('button', { name: 'Back-test' }).click();
      await window.getByRole('region', { name: 'Outcome of the back-test' }).waitFor(soon);
      expect.soft(await serious(), 'back-test').toEqual([]);
      await window.context().close();
    });
});

const versionsNow = async (): Promise<number> =>
  (await callerOf(hub.url, cookie)<{ versions: unknown[] }>('GET', '/api/rules')).versions.length;
