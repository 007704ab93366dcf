import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { HOME } from '../server/config.ts';
import { launchChromium, openWindow } from '../server/test/e2e/browser.ts';
import { callerOf, hubPlace, signIn, startHub, type HubProcess } from '../server/test/harness/hub-process.ts';

// npm run shots: a hub with its first rehearsal on a throw-away database, and pictures of every page at 1440 and 390 px,
// dark and light, in shots/; the README's picture is the console, dark, as docs/picture.png.

const FOLDER = join(HOME, 'shots');
/** A rehearsal needs a while until there is something of everything: claims, questions, a waitlist, replies. */
const WARM_UP_MS = 45_000;

interface Picture {
  name: string;
  path: string;
  /** What a person does before the picture is taken. */
  act?: (page: Page) => Promise<void>;
}

const beAViewer = async (page: Page): Promise<void> => {
  const narrow = (page.viewportSize()?.width ?? 0) < 1024;
  await page
    .getByRole('group', { name: narrow ? 'Parts of the console' : 'Details' })
    .getByRole('button', { name: 'Be a viewer' })
    .click();
  await page.getByRole('combobox', { name: 'On' }).selectOption('youtube');
  await page.getByRole('textbox', { name: 'Message' }).fill('C08 x2 please');
  await page.getByRole('button', { name: 'Say' }).click();
  await page.getByText('Claimed').first().waitFor({ timeout: 20_000 });
  await wait(5_000);
};

const openQuestion = async (page: Page): Promise<void> => {
  await page.keyboard.press('q');
  await wait(800);
};

const pictures = (showId: string): Picture[] => [
  { name: 'console', path: `/live/${showId}`, act: beAViewer },
  { name: 'question', path: `/live/${showId}`, act: openQuestion },
  { name: 'recap', path: `/shows/${showId}/recap` },
  { name: 'shows', path: '/shows' },
  { name: 'catalog', path: '/catalog' },
  { name: 'rules', path: '/rules' },
  { name: 'overlay', path: '/overlay' },
  { name: 'connections', path: '/connections' },
  { name: 'settings', path: '/settings' },
  { name: 'sign-in', path: '/sign-in' },
];

async function takeAll(hub: HubProcess): Promise<void> {
  const cookie = await signIn(hub);
  const shows = await callerOf(hub.url, cookie)<{ id: string }[]>('GET', '/api/shows');
  const showId = shows[0]?.id;
  if (showId === undefined) throw new Error('no rehearsal is on air');
  await callerOf(hub.url, cookie)('POST', '/api/overlays', { name: 'OBS', showId, destinations: ['tiktok'] });
  await wait(WARM_UP_MS);
  const browser = await launchChromium();
  try {
    for (const theme of ['dark', 'light'] as const)
      for (const width of [1440, 390]) {
        const page = await openWindow(browser, hub, cookie, { theme, width });
        for (const picture of pictures(showId)) {
          await page.goto(hub.url + picture.path);
          await page.getByRole('heading', { level: 1 }).waitFor();
          await wait(1_500);
          await picture.act?.(page);
          const file = `${picture.name}-${theme}-${width}.png`;
          await page.screenshot({ path: join(FOLDER, file) });
          process.stdout.write(`  shots/${file}\n`);
        }
        await page.context().close();
      }
  } finally {
    await browser.close();
  }
}

await mkdir(FOLDER, { recursive: true });
await mkdir(join(HOME, 'docs'), { recursive: true });
const place = await hubPlace();
const hub = await startHub(place);
try {
  await takeAll(hub);
  await copyFile(join(FOLDER, 'console-dark-1440.png'), join(HOME, 'docs', 'picture.png'));
  process.stdout.write('  docs/picture.png\n');
} finally {
  await hub.stop();
  await place.remove();
}
