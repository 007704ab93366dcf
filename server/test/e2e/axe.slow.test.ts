import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HOME } from '../../config.ts';
import { callerOf, hubPlace, signIn, startHub, type HubPlace, type HubProcess } from '../harness/hub-process.ts';
import { findChromium, launchChromium, openWindow } from './browser.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface Finding {
  id: string;
  impact: string | null;
  where: string[];
}

let place: HubPlace;
let hub: HubProcess;
let browser: Browser;
let cookie: string;
let axe: string;
let showId: string;

describe.skipIf(findChromium() === null)('what a screen reader and a weak eye meet', () => {
  beforeAll(async () => {
    axe = await readFile(join(HOME, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');
    place = await hubPlace();
    hub = await startHub(place);
    cookie = await signIn(hub);
    browser = await launchChromium();
    const shows = await callerOf(hub.url, cookie)<{ id: string }[]>('GET', '/api/shows');
    showId = shows[0]?.id ?? '';
    await callerOf(hub.url, cookie)('POST', '/api/overlays', { name: 'OBS', destinations: ['tiktok'] });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await hub?.stop();
    await place?.remove();
  }, 60_000);

  /** Serious and worse; the rest is read by people on the page of findings. */
  async function seriousOf(page: Page): Promise<Finding[]> {
    await page.evaluate(axe);
    const findings = await page.evaluate(async (rules) => {
      type Axe = {
        run(
          on: Document,
          how: object,
        ): Promise<{ violations: { id: string; impact: string | null; nodes: { html: string }[] }[] }>;
      };
      const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run(document, { runOnly: rules });
      return violations.map(({ id, impact, nodes }) => ({
        id,
        impact,
        where: nodes.slice(0, 3).map((node) => node.html),
      }));
    }, RULES);
    return findings.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  }

  for (const theme of ['dark', 'light'] as const)
    for (const width of [1440, 390])
      test(`no serious finding on any page, ${theme}, ${width} px`, { timeout: 120_000 }, async () => {
        const page = await openWindow(browser, hub, cookie, { theme, width });
        const errors: string[] = [];
        page.on('pageerror', (error) => errors.push(error.message));
        await page.goto(`${hub.url}/live/${showId}`);
        await page.getByRole('option').first().waitFor();
        expect.soft(await seriousOf(page), 'console').toEqual([]);
        await page.keyboard.press('k');
        await page.getByRole('region', { name: 'Details' }).getByRole('blockquote').waitFor();
        expect.soft(await seriousOf(page), 'console with a message open').toEqual([]);
        await page.keyboard.press('?');
        await page.getByRole('dialog').waitFor();
        expect.soft(await seriousOf(page), 'shortcut sheet').toEqual([]);
        for (const path of [
          '/shows',
          `/shows/${showId}/recap`,
          '/catalog',
          '/rules',
          '/overlay',
          '/connections',
          '/settings',
          '/sign-in',
          '/let-in',
        ]) {
          await page.goto(hub.url + path);
          await page.getByRole('heading', { level: 1 }).waitFor();
          await page.waitForLoadState('networkidle');
          expect.soft(await seriousOf(page), path).toEqual([]);
        }
        expect(errors).toEqual([]);
        await page.context().close();
      });

  test('the forms in dialogs have no serious finding', { timeout: 120_000 }, async () => {
    const page = await openWindow(browser, hub, cookie, { theme: 'dark', width: 1440 });
    const dialogs = [
      ['/overlay', 'New overlay'],
      ['/catalog', 'New product'],
      ['/catalog', 'Paste a sheet'],
      ['/connections', 'Connect a platform'],
      ['/shows', 'New show'],
    ] as const;
    for (const [path, name] of dialogs) {
      await page.goto(hub.url + path);
      await page.getByRole('button', { name }).click();
      await page.getByRole('dialog').waitFor();
      expect.soft(await seriousOf(page), name).toEqual([]);
    }
    await page.context().close();
  });
});
