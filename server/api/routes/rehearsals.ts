import { Type } from 'typebox';
import { AppError } from '../../errors.ts';
import { writeSetting } from '../../workspaces/store.ts';
import type { ApiDeps } from '../deps.ts';
import { scopeOf } from '../guard.ts';
import { Done, Id } from '../schemas/fields.ts';
import { Pace, RehearsalStarted, Said, Say, TrailAnswer, Trouble } from '../schemas/rehearsals.ts';
import type { App } from '../web.ts';

const ById = Type.Object({ id: Id });
const done: Done = { ok: true };
const found = (yes: boolean): Done => {
  if (!yes) throw new AppError('not-found', { message: 'There is no such rehearsal on air.' });
  return done;
};

export function rehearsalRoutes(app: App, deps: Pick<ApiDeps, 'rehearsals' | 'pools'>): void {
  const { rehearsals, pools } = deps;
  const may = { may: 'rehearsal:run' } as const;

  app.post(
    '/api/rehearsals',
    { config: may, schema: { response: { 201: RehearsalStarted } } },
    async (request, reply) => {
      const scope = scopeOf(request);
      const started = await rehearsals.start(scope);
      await writeSetting(pools.rest, scope.workspaceId, 'rehearsed', true);
      return reply.code(201).send(started);
    },
  );

  app.post(
    '/api/rehearsals/:id/pace',
    { config: may, schema: { params: ById, body: Pace, response: { 200: Done } } },
    async (request) => found(await rehearsals.pace(scopeOf(request), request.params.id, request.body.pace)),
  );

  app.post(
    '/api/rehearsals/:id/say',
    { config: { ...may, anyText: true }, schema: { params: ById, body: Say, response: { 202: Said } } },
    async (request, reply) => {
      const scope = scopeOf(request);
      const said = await rehearsals.say(scope, request.params.id, request.body);
      if (said === null) throw new AppError('not-found', { message: 'There is no such rehearsal on air.' });
      await writeSetting(pools.rest, scope.workspaceId, 'rehearsed', true);
      return reply.code(202).send(said);
    },
  );

  const BySaid = Type.Object({ id: Id, platformId: Type.String({ minLength: 1, maxLength: 1_000 }) });
  app.get(
    '/api/rehearsals/:id/said/:platformId',
    { config: may, schema: { params: BySaid, response: { 200: TrailAnswer } } },
    async (request) => {
      const trail = await rehearsals.trail(scopeOf(request), request.params.id, request.params.platformId);
      if (trail === null) throw new AppError('not-found');
      return trail;
    },
  );

  app.post(
    '/api/rehearsals/:id/trouble',
    { config: may, schema: { params: ById, body: Trouble, response: { 202: Done } } },
    async (request, reply) =>
      reply.code(202).send(found(await rehearsals.trouble(scopeOf(request), request.params.id, request.body))),
  );

  app.post(
    '/api/rehearsals/:id/end',
    { config: may, schema: { params: ById, response: { 200: Done } } },
    async (request) => found(await rehearsals.end(scopeOf(request), request.params.id)),
  );

  // Leaves no row, so nothing of it is written into the audit either.
  app.delete(
    '/api/rehearsals/:id',
    { config: may, schema: { params: ById, response: { 200: Done } } },
    async (request) => found(await rehearsals.remove(scopeOf(request), request.params.id)),
  );
}
