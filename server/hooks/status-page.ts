import { html } from '../checkout/html.ts';

export const STATUS_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ') + ' UTC';

/** Where somebody who asked to be forgotten sees how that stands. */
export function statusPage(code: string, state: { requestedMs: number; doneMs: number | null } | null): string {
  const said =
    state === null
      ? 'There is no request by this code.'
      : state.doneMs === null
        ? `You asked on ${day(state.requestedMs)} for your data to be removed. It is under way; look again in a few minutes.`
        : `You asked on ${day(state.requestedMs)} for your data to be removed. Your name, your picture and what you wrote were removed on ${day(state.doneMs)}.`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>Removal of your data</title>
        <style>
          body {
            font:
              1rem/1.5 system-ui,
              sans-serif;
            max-width: 34rem;
            margin: 15vh auto 0;
            padding: 0 1.25rem;
          }
        </style>
      </head>
      <body>
        <h1>Removal of your data</h1>
        <p>${said}</p>
        <p>Code: <code>${code}</code></p>
      </body>
    </html>`.text;
}
