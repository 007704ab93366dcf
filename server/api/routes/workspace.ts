import { memberNames } from '../../workspaces/store.ts';
import { auditRows } from '../../workspaces/store-audit.ts';
import { checklistOf } from '../../workspaces/store-checklist.ts';
import type { ApiDeps } from '../deps.ts';
import { scopeOf } from '../guard.ts';
import { MemberNames } from '../schemas/me.ts';
import { AuditList, AuditQuery, Checklist } from '../schemas/settings.ts';
import type { App } from '../web.ts';

export function workspaceRoutes(app: App, deps: Pick<ApiDeps, 'pools' | 'prisma'>): void {
  const { pools } = deps;

  app.get(
    '/api/checklist',
    { config: { may: 'workspace:read' }, schema: { response: { 200: Checklist } } },
    async (request) => {
      const done = await checklistOf(pools.rest, scopeOf(request).workspaceId);
      return [
        { id: 'product' as const, done: done.product },
        { id: 'connect' as const, done: done.connect },
        { id: 'rehearse' as const, done: done.rehearse },
        { id: 'on-air' as const, done: done.onAir },
      ];
    },
  );

  app.get(
    '/api/members',
    { config: { may: 'workspace:read' }, schema: { response: { 200: MemberNames } } },
    async (request) => memberNames(pools.rest, scopeOf(request).workspaceId),
  );

  app.get(
    '/api/audit',
    { config: { may: 'audit:read' }, schema: { querystring: AuditQuery, response: { 200: AuditList } } },
    async (request) => {
      const { showId, limit = 100 } = request.query;
      const rows = await auditRows(deps.prisma, scopeOf(request), { showId, limit });
      return rows.map(({ at, id, detail, ...row }) => ({
        ...row,
        id: id.toString(),
        detail: detail as Record<string, unknown>,
        atMs: at.getTime(),
      }));
    },
  );
}
