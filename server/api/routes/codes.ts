import { listProducts } from '../../catalog/store.ts';
import { collisions, freeCode } from '../../intents/codes.ts';
import { claimWordsInUse } from '../../shows/store.ts';
import type { ApiDeps } from '../deps.ts';
import { scopeOf } from '../guard.ts';
import { CodesNow } from '../schemas/codes.ts';
import type { App } from '../web.ts';

/** What of the catalog's codes will be misread in a show, and a code for a new product that will not. */
export function codeRoutes(app: App, { pools }: Pick<ApiDeps, 'pools'>): void {
  app.get(
    '/api/codes',
    { config: { may: 'catalog:read' }, schema: { response: { 200: CodesNow } } },
    async (request) => {
      const { workspaceId } = scopeOf(request);
      const products = await listProducts(pools.rest, workspaceId);
      const words = await claimWordsInUse(pools.rest, workspaceId);
      return {
        free: freeCode(products.map((product) => product.code)),
        collisions: collisions(products, words)
          .slice(0, MOST_TOLD)
          .map(({ codes, sentence }) => ({ codes: [...codes], sentence })),
      };
    },
  );
}

/** Nobody reads more than this before a show. */
const MOST_TOLD = 20;
