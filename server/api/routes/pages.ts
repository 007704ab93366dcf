import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyReply } from 'fastify';
import { listProducts, type ProductRow } from '../../catalog/store.ts';
import { publicNotFound, publicPage, type PublicProduct } from '../../checkout/page.ts';
import { AppError } from '../../errors.ts';
import { publicShow } from '../../shows/store.ts';
import { poolOf } from '../../stock/store.ts';
import type { ApiDeps } from '../deps.ts';
import { doorOf } from '../doors.ts';
import { dashboardPolicy, PUBLIC_PAGE_POLICY } from '../headers.ts';
import type { App } from '../web.ts';

/** The first words of the dashboard's addresses. */
export const DASHBOARD_WORDS = [
  'sign-in',
  'let-in',
  'live',
  'shows',
  'catalog',
  'rules',
  'connections',
  'overlay',
  'settings',
] as const;

const IMMUTABLE = 'public, max-age=31536000, immutable';
const ANYBODY = { config: { may: 'anybody' } } as const;
/** A file at the root of the build: favicon.svg, robots.txt. A show's address has no dot. */
const ROOT_FILE = /^[A-Za-z0-9_-]+\.(svg|png|ico|txt|webmanifest|json)$/;
/** What of it is public: what a browser asks for beside a show's page. */
const PUBLIC_FILE = /^(favicon\.(svg|ico)|robots\.txt)$/;

/** Everything that is looked at: the dashboard (static, one fallback page for all its addresses) and the shows' public pages. */
export function pageRoutes(app: App, deps: Pick<ApiDeps, 'dashboardDir' | 'pools'>): void {
  const { dashboardDir, pools } = deps;
  const dashboard = fallbackPage(dashboardDir);

  app.get('/', ANYBODY, async (_request, reply) => dashboard(reply));
  for (const word of DASHBOARD_WORDS) {
    app.get(`/${word}`, ANYBODY, async (_request, reply) => dashboard(reply));
    app.get(`/${word}/*`, ANYBODY, async (_request, reply) => dashboard(reply));
  }

  app.get<{ Params: { '*': string } }>('/_app/*', ANYBODY, async (request, reply) => {
    const path = `_app/${request.params['*']}`;
    return reply.header('cache-control', path.startsWith('_app/immutable/') ? IMMUTABLE : 'no-cache').sendFile(path);
  });

  app.get<{ Params: { slug: string } }>('/:slug', ANYBODY, async (request, reply) => {
    const { slug } = request.params;
    const files = doorOf(request) === 'public' ? PUBLIC_FILE : ROOT_FILE;
    if (files.test(slug) && existsSync(join(dashboardDir, slug)))
      return reply.header('cache-control', 'no-cache').sendFile(slug);
    const page = await pageOf(pools, slug);
    return sendPage(reply.code(page === null ? 404 : 200), page ?? publicNotFound());
  });

  app.setNotFoundHandler((request, reply) => {
    const wantsPage =
      request.method === 'GET' &&
      !request.url.startsWith('/api/') &&
      String(request.headers.accept).includes('text/html');
    if (wantsPage) return sendPage(reply.code(404), publicNotFound());
    return reply.code(404).send(new AppError('not-found').toAnswer());
  });
}

const sendPage = (reply: FastifyReply, page: string): FastifyReply =>
  reply
    .header('content-security-policy', PUBLIC_PAGE_POLICY)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(page);

function fallbackPage(dashboardDir: string): (reply: FastifyReply) => FastifyReply {
  const path = join(dashboardDir, 'index.html');
  let page: { html: string; policy: string } | null = null;
  return (reply) => {
    if (page === null) {
      if (!existsSync(path)) throw new AppError('not-ready', { message: 'The dashboard has not been built.' });
      const html = readFileSync(path, 'utf8');
      page = { html, policy: dashboardPolicy(html) };
    }
    return reply
      .header('content-security-policy', page.policy)
      .header('cache-control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(page.html);
  };
}

async function pageOf(pools: ApiDeps['pools'], slug: string): Promise<string | null> {
  if (slug.length > 80 || slug.includes('\0')) return null;
  const show = await publicShow(pools.rest, slug);
  if (show === null || show.state === 'draft') return null;
  const products = (await listProducts(pools.rest, show.workspaceId, poolOf(show))).map(toPublic);
  return publicPage({
    brand: show.workspaceName,
    title: show.title,
    language: show.language,
    state: show.state,
    rehearsal: show.kind === 'rehearsal',
    showing: products.find((product) => product.id === show.showingProductId) ?? null,
    products,
  });
}

const toPublic = ({ id, code, title, priceMinor, currency, imageUrl, variants }: ProductRow): PublicProduct => ({
  id,
  code,
  title,
  priceMinor,
  currency,
  imageUrl,
  variants: variants.map((variant) => ({
    options: variant.options,
    priceMinor: variant.priceMinor ?? priceMinor,
    available: variant.available,
  })),
});
