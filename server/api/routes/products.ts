import { Type } from 'typebox';
import { archiveProduct, findProduct, listProducts, productOfVariant, type ProductRow } from '../../catalog/store.ts';
import { changeProduct, createProduct, type Outcome } from '../../catalog/products.ts';
import { transaction, type Tx } from '../../db/transaction.ts';
import { AppError } from '../../errors.ts';
import { grant } from '../../stock/ledger.ts';
import { MAIN, settleLane, stockId } from '../../stock/store.ts';
import { note } from '../../workspaces/store-audit.ts';
import type { App } from '../web.ts';
import type { ApiDeps } from '../deps.ts';
import { tellCatalog, toldAll } from '../catalog-news.ts';
import { scopeOf, whoOf } from '../guard.ts';
import { Done, Id } from '../schemas/fields.ts';
import {
  Imported,
  NewProduct,
  Product,
  ProductChange,
  ProductList,
  Sheet,
  StockChange,
  StockNow,
} from '../schemas/products.ts';

const ById = Type.Object({ id: Id });
const SHEET_LIMIT = 5 * 1024 * 1024;

type Deps = Pick<ApiDeps, 'pools' | 'feed' | 'ring' | 'desk'>;

export function productRoutes(app: App, deps: Deps): void {
  catalogRoutes(app, deps);
  importRoute(app, deps);
  stockRoute(app, deps);
}

function catalogRoutes(app: App, { pools, feed }: Deps): void {
  app.get(
    '/api/products',
    { config: { may: 'catalog:read' }, schema: { response: { 200: ProductList } } },
    async (request) => {
      const rows = await listProducts(pools.rest, scopeOf(request).workspaceId);
      return rows.map(toProduct);
    },
  );

  app.post(
    '/api/products',
    { config: { may: 'catalog:write' }, schema: { body: NewProduct, response: { 201: Product } } },
    async (request, reply) => {
      const { scope, workspace } = whoOf(request);
      const { product, told } = await transaction(pools.rest, async (tx) => {
        const id = valueOf(await createProduct(tx, scope, { currency: workspace.currency, ...request.body }));
        await note(tx, scope, { action: 'product:add', subject: id });
        return { product: await shown(tx, scope.workspaceId, id), told: await tellCatalog(tx, scope, [id]) };
      });
      toldAll(feed, told);
      return reply.code(201).send(product);
    },
  );

  app.patch(
    '/api/products/:id',
    { config: { may: 'catalog:write' }, schema: { params: ById, body: ProductChange, response: { 200: Product } } },
    async (request) => {
      const scope = scopeOf(request);
      const { id } = request.params;
      const { product, told } = await transaction(pools.rest, async (tx) => {
        const row = valueOf(await changeProduct(tx, scope, id, request.body));
        await note(tx, scope, { action: 'product:change', subject: id, detail: { fields: Object.keys(request.body) } });
        return { product: toProduct(row), told: await tellCatalog(tx, scope, [id]) };
      });
      toldAll(feed, told);
      return product;
    },
  );

  app.delete(
    '/api/products/:id',
    { config: { may: 'catalog:write' }, schema: { params: ById, response: { 200: Done } } },
    async (request) => {
      const scope = scopeOf(request);
      const { id } = request.params;
      const told = await transaction(pools.rest, async (tx) => {
        if (!(await archiveProduct(tx, scope.workspaceId, id))) throw new AppError('not-found');
        await note(tx, scope, { action: 'product:remove', subject: id });
        return tellCatalog(tx, scope, [id]);
      });
      toldAll(feed, told);
      return { ok: true as const };
    },
  );
}

function importRoute(app: App, { feed, desk }: Deps): void {
  app.post(
    '/api/products/import',
    { bodyLimit: SHEET_LIMIT, config: { may: 'catalog:write' }, schema: { body: Sheet, response: { 200: Imported } } },
    async (request) => {
      const { scope, workspace } = whoOf(request);
      const result = await desk.ask('import', { scope, currency: workspace.currency, sheet: request.body.sheet });
      toldAll(feed, result.told);
      return { created: result.created.length, updated: result.updated.length, bad: result.bad };
    },
  );
}

function stockRoute(app: App, { pools, feed, ring }: Deps): void {
  app.post(
    '/api/variants/:id/stock',
    { config: { may: 'stock:write' }, schema: { params: ById, body: StockChange, response: { 200: StockNow } } },
    async (request) => {
      const scope = scopeOf(request);
      const { id } = request.params;
      const { delta, reason } = request.body;
      const { now, told } = await transaction(pools.rest, async (tx) => {
        const productId = await productOfVariant(tx, scope.workspaceId, id);
        if (productId === null) throw new AppError('not-found');
        const granted = await grant(tx, scope, id, delta);
        if (!granted.ok) throw new AppError('refused', { field: 'delta', message: granted.reason });
        await note(tx, scope, {
          action: 'stock:change',
          subject: id,
          detail: { delta, ...(reason === undefined ? {} : { reason }) },
        });
        const variant = (await shown(tx, scope.workspaceId, productId)).variants.find((one) => one.id === id);
        if (variant === undefined) throw new AppError('not-found');
        const { onHand, reserved, sold, available } = variant;
        return {
          now: { variantId: id, onHand, reserved, sold, available },
          told: await tellCatalog(tx, scope, [productId]),
        };
      });
      toldAll(feed, told);
      ring([settleLane(stockId(id, MAIN), scope.workspaceId)]);
      return now;
    },
  );
}

async function shown(tx: Tx, workspaceId: string, id: string): Promise<Product> {
  const row = await findProduct(tx, workspaceId, id);
  if (row === null) throw new AppError('not-found');
  return toProduct(row);
}

const toProduct = (row: ProductRow): Product => ({
  ...row,
  variants: row.variants.map((variant) => ({ ...variant, priceMinor: variant.priceMinor ?? row.priceMinor })),
});

/** A refusal ends the transaction, so that nothing of the attempt stays. */
function valueOf<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  const { reason, message, field } = outcome;
  const code = (
    { field: 'bad-field', taken: 'conflict', changed: 'conflict', gone: 'not-found', 'in-use': 'refused' } as const
  )[reason];
  throw new AppError(code, { message, ...(field === undefined ? {} : { field }) });
}
