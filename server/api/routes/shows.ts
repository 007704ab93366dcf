import { Type } from 'typebox';
import type { MayGoLive } from '../../address/address.ts';
import { setTimeout as wait } from 'node:timers/promises';
import { findProduct } from '../../catalog/store.ts';
import { delayRow, videoDelayOf } from '../../connections/video-delay.ts';
import { listConnections } from '../../connections/store-settings.ts';
import { transaction } from '../../db/transaction.ts';
import { AppError } from '../../errors.ts';
import type { LaneRef } from '../../lanes/lane.ts';
import { orderClosing } from '../../outbox/closing.ts';
import { orderPins, pinId } from '../../outbox/pinning.ts';
import { closingLeft } from '../../outbox/store-closing.ts';
import type { StaffEvent } from '../../shows/log.ts';
import { createShow, endShow, showOnAir, startShow, type Done as Acted } from '../../shows/shows.ts';
import { firstWords } from '../../shows/claim-words.ts';
import { showAs } from '../../shows/show-as.ts';
import { listShows } from '../../shows/store-list.ts';
import { findShow, setShowing, setStop } from '../../shows/store.ts';
import { takeNumbers } from '../../feed/store.ts';
import { note } from '../../workspaces/store-audit.ts';
import type { Scope } from '../../workspaces/scope.ts';
import type { App } from '../web.ts';
import type { ApiDeps } from '../deps.ts';
import { scopeOf } from '../guard.ts';
import { Id } from '../schemas/fields.ts';
import { NewShow, Show, ShowingProduct, ShowList, StartShow, Stop } from '../schemas/shows.ts';

const ById = Type.Object({ id: Id });

type Deps = Pick<
  ApiDeps,
  'pools' | 'prisma' | 'feed' | 'showLog' | 'publicUrl' | 'connections' | 'address' | 'ring' | 'rehearsals'
>;

export function showRoutes(app: App, deps: Deps, reserved: () => ReadonlySet<string>): void {
  const shown = showIn(deps);
  listRoutes(app, deps, shown, reserved);
  runRoutes(app, deps, shown);
  presentRoutes(app, deps, shown);
}

type Shown = (scope: Scope, id: string) => Promise<Show>;

const showIn =
  ({ pools, publicUrl }: Deps): Shown =>
  async (scope, id) => {
    const row = await findShow(pools.rest, scope.workspaceId, id);
    if (row === null) throw new AppError('not-found');
    return showAs(publicUrl)(row);
  };

function listRoutes(
  app: App,
  { pools, prisma, publicUrl }: Deps,
  shown: Shown,
  reserved: () => ReadonlySet<string>,
): void {
  app.get('/api/shows', { config: { may: 'show:read' }, schema: { response: { 200: ShowList } } }, async (request) => {
    const { workspaceId, showId } = scopeOf(request);
    const all = (await listShows(prisma, workspaceId)).map(showAs(publicUrl));
    return showId === undefined ? all : all.filter((show) => show.id === showId);
  });

  app.get(
    '/api/shows/:id',
    { config: { may: 'show:read' }, schema: { params: ById, response: { 200: Show } } },
    async (request) => shown(scopeOf(request), request.params.id),
  );

  app.post(
    '/api/shows',
    { config: { may: 'show:write' }, schema: { body: NewShow, response: { 201: Show } } },
    async (request, reply) => {
      const scope = scopeOf(request);
      const title = request.body.title.trim();
      const id = await transaction(pools.rest, async (tx) => {
        const made = await createShow(tx, scope, { title, kind: 'live' }, reserved());
        await note(tx, scope, { action: 'show:add', showId: made });
        return made;
      });
      return reply.code(201).send(await shown(scope, id));
    },
  );
}

function runRoutes(app: App, deps: Deps, shown: Shown): void {
  const { pools, prisma, feed, connections, address, showLog, publicUrl, ring } = deps;
  app.post(
    '/api/shows/:id/start',
    { config: { may: 'show:run' }, schema: { params: ById, body: StartShow, response: { 200: Show } } },
    async (request) => {
      const scope = scopeOf(request);
      const { id } = request.params;
      const { connectionIds } = request.body;
      const found = await listConnections(prisma, scope.workspaceId, connectionIds);
      await checkAddress(await shown(scope, id), () => address.mayGoLive(scope.workspaceId));
      const delays: StaffEvent[] = [];
      const speaking: string[] = [];
      const lanes: LaneRef[] = [];
      for (const one of found) {
        const { manifest } = await connections.load(one.platform);
        delays.push(delayRow(one.id, videoDelayOf(one, manifest), manifest));
        if (manifest.can.includes('reply')) speaking.push(one.id);
      }
      await transaction(pools.rest, async (tx) => {
        if (found.length !== connectionIds.length)
          throw new AppError('bad-field', { field: 'connectionIds', message: 'There is no such connection.' });
        valueOf(await startShow(tx, scope, id, found));
        lanes.push(...(await orderPins(tx, scope.workspaceId, publicUrl, id, speaking)));
        await note(tx, scope, {
          action: 'show:start',
          showId: id,
          detail: { connections: found.map((one) => one.name) },
        });
        // What viewers write to claim and how late they see the show is part of its log from the beginning.
        await showLog.append(
          tx,
          scope,
          id,
          [...(await firstWords(tx, scope, id)), ...delays],
          [
            { topic: 'show', entity: id },
            ...found.map((one) => ({ topic: 'connection' as const, entity: one.id })),
            ...speaking.map((one) => ({ topic: 'reply' as const, entity: pinId(id, one) })),
          ],
        );
      });
      showLog.appended(scope, id);
      feed.told(id);
      ring(lanes);
      connections.look();
      return shown(scope, id);
    },
  );

  app.post(
    '/api/shows/:id/end',
    { config: { may: 'show:run' }, schema: { params: ById, response: { 200: Show } } },
    async (request) => {
      const scope = scopeOf(request);
      const { id } = request.params;
      await tellTheRest(deps, scope, id);
      await transaction(pools.rest, async (tx) => {
        valueOf(await endShow(tx, scope, id));
        await note(tx, scope, { action: 'show:end', showId: id });
        await takeNumbers(tx, scope.workspaceId, id, [{ topic: 'show', entity: id }]);
      });
      feed.told(id);
      connections.look();
      return shown(scope, id);
    },
  );
}

/** What buyers were never told is told while the lines are still open; the end waits for it a little, and no longer. */
const CLOSING_MS = 6_000;
const LOOK_EVERY_MS = 200;

async function tellTheRest(deps: Deps, { workspaceId }: Scope, id: string): Promise<void> {
  const { pools, publicUrl, connections, ring, feed } = deps;
  const manifestOf = async (platform: string) => (await connections.load(platform)).manifest;
  const closing = await transaction(pools.rest, async (tx) => {
    if ((await findShow(tx, workspaceId, id))?.state !== 'on_air') return null;
    const ordered = await orderClosing(tx, workspaceId, publicUrl, id, manifestOf);
    const changes = ordered.changed.map((entity) => ({ topic: 'reply' as const, entity }));
    await takeNumbers(tx, workspaceId, id, changes);
    return ordered;
  });
  if (closing === null || closing.ring.length === 0) return;
  ring(closing.ring);
  feed.told(id);
  for (let waitedMs = 0; waitedMs < CLOSING_MS; waitedMs += LOOK_EVERY_MS) {
    if ((await closingLeft(pools.rest, workspaceId, id)) === 0) return;
    await wait(LOOK_EVERY_MS);
  }
}

function presentRoutes(app: App, { pools, showLog, rehearsals }: Deps, shown: Shown): void {
  app.post(
    '/api/shows/:id/showing',
    { config: { may: 'show:present' }, schema: { params: ById, body: ShowingProduct, response: { 200: Show } } },
    async (request) => {
      const scope = scopeOf(request);
      const { id } = request.params;
      const { productId } = request.body;
      const code = await transaction(pools.rest, async (tx) => {
        valueOf(await showOnAir(tx, scope, id));
        const product = productId === null ? null : await findProduct(tx, scope.workspaceId, productId);
        if (productId !== null && product === null) {
          throw new AppError('bad-field', { field: 'productId', message: 'There is no such product.' });
        }
        await setShowing(tx, scope.workspaceId, id, productId);
        await showLog.append(tx, scope, id, [{ action: 'show-product', productId }], [{ topic: 'show', entity: id }]);
        return product?.code ?? null;
      });
      rehearsals.shown?.(id, code);
      showLog.appended(scope, id);
      return shown(scope, id);
    },
  );

  // The flag is set at once, beside the row of the record: the lanes look at it, so a stop holds within a second even when the record is being caught up on.
  app.post(
    '/api/shows/:id/stop',
    { config: { may: 'show:switch' }, schema: { params: ById, body: Stop, response: { 200: Show } } },
    async (request) => {
      const scope = scopeOf(request);
      const { id } = request.params;
      const { what, on } = request.body;
      await transaction(pools.rest, async (tx) => {
        valueOf(await showOnAir(tx, scope, id));
        await setStop(tx, scope.workspaceId, id, what, on);
        await note(tx, scope, { action: 'show:switch', showId: id, detail: { what, on } });
        await showLog.append(tx, scope, id, [{ action: 'stop', what, on }], [{ topic: 'show', entity: id }]);
      });
      showLog.appended(scope, id);
      return shown(scope, id);
    },
  );
}

/**
 * Everything a live show says leads to its page: it does not begin at an address that nobody else can open. Once it is
 * on air it goes on, whatever happens to a tunnel.
 */
async function checkAddress(show: Show, mayGoLive: () => Promise<MayGoLive>): Promise<void> {
  if (show.kind !== 'live' || show.state !== 'draft') return;
  const may = await mayGoLive();
  if (!may.ok) throw new AppError('refused', { message: may.reason });
}

/** A refusal ends the transaction. */
export function valueOf<T>(acted: Acted<T>): T {
  if (acted.ok) return acted.value;
  throw new AppError(acted.reason, { message: acted.message });
}
