import { html } from '../checkout/html.ts';

/** What a browser sees that came back from a platform with nothing to show for it. */
export function signInPage(reason: string): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="robots" content="noindex" />
        <title>Not connected · Hawker</title>
        <style>
          :root {
            color-scheme: light dark;
            font:
              16px/1.5 system-ui,
              sans-serif;
          }
          main {
            max-width: 34rem;
            margin: 15vh auto;
            padding: 0 1.5rem;
          }
        </style>
      </head>
      <body>
        <main>
          <h1>Not connected</h1>
          <p>${reason}</p>
          <p><a href="/connections">Back to Connections</a></p>
        </main>
      </body>
    </html>`.text;
}
