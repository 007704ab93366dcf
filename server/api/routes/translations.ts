import { Type } from 'typebox';
import { AppError } from '../../errors.ts';
import { findShow } from '../../shows/store.ts';
import type { ApiDeps } from '../deps.ts';
import { scopeOf } from '../guard.ts';
import { Id } from '../schemas/fields.ts';
import { Translate, TranslationEngine, Translations } from '../schemas/translations.ts';
import type { App } from '../web.ts';

const ById = Type.Object({ id: Id });
/** A person reads; a script that spends the team's characters is slowed down. */
const AS_FAST_AS_READING = { rateLimit: { max: 120, timeWindow: '1 minute' } };

/** What viewers wrote, in a language the team reads. */
export function translationRoutes(app: App, { translation, pools }: Pick<ApiDeps, 'translation' | 'pools'>): void {
  app.get(
    '/api/translation',
    { config: { may: 'chat:read' }, schema: { response: { 200: TranslationEngine } } },
    async () => ({ engine: translation.engine() }),
  );

  app.post(
    '/api/shows/:id/translations',
    {
      config: { may: 'chat:read', ...AS_FAST_AS_READING },
      schema: { params: ById, body: Translate, response: { 200: Translations } },
    },
    async (request) => {
      const { workspaceId } = scopeOf(request);
      const { id: showId } = request.params;
      if ((await findShow(pools.rest, workspaceId, showId)) === null) throw new AppError('not-found');
      return translation.translate({ workspaceId, showId }, request.body.seqs, request.body.into);
    },
  );
}
