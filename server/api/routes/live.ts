import { Type } from 'typebox';
import { AppError } from '../../errors.ts';
import { loadOlder } from '../../feed/older.ts';
import type { ApiDeps } from '../deps.ts';
import { scopeOf, whoOf } from '../guard.ts';
import { Id } from '../schemas/fields.ts';
import { Changes, OlderMessages } from '../schemas/shows.ts';
import type { App } from '../web.ts';

/** What a console lives on: the socket, and older rows when somebody scrolls up. */
export function liveRoutes(app: App, deps: Pick<ApiDeps, 'pools' | 'feed' | 'now'>): void {
  app.get(
    '/api/shows/:id/messages',
    {
      config: { may: 'chat:read' },
      schema: { params: Type.Object({ id: Id }), querystring: OlderMessages, response: { 200: Changes } },
    },
    async (request) => {
      const { before = Number.MAX_SAFE_INTEGER, limit = 200 } = request.query;
      const of = { workspaceId: scopeOf(request).workspaceId, showId: request.params.id };
      const changes = await loadOlder(deps.pools.rest, of, { before, limit }, deps.now());
      if (changes === null) throw new AppError('not-found');
      return changes;
    },
  );

  // Origin, sign-in and role have been checked by the guard before the upgrade; which shows, by the socket itself.
  app.get('/api/feed', { websocket: true, config: { may: 'chat:read' } }, (socket, request) => {
    const { scope, sessionId, untilMs } = whoOf(request);
    const { workspaceId, showId } = scope;
    deps.feed.attach(socket, { workspaceId, sessionId, ...(showId === undefined ? {} : { showId }) });
    if (untilMs === undefined) return;
    // A seat ends on the minute, also for a tablet that only listens.
    const end = setTimeout(() => deps.feed.closeFor(sessionId), untilMs - deps.now());
    socket.once('close', () => clearTimeout(end));
  });
}
