import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyReply } from 'fastify';
import { AppError } from '../../errors.ts';
import type { App } from '../web.ts';
import { dashboardPolicy } from '../headers.ts';

/** The first words of the dashboard's addresses. A show's public page can have none of them as its name. */
export const DASHBOARD_WORDS = ['sign-in', 'live', 'shows', 'catalog', 'connections', 'settings'] as const;

const IMMUTABLE = 'public, max-age=31536000, immutable';

/** The dashboard's files. Its own router draws every page, so all its addresses get the one fallback page. */
export function dashboardRoutes(
  app: App,
  dashboardDir: string,
): {
  isFile(name: string): boolean;
  fallback(reply: FastifyReply): FastifyReply;
  file(reply: FastifyReply, name: string): FastifyReply;
} {
  let page: { html: string; policy: string } | null = null;
  const read = () => {
    const html = readFileSync(join(dashboardDir, 'index.html'), 'utf8');
    return { html, policy: dashboardPolicy(html) };
  };
  const fallback = (reply: FastifyReply): FastifyReply => {
    if (page === null && !existsSync(join(dashboardDir, 'index.html')))
      throw new AppError('not-ready', { message: 'The dashboard has not been built.' });
    page ??= read();
    return reply
      .header('content-security-policy', page.policy)
      .header('cache-control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(page.html);
  };
  const files = new Set(existsSync(dashboardDir) ? readdirSync(dashboardDir) : []);
  const file = (reply: FastifyReply, name: string): FastifyReply =>
    reply.header('cache-control', 'no-cache').sendFile(name);

  app.get('/_app/*', { config: { may: 'anybody' } }, async (request, reply) => {
    const path = new URL(request.url, 'http://hub').pathname.slice(1);
    return reply.header('cache-control', path.startsWith('_app/immutable/') ? IMMUTABLE : 'no-cache').sendFile(path);
  });
  app.get('/', { config: { may: 'anybody' } }, async (_request, reply) => fallback(reply));
  for (const word of DASHBOARD_WORDS) {
    app.get(`/${word}`, { config: { may: 'anybody' } }, async (_request, reply) => fallback(reply));
    app.get(`/${word}/*`, { config: { may: 'anybody' } }, async (_request, reply) => fallback(reply));
  }
  return { isFile: (name) => name !== 'index.html' && name !== '_app' && files.has(name), fallback, file };
}
