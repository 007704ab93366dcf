import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Line, Look } from './frames.ts';
import type { OverlaySettings } from './settings.ts';

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
const SCRIPT = read('page-script.js');
const STYLE = read('page-style.css');
const hashed = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const [SCRIPT_HASH, STYLE_HASH] = [hashed(SCRIPT), hashed(STYLE)];

/**
 * What the page may do in a browser: its own script and style by their hashes, and one line home. OBS opens it as a page
 * of its own; only the dashboard may put it into a frame.
 */
export function overlayPolicy(host: string | undefined): string {
  // Older browsers of OBS do not take 'self' for a WebSocket.
  const lines = host !== undefined && /^[\w.:[\]-]{1,255}$/.test(host) ? ` ws://${host} wss://${host}` : '';
  return [
    "default-src 'none'",
    `script-src ${SCRIPT_HASH}`,
    `style-src ${STYLE_HASH}`,
    `connect-src 'self'${lines}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join('; ');
}

export interface Sample {
  look: Look;
  lines: readonly Line[];
}

/** The page, the same for every overlay: what it draws it is told. `sample`: a preview that asks nobody, and says so. */
export const overlayPage = (language: string, sample: Sample | null = null): string => `<!doctype html>
<html lang="${/^[A-Za-z-]{2,12}$/.test(language) ? language : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<title>Overlay</title>
<style>${STYLE}</style>
</head>
<body>
<p id="rehearsal" hidden></p>
<section id="now" hidden>
<p class="kick"><span id="kicker"></span></p>
<p><bdi id="code"></bdi></p>
<p id="title" dir="auto"></p>
<p class="facts"><bdi id="price"></bdi><span id="left"></span></p>
<p id="hint" hidden></p>
</section>
<section id="place" hidden><svg id="qr" hidden aria-hidden="true"><path id="squares" fill="#000"></path></svg><bdi id="address"></bdi></section>
<section id="featured" hidden><p id="by" dir="auto"></p><p id="words" dir="auto"></p></section>
<ol id="lines"></ol>
${sample === null ? '' : `<p id="mark">SAMPLE</p><script type="application/json" id="sample">${JSON.stringify(sample).replaceAll('<', '\\u003c')}</script>`}
<script>${SCRIPT}</script>
</body>
</html>
`;

/** Made-up viewers for a preview: long, from right to left, with emoji, and one that tries to be clever. */
export function sampleOf(
  look: Look,
  settings: Pick<OverlaySettings, 'lines'>,
  says: Record<'reserved' | 'waitlisted', string>,
): Sample {
  const now = look.now ?? SAMPLE_NOW;
  const names = [
    'Ana',
    'Somchai 🌸',
    'محمد',
    '美咲',
    'Maximiliane Hohenstein',
    '<b>Tom</b>',
    'Linh',
    'Rosa',
    'Kay',
    'Jo',
    'Mia',
    'Ben',
  ];
  const lines = names.slice(0, settings.lines).map((name, i): Line => {
    const waits = i % 5 === 3;
    return {
      id: `sample-${i}`,
      name,
      code: i % 2 === 0 ? `${now.code} M` : now.code,
      says: waits ? says.waitlisted : says.reserved,
      tone: waits ? 'wait' : 'good',
      atMs: 1_764_187_450_000 + i * 1_300,
      forMs: 0,
    };
  });
  return { look: { ...look, now: look.now === null ? null : now }, lines };
}

const SAMPLE_NOW = { title: '', code: 'A12', name: '', price: '', left: '', out: false };
