import { Type } from 'typebox';
import { transaction, type Tx } from '../../db/transaction.ts';
import { AppError } from '../../errors.ts';
import { makeOverlay, overlayAt, renewToken } from '../../overlay/address.ts';
import { lookOf } from '../../overlay/look-of.ts';
import { drawingOf, type PageSocket } from '../../overlay/open-page.ts';
import { overlayPage, overlayPolicy, sampleOf } from '../../overlay/page.ts';
import { phrasesIn } from '../../overlay/phrases.ts';
import { rateOf, settingsOf } from '../../overlay/settings.ts';
import {
  changeOverlay,
  findOverlay,
  listOverlays,
  readSample,
  revokeOverlay,
  type OverlayRow,
} from '../../overlay/store.ts';
import { findShow } from '../../shows/store.ts';
import type { Scope } from '../../workspaces/scope.ts';
import { note } from '../../workspaces/store-audit.ts';
import type { ApiDeps } from '../deps.ts';
import { scopeOf, whoOf } from '../guard.ts';
import { Done, Id } from '../schemas/fields.ts';
import { ChangedOverlay, NewOverlay, OverlayAddress, OverlayList, type Overlay } from '../schemas/overlays.ts';
import type { App } from '../web.ts';

const ById = Type.Object({ id: Id });
const ByToken = Type.Object({ token: Type.String({ maxLength: 200 }) });
const done: Done = { ok: true };
const ANYBODY = { may: 'anybody' } as const;

type Deps = Pick<ApiDeps, 'pools' | 'overlays' | 'publicUrl' | 'ports' | 'connections'>;

/** Overlays: made, named, revoked; their page and its line for whoever knows the address. */
export function overlayRoutes(app: App, deps: Deps): void {
  listRoutes(app, deps);
  makeRoutes(app, deps);
  changeRoutes(app, deps);
  previewRoute(app, deps);
  pageRoutes(app, deps);
}

function listRoutes(app: App, { pools, overlays }: Deps): void {
  app.get(
    '/api/overlays',
    { config: { may: 'overlay:read' }, schema: { response: { 200: OverlayList } } },
    async (request) => {
      const { workspaceId } = scopeOf(request);
      const rows = await listOverlays(pools.rest, workspaceId);
      return Promise.all(
        rows.map(async (row) => {
          const { left } = await overlays.variantFor(workspaceId, row.showId, row.destinations);
          return toOverlay(row, overlays.pagesOf(row.id), left);
        }),
      );
    },
  );
}

function toOverlay(row: OverlayRow, pages: number, left: Overlay['left']): Overlay {
  const settings = settingsOf(row.settings);
  return {
    id: row.id,
    name: row.name,
    showId: row.showId,
    showTitle: row.showTitle,
    isRehearsal: row.showKind === 'rehearsal',
    destinations: row.destinations,
    tokenEnd: row.tokenEnd,
    settings,
    rate: rateOf(settings),
    createdAtMs: row.createdAt.getTime(),
    seenAtMs: row.seenAt?.getTime() ?? null,
    pages,
    left,
  };
}

function makeRoutes(app: App, deps: Deps): void {
  const { pools } = deps;
  app.post(
    '/api/overlays',
    { config: { may: 'overlay:write' }, schema: { body: NewOverlay, response: { 201: OverlayAddress } } },
    async (request, reply) => {
      const scope = scopeOf(request);
      const { showId = null, destinations = [], settings = {} } = request.body;
      const name = request.body.name.trim();
      knownPlaces(deps, destinations);
      const made = await transaction(pools.rest, async (tx) => {
        await mustBe(tx, scope, showId);
        const overlay = await makeOverlay(tx, scope, { name, showId, destinations, settings });
        await note(tx, scope, {
          action: 'overlay:write',
          subject: overlay.id,
          detail: { what: 'add', name, destinations },
        });
        return overlay;
      });
      return reply.code(201).send(addressOf(deps, made));
    },
  );

  app.post(
    '/api/overlays/:id/address',
    { config: { may: 'overlay:write' }, schema: { params: ById, response: { 201: OverlayAddress } } },
    async (request, reply) => {
      const scope = scopeOf(request);
      const { id } = request.params;
      const token = await transaction(pools.rest, async (tx) => {
        const made = await renewToken(tx, scope, id);
        if (made === null) throw new AppError('not-found');
        await note(tx, scope, { action: 'overlay:write', subject: id, detail: { what: 'new-address' } });
        return made;
      });
      deps.overlays.revoked(id);
      return reply.code(201).send(addressOf(deps, { id, token }));
    },
  );
}

const addressOf = ({ publicUrl, ports }: Deps, { id, token }: { id: string; token: string }): OverlayAddress => ({
  id,
  address: `${publicUrl}/o/${token}`,
  here: `http://127.0.0.1:${ports.port}/o/${token}`,
});

function knownPlaces({ connections }: Deps, destinations: readonly string[]): void {
  const unknown = destinations.find((one) => !connections.platforms.includes(one));
  if (unknown !== undefined)
    throw new AppError('bad-field', { field: 'destinations', message: `There is no platform "${unknown}".` });
}

async function mustBe(tx: Tx, scope: Scope, showId: string | null): Promise<void> {
  if (showId !== null && (await findShow(tx, scope.workspaceId, showId)) === null)
    throw new AppError('bad-field', { field: 'showId', message: 'There is no such show.' });
}

function changeRoutes(app: App, deps: Deps): void {
  const { pools, overlays } = deps;
  app.patch(
    '/api/overlays/:id',
    { config: { may: 'overlay:write' }, schema: { params: ById, body: ChangedOverlay, response: { 200: Done } } },
    async (request) => {
      const scope = scopeOf(request);
      const { id } = request.params;
      const { name, destinations, settings } = request.body;
      knownPlaces(deps, destinations ?? []);
      await transaction(pools.rest, async (tx) => {
        const to = { name: name?.trim(), destinations, settings };
        if (!(await changeOverlay(tx, scope.workspaceId, id, to))) throw new AppError('not-found');
        await note(tx, scope, { action: 'overlay:write', subject: id, detail: { what: 'change' } });
      });
      return done;
    },
  );

  app.delete(
    '/api/overlays/:id',
    { config: { may: 'overlay:write' }, schema: { params: ById, response: { 200: Done } } },
    async (request) => {
      const scope = scopeOf(request);
      const { id } = request.params;
      await transaction(pools.rest, async (tx) => {
        if (!(await revokeOverlay(tx, scope.workspaceId, id))) throw new AppError('not-found');
        await note(tx, scope, { action: 'overlay:write', subject: id, detail: { what: 'revoke' } });
      });
      overlays.revoked(id);
      return done;
    },
  );
}

/** The page as it looks, with made-up viewers: no token is needed, because nothing of a show is in it. */
function previewRoute(app: App, { pools, overlays, publicUrl }: Deps): void {
  app.get(
    '/api/overlays/:id/preview',
    { config: { may: 'overlay:read' }, schema: { params: ById } },
    async (request, reply) => {
      const { workspaceId } = scopeOf(request);
      const { language } = whoOf(request).workspace;
      const row = await findOverlay(pools.rest, workspaceId, request.params.id);
      if (row === null) throw new AppError('not-found');
      const variant = await overlays.variantFor(workspaceId, row.showId, row.destinations);
      const { id, showId, destinations, settings } = row;
      const drawing = drawingOf({ id, workspaceId, tokenHash: '', destinations, settings, showId }, variant);
      const product = await readSample(pools.rest, workspaceId);
      const kind = row.showKind ?? 'live';
      const featured = { id: '', seq: 0, platform: null, name: 'Ana', text: '😍 Is the dress lined?', airedMs: 0 };
      const look = lookOf({ kind, slug: 'your-show', language, product }, featured, drawing, publicUrl);
      return reply
        .header('content-security-policy', overlayPolicy(undefined))
        .header('x-frame-options', 'SAMEORIGIN')
        .type('text/html; charset=utf-8')
        .send(overlayPage(language, sampleOf(look, drawing.settings, phrasesIn(language))));
    },
  );
}

function pageRoutes(app: App, { pools, overlays }: Deps): void {
  // An address nobody has, one that was revoked and one that never was take the same way to the same answer.
  app.get('/o/:token', { config: ANYBODY, schema: { params: ByToken } }, async (request, reply) => {
    const found = await overlayAt(pools.rest, request.params.token);
    if (found === null) return reply.callNotFound();
    return reply
      .header('content-security-policy', overlayPolicy(request.headers.host))
      .header('x-frame-options', 'SAMEORIGIN')
      .header('x-robots-tag', 'noindex, nofollow')
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(overlayPage(found.language));
  });

  const found = new WeakMap<object, { id: string; tokenHash: string }>();
  app.get<{ Params: { token: string } }>(
    '/o/:token/line',
    {
      websocket: true,
      config: ANYBODY,
      schema: { params: ByToken },
      preHandler: async (request, reply) => {
        const overlay = await overlayAt(pools.rest, request.params.token);
        if (overlay === null) {
          reply.callNotFound();
          return reply;
        }
        found.set(request, overlay);
      },
    },
    (socket, request) => {
      const overlay = found.get(request);
      if (overlay === undefined) return socket.terminate();
      overlays.attach(socket as unknown as PageSocket, overlay);
    },
  );
}
