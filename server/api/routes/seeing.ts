import { Type } from 'typebox';
import { AppError } from '../../errors.ts';
import type { ApiDeps } from '../deps.ts';
import { scopeOf } from '../guard.ts';
import { MeasuredDelays, VideoDelayWish } from '../schemas/connections.ts';
import { Done, Id } from '../schemas/fields.ts';
import { measureDelays } from '../../seeing/measuring.ts';
import { findShow } from '../../shows/store.ts';
import { setVideoDelay } from '../video-delay.ts';
import type { App } from '../web.ts';

const done: Done = { ok: true };

/** How late the viewers of each place see the show. */
export function seeingRoutes(app: App, deps: Pick<ApiDeps, 'pools' | 'showLog' | 'connections'>): void {
  app.put(
    '/api/shows/:id/connections/:connectionId/video-delay',
    {
      config: { may: 'show:present' },
      schema: { params: Type.Object({ id: Id, connectionId: Id }), body: VideoDelayWish, response: { 200: Done } },
    },
    async (request) => {
      const { id, connectionId } = request.params;
      if (!(await setVideoDelay(deps, scopeOf(request), connectionId, request.body, id)))
        throw new AppError('not-found');
      return done;
    },
  );

  app.get(
    '/api/shows/:id/video-delays',
    {
      config: { may: 'show:present', rateLimit: { max: 30, timeWindow: '1 minute' } },
      schema: { params: Type.Object({ id: Id }), response: { 200: MeasuredDelays } },
    },
    async (request) => {
      const { workspaceId } = scopeOf(request);
      if ((await findShow(deps.pools.rest, workspaceId, request.params.id)) === null) throw new AppError('not-found');
      const measured = await measureDelays(deps.pools.rest, workspaceId, request.params.id);
      return measured.map(({ connectionId, estimate }) => ({
        connectionId,
        ms: estimate.known ? estimate.ms : null,
        reactions: estimate.reactions,
        switches: estimate.switches,
      }));
    },
  );
}
