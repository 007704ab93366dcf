import { Type } from 'typebox';
import { AppError } from '../../errors.ts';
import type { ApiDeps } from '../deps.ts';
import { scopeOf } from '../guard.ts';
import { Id } from '../schemas/fields.ts';
import { Recap, RecapRows, RowsQuery } from '../schemas/recap.ts';
import type { App } from '../web.ts';

const ById = Type.Object({ id: Id });

/** What the morning after is for. Everything is read by the desk process. */
export function recapRoutes(app: App, deps: Pick<ApiDeps, 'desk'>): void {
  const { desk } = deps;
  const found = <T>(answer: T | null): T => {
    if (answer === null) throw new AppError('not-found');
    return answer;
  };

  app.get(
    '/api/shows/:id/recap',
    { config: { may: 'report:read' }, schema: { params: ById, response: { 200: Recap } } },
    async (request) => found(await desk.ask('recap', { scope: scopeOf(request), showId: request.params.id })),
  );

  app.get(
    '/api/shows/:id/recap/rows',
    { config: { may: 'report:read' }, schema: { params: ById, querystring: RowsQuery, response: { 200: RecapRows } } },
    async (request) =>
      found(await desk.ask('recap-rows', { scope: scopeOf(request), showId: request.params.id, query: request.query })),
  );

  app.get(
    '/api/shows/:id/recap.csv',
    { config: { may: 'report:export' }, schema: { params: ById, querystring: RowsQuery } },
    async (request, reply) => {
      const { id } = request.params;
      const csv = found(await desk.ask('recap-csv', { scope: scopeOf(request), showId: id, query: request.query }));
      return reply
        .header('content-disposition', `attachment; filename="recap-${id}.csv"`)
        .type('text/csv; charset=utf-8')
        .send(csv);
    },
  );
}
