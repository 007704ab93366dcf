import { Type } from 'typebox';
import { AppError } from '../../errors.ts';
import type { Place } from '../../rule-sets/sends.ts';
import { newId } from '../../workspaces/new-id.ts';
import type { ApiDeps } from '../deps.ts';
import { scopeOf, whoOf } from '../guard.ts';
import { Done, Id } from '../schemas/fields.ts';
import { BackTest, BackTestStarted, StartBackTest, Tried, TryRules } from '../schemas/rules.ts';
import type { App } from '../web.ts';

const ByTest = Type.Object({ test: Id });

/** Trying rules out, on one comment or on past shows. Nothing is written; the desk process does the work. */
export function ruleTrialRoutes(app: App, deps: Pick<ApiDeps, 'desk' | 'connections'>): void {
  const { desk } = deps;
  app.post(
    '/api/rules/try',
    { config: { may: 'rule:read' }, schema: { body: TryRules, response: { 200: Tried } } },
    async (request) => {
      const { scope, workspace } = whoOf(request);
      const places = await placesOf(deps);
      const of = { workspaceId: scope.workspaceId, language: workspace.language, places };
      return desk.ask('try-rules', { ...of, ...request.body });
    },
  );

  app.post(
    '/api/rules/back-tests',
    { config: { may: 'rule:read' }, schema: { body: StartBackTest, response: { 202: BackTestStarted } } },
    async (request, reply) => {
      const { scope, workspace } = whoOf(request);
      const places = await placesOf(deps);
      const of = { workspaceId: scope.workspaceId, language: workspace.language, places };
      const started = await desk.ask('back-test', { ...of, ...request.body, test: newId('bt') });
      return reply.code(202).send(started);
    },
  );

  app.get(
    '/api/rules/back-tests/:test',
    { config: { may: 'rule:read' }, schema: { params: ByTest, response: { 200: BackTest } } },
    async (request) => {
      const { workspaceId } = scopeOf(request);
      const found = await desk.ask('back-test-look', { workspaceId, test: request.params.test });
      if (found === null) throw new AppError('not-found', { message: 'This back-test is gone. Begin it again.' });
      return found;
    },
  );

  app.delete(
    '/api/rules/back-tests/:test',
    { config: { may: 'rule:read' }, schema: { params: ByTest, response: { 200: Done } } },
    async (request) => {
      const { workspaceId } = scopeOf(request);
      if (!(await desk.ask('back-test-stop', { workspaceId, test: request.params.test })))
        throw new AppError('not-found');
      return { ok: true as const };
    },
  );
}

/** The platforms as they say they are, as plain data that crosses a process. */
async function placesOf({ connections }: Pick<ApiDeps, 'connections'>): Promise<Place[]> {
  const manifests = await Promise.all(connections.platforms.map((platform) => connections.load(platform)));
  return manifests.map(({ manifest: { id, name, can, limits, rates } }) => ({
    ...{ id, name, can, limits },
    ...(rates === undefined ? {} : { rates }),
  }));
}
