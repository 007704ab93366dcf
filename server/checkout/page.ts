import { sayMoney } from '../money.ts';
import { Html, html } from './html.ts';

export interface PublicVariant {
  options: Record<string, string>;
  priceMinor: string;
  available: number;
}
export interface PublicProduct {
  id: string;
  code: string;
  title: string;
  priceMinor: string;
  currency: string;
  imageUrl: string | null;
  variants: PublicVariant[];
}
export interface PublicPage {
  brand: string;
  title: string;
  language: string;
  state: 'on_air' | 'ended';
  rehearsal: boolean;
  showing: PublicProduct | null;
  products: readonly PublicProduct[];
}

const REFRESH_SECONDS = 5;

/** What anybody may see of a show: what is shown now, and every product with its code, price and stock. No script, no secret. */
export function publicPage(page: PublicPage): string {
  const onAir = page.state === 'on_air';
  const title = `${page.title} · ${page.brand}`;
  return document(
    page.language,
    title,
    onAir,
    html`<header>
        <p class="brand"><bdi>${page.brand}</bdi></p>
        <h1 dir="auto">${page.title}</h1>
        ${page.rehearsal ? html`<p class="note">This is a rehearsal: nothing on this page is for sale.</p>` : null}
        <p class="state">
          ${onAir ? html`<span class="live">LIVE</span> Write a code in the chat and it is yours.` : 'This show has ended.'}
        </p>
      </header>
      <main>
        ${
          onAir && page.showing !== null
            ? html`<section aria-label="Now showing">
                <h2>Now showing</h2>
                <ul class="now">
                  ${card(page.showing, onAir)}
                </ul>
              </section>`
            : null
        }
        <section aria-label="All products">
          <h2>All products</h2>
          ${
            page.products.length === 0
              ? html`<p>Nothing here yet.</p>`
              : html`<ul>
                  ${page.products.map((product) => card(product, onAir))}
                </ul>`
          }
        </section>
      </main>`,
  );
}

export const publicNotFound = (): string =>
  document(
    'en',
    'Not found',
    false,
    html`<main class="gone">
      <h1>There is nothing here</h1>
      <p>The show may have another address, or it has not begun.</p>
    </main>`,
  );

function card(product: PublicProduct, onAir: boolean): Html {
  const left = product.variants.reduce((sum, variant) => sum + variant.available, 0);
  const several = product.variants.length > 1;
  return html`<li>
    ${product.imageUrl === null ? null : html`<img src="${product.imageUrl}" alt="" loading="lazy" referrerpolicy="no-referrer" />`}
    <p class="code"><bdi>${product.code}</bdi></p>
    <p class="title" dir="auto">${product.title}</p>
    <p class="price">${priceOf(product)}</p>
    ${onAir ? html`<p class="${left === 0 ? 'out' : 'left'}">${leftOf(left)}</p>` : null}
    ${
      onAir && several
        ? html`<ul class="variants">
            ${product.variants.map((variant) => html`<li class="${variant.available === 0 ? 'out' : 'left'}"><bdi>${Object.values(variant.options).join(' ')}</bdi> ${leftOf(variant.available)}</li>`)}
          </ul>`
        : null
    }
  </li>`;
}

const leftOf = (left: number): string => (left === 0 ? 'Sold out' : `${left} left`);

function priceOf(product: PublicProduct): string {
  const prices = [...new Set(product.variants.map((variant) => variant.priceMinor))].sort((a, b) =>
    BigInt(a) < BigInt(b) ? -1 : 1,
  );
  const [least = product.priceMinor] = prices;
  return `${prices.length > 1 ? 'from ' : ''}${sayMoney(least, product.currency)}`;
}

function document(language: string, title: string, refresh: boolean, body: Html): string {
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        ${refresh ? html`<meta http-equiv="refresh" content="${REFRESH_SECONDS}" />` : null}
        <title>${title}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        ${body}
      </body>
    </html> `.text;
}

const STYLE = new Html(`
:root{color-scheme:light dark;--ink:#1b1d22;--soft:#565b66;--ground:#f6f6f4;--card:#fff;--line:#dcdcd6;--live:#b3261e;--good:#17633a}
@media (prefers-color-scheme:dark){:root{--ink:#ececf0;--soft:#a7abb6;--ground:#14151a;--card:#1d1f26;--line:#34363f;--live:#ff8a80;--good:#7ddba3}}
*{box-sizing:border-box}body{margin:0 auto;max-width:64rem;padding:1.25rem;background:var(--ground);color:var(--ink);font:16px/1.45 system-ui,sans-serif}
h1{margin:.1rem 0 .3rem;font-size:1.7rem;line-height:1.15}h2{font-size:1rem;margin:1.6rem 0 .6rem;color:var(--soft)}p{margin:0}
.brand,.state{color:var(--soft)}.note{margin:.5rem 0;padding:.5rem .75rem;border:1px dashed var(--soft);border-radius:.5rem}
.live{display:inline-block;margin-inline-end:.4rem;padding:0 .4rem;border-radius:.25rem;border:1px solid var(--live);color:var(--live);font-weight:700;font-size:.8rem}
ul{list-style:none;margin:0;padding:0;display:grid;gap:.75rem;grid-template-columns:repeat(auto-fill,minmax(13rem,1fr))}
li{padding:.9rem;border:1px solid var(--line);border-radius:.75rem;background:var(--card)}.now{grid-template-columns:1fr}.now .code{font-size:2.6rem}
img{display:block;width:100%;aspect-ratio:4/3;object-fit:cover;border-radius:.5rem;margin-bottom:.6rem}
.code{font:700 1.75rem/1.1 ui-monospace,monospace;letter-spacing:.02em}.price{font-weight:600}.left{color:var(--good)}.out{color:var(--soft);text-decoration:line-through}
.variants{display:flex;flex-wrap:wrap;gap:.35rem;margin-top:.5rem}.variants li{padding:.1rem .45rem;border-radius:.4rem;font-size:.85rem;background:transparent}
.gone{padding:4rem 0;text-align:center}`);
