import type { App } from './web.ts';

export type Readiness = { ok: true } | { ok: false; reason: string };

/** /healthz: the process answers. /readyz: the database answers through the pool the hub itself uses, its tables are up to date, and the hub is not on its way out. */
export function healthRoutes(app: App, deps: { ready(): Promise<Readiness> }): void {
  app.get('/healthz', { config: { may: 'anybody' } }, async () => ({ ok: true }));
  app.get('/readyz', { config: { may: 'anybody' } }, async (_request, reply) => {
    const readiness = await deps.ready();
    return reply.code(readiness.ok ? 200 : 503).send(readiness);
  });
}
