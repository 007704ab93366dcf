import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { HubProcess } from '../harness/hub-process.ts';

/** The last flag proves that nothing on our pages leaves this machine. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];
const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The browser of this machine; null where there is none. */
export function findChromium(path = process.env.PATH ?? ''): string | null {
  const places = path.split(delimiter).filter((folder) => folder !== '');
  for (const name of NAMES) for (const place of places) if (existsSync(join(place, name))) return join(place, name);
  return null;
}

export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('Chromium is missing: install it, e.g. apt-get install chromium.');
  return chromium.launch({ executablePath, args: FLAGS });
}

export interface WindowLook {
  width: number;
  theme: 'dark' | 'light';
  /** The three tips of a first visit are shown. */
  coached?: boolean;
}

/** A window signed in by `cookie` ("name=value; …"), in one theme and width, as a person would have it. */
export async function openWindow(
  browser: Browser,
  hub: Pick<HubProcess, 'url'>,
  cookie: string,
  look: WindowLook,
): Promise<Page> {
  // axe is put into the page by hand, which the page's own policy rightly refuses.
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.width < 500 ? 844 : 900 },
    bypassCSP: true,
    hasTouch: look.width < 500,
  });
  const cookies = cookie.split('; ').map((pair) => {
    const at = pair.indexOf('=');
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url: hub.url };
  });
  await context.addCookies(cookies);
  await context.addInitScript(
    ({ theme, coached }) => {
      localStorage.setItem('hawker-theme', theme);
      if (!coached) localStorage.setItem('hawker-coached', 'yes');
    },
    { theme: look.theme, coached: look.coached ?? false },
  );
  return context.newPage();
}
