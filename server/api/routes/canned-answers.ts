import { Type } from 'typebox';
import { AppError } from '../../errors.ts';
import { addCannedAnswer, listCannedAnswers, removeCannedAnswer } from '../../moderation/store-canned.ts';
import { newId } from '../../workspaces/new-id.ts';
import type { ApiDeps } from '../deps.ts';
import { scopeOf } from '../guard.ts';
import { Done, Id } from '../schemas/fields.ts';
import { CannedAnswer, CannedAnswerList, NewCannedAnswer } from '../schemas/moderation.ts';
import type { App } from '../web.ts';

const ById = Type.Object({ id: Id });

export function cannedAnswerRoutes(app: App, deps: Pick<ApiDeps, 'prisma'>): void {
  const { prisma } = deps;

  app.get(
    '/api/canned-answers',
    { config: { may: 'canned:read' }, schema: { response: { 200: CannedAnswerList } } },
    async (request) => listCannedAnswers(prisma, scopeOf(request).workspaceId),
  );

  app.post(
    '/api/canned-answers',
    { config: { may: 'canned:write' }, schema: { body: NewCannedAnswer, response: { 201: CannedAnswer } } },
    async (request, reply) => {
      const row = { id: newId('ca'), language: 'en', ...request.body };
      if (!(await addCannedAnswer(prisma, scopeOf(request), row))) {
        throw new AppError('conflict', {
          field: 'shortcut',
          message: `There is an answer called ${row.shortcut} already.`,
        });
      }
      return reply.code(201).send(row);
    },
  );

  app.delete(
    '/api/canned-answers/:id',
    { config: { may: 'canned:write' }, schema: { params: ById, response: { 200: Done } } },
    async (request) => {
      if (!(await removeCannedAnswer(prisma, scopeOf(request), request.params.id))) throw new AppError('not-found');
      return { ok: true as const };
    },
  );
}
