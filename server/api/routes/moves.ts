import { Type } from 'typebox';
import { transaction, type Tx } from '../../db/transaction.ts';
import { AppError } from '../../errors.ts';
import { orderMove, orderUnmove, previewMove, type Refused } from '../../moving/moving.ts';
import type { Fitting, Unfitting } from '../../moving/plan.ts';
import { claimsOfMove, listMoves, listSwitches } from '../../moving/store.ts';
import { showBegun } from '../../shows/shows.ts';
import { findShow, type ShowRow } from '../../shows/store.ts';
import { note } from '../../workspaces/store-audit.ts';
import type { Scope } from '../../workspaces/scope.ts';
import type { ApiDeps } from '../deps.ts';
import { scopeOf } from '../guard.ts';
import { Id } from '../schemas/fields.ts';
import {
  MoveList,
  MoveOrdered,
  MovePreview,
  MoveSelection,
  MoveUndone,
  MoveWish,
  SwitchList,
  UndoWish,
} from '../schemas/moves.ts';
import type { App } from '../web.ts';
import { valueOf } from './shows.ts';

const ById = Type.Object({ id: Id });
type Deps = Pick<ApiDeps, 'pools' | 'showLog' | 'now'>;

/** Claims that named no product, brought from the product they were taken for to the one that was meant. */
export function moveRoutes(app: App, deps: Deps): void {
  readRoutes(app, deps);
  orderRoutes(app, deps);
}

function readRoutes(app: App, { pools, now }: Deps): void {
  app.get(
    '/api/shows/:id/switches',
    { config: { may: 'claim:write' }, schema: { params: ById, response: { 200: SwitchList } } },
    async (request) => {
      const { workspaceId } = scopeOf(request);
      return listSwitches(pools.rest, workspaceId, (await shown(pools.rest, scopeOf(request), request.params.id)).id);
    },
  );

  app.get(
    '/api/shows/:id/moves',
    { config: { may: 'claim:write' }, schema: { params: ById, response: { 200: MoveList } } },
    async (request) => {
      const { workspaceId } = scopeOf(request);
      return listMoves(pools.rest, workspaceId, (await shown(pools.rest, scopeOf(request), request.params.id)).id);
    },
  );

  app.post(
    '/api/shows/:id/moves/preview',
    {
      config: { may: 'claim:write' },
      schema: { params: ById, body: MoveSelection, response: { 200: MovePreview } },
    },
    async (request) => {
      const scope = scopeOf(request);
      const show = await shown(pools.rest, scope, request.params.id);
      const { untilMs = now(), ...wish } = request.body;
      return previewOf(done(await previewMove(pools.rest, scope, show, { ...wish, untilMs })));
    },
  );
}

function orderRoutes(app: App, { pools, showLog, now }: Deps): void {
  app.post(
    '/api/shows/:id/moves',
    { config: { may: 'claim:write' }, schema: { params: ById, body: MoveWish, response: { 202: MoveOrdered } } },
    async (request, reply) => {
      const scope = scopeOf(request);
      const { id } = request.params;
      const { untilMs = now(), ...wish } = request.body;
      const answer = await transaction(pools.rest, async (tx) => {
        const show = valueOf(await showBegun(tx, scope, id));
        const before = await claimsOfMove(tx, scope.workspaceId, id, wish.moveId);
        if (before.length > 0) return { moveId: wish.moveId, moved: before.length, unfit: [] };
        const ordered = done(await orderMove(tx, scope, show, { ...wish, untilMs }));
        await note(tx, scope, {
          ...{ action: 'claim:move', showId: id, subject: wish.moveId },
          detail: { claims: ordered.moved, from: wish.fromProductId, to: wish.toProductId },
        });
        await showLog.append(tx, scope, id, [ordered.event], ordered.changes);
        return { moveId: wish.moveId, moved: ordered.moved, unfit: ordered.unfit.map(unfitOf) };
      });
      showLog.appended(scope, id);
      return reply.code(202).send(answer);
    },
  );

  app.post(
    '/api/shows/:id/moves/:moveId/undo',
    {
      config: { may: 'claim:write' },
      schema: { params: Type.Object({ id: Id, moveId: Id }), body: UndoWish, response: { 202: MoveUndone } },
    },
    async (request, reply) => {
      const scope = scopeOf(request);
      const { id, moveId: undoes } = request.params;
      const { moveId } = request.body;
      const answer = await transaction(pools.rest, async (tx) => {
        const show = valueOf(await showBegun(tx, scope, id));
        if ((await claimsOfMove(tx, scope.workspaceId, id, moveId)).length > 0) return { moved: 0, stays: [] };
        const back = done(await orderUnmove(tx, scope, show, { moveId, undoes }));
        if (back.event !== null) {
          await note(tx, scope, {
            ...{ action: 'claim:unmove', showId: id, subject: undoes },
            detail: { claims: back.moved },
          });
          await showLog.append(tx, scope, id, [back.event]);
        }
        return { moved: back.moved, stays: back.stays };
      });
      showLog.appended(scope, id);
      return reply.code(202).send(answer);
    },
  );
}

async function shown(db: Tx, scope: Scope, id: string): Promise<ShowRow> {
  const show = await findShow(db, scope.workspaceId, id);
  if (show === null) throw new AppError('not-found');
  return show;
}

function done<T extends { ok: true }>(outcome: T | Refused): T {
  if (outcome.ok) return outcome;
  throw new AppError('refused', { message: outcome.reason });
}

const said = (options: Readonly<Record<string, string>>): string => Object.values(options).join(' / ');
const unfitOf = ({ claim, why }: Unfitting) => ({ seq: claim.seq, handle: claim.handle, said: claim.text ?? '', why });

function previewOf({ fits, unfit }: { fits: Fitting[]; unfit: Unfitting[] }): MovePreview {
  const byPlatform: Record<string, number> = {};
  const variants = new Map<string, { from: string; to: string; claims: number }>();
  for (const { claim, variant } of fits) {
    const platform = claim.platform ?? 'by hand';
    byPlatform[platform] = (byPlatform[platform] ?? 0) + 1;
    const [from, to] = [said(claim.options), said(variant.options)];
    const row = variants.get(`${from}\u001f${to}`) ?? { from, to, claims: 0 };
    variants.set(`${from}\u001f${to}`, { ...row, claims: row.claims + 1 });
  }
  return {
    ...{ claims: fits.length, units: fits.reduce((sum, { claim }) => sum + claim.quantity, 0), byPlatform },
    ...{ variants: [...variants.values()], unfit: unfit.map(unfitOf) },
  };
}
