import { Type } from 'typebox';
import { listProducts } from '../../catalog/store.ts';
import { transaction } from '../../db/transaction.ts';
import { AppError } from '../../errors.ts';
import { changeClaimWords } from '../../shows/claim-words.ts';
import { showAs } from '../../shows/show-as.ts';
import { findShow } from '../../shows/store.ts';
import { note } from '../../workspaces/store-audit.ts';
import type { ApiDeps } from '../deps.ts';
import { scopeOf } from '../guard.ts';
import { Id } from '../schemas/fields.ts';
import { ClaimWords, Show } from '../schemas/shows.ts';
import type { App } from '../web.ts';
import { valueOf } from './shows.ts';

type Deps = Pick<ApiDeps, 'pools' | 'showLog' | 'publicUrl'>;

/** What a show's viewers write to take something, before it begins and while it is on air. */
export function claimWordRoutes(app: App, { pools, showLog, publicUrl }: Deps): void {
  app.put(
    '/api/shows/:id/claim-words',
    {
      config: { may: 'show:run' },
      schema: { params: Type.Object({ id: Id }), body: ClaimWords, response: { 200: Show } },
    },
    async (request) => {
      const scope = scopeOf(request);
      const { id } = request.params;
      const { words: wanted, coming = false } = request.body;
      const codes = (await listProducts(pools.rest, scope.workspaceId)).map((product) => product.code);
      await transaction(pools.rest, async (tx) => {
        const { words, row } = valueOf(await changeClaimWords(tx, scope, id, { words: wanted, coming, codes }));
        await note(tx, scope, { action: 'show:claim-words', showId: id, detail: { words, coming } });
        await showLog.append(tx, scope, id, row === null ? [] : [row], [{ topic: 'show', entity: id }]);
      });
      showLog.appended(scope, id);
      const show = await findShow(pools.rest, scope.workspaceId, id);
      if (show === null) throw new AppError('not-found');
      return showAs(publicUrl)(show);
    },
  );
}
