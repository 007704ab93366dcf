import { Type } from 'typebox';
import type { Manifest } from '../../../connectors/platforms/contract.ts';
import { editConnection } from '../../connections/edit.ts';
import { addConnection, listConnections, removeConnection } from '../../connections/store-settings.ts';
import { AppError } from '../../errors.ts';
import { SPOKEN_LANGUAGES } from '../../outbox/templates.ts';
import { newId } from '../../workspaces/new-id.ts';
import { checkRequired, partChanges, partSettings } from '../connection-settings.ts';
import { connectionView, levelView } from '../connection-view.ts';
import type { ApiDeps } from '../deps.ts';
import { setVideoDelay } from '../video-delay.ts';
import { scopeOf } from '../guard.ts';
import {
  Connection,
  ConnectionEdit,
  ConnectionList,
  ConnectionTest,
  Examination,
  NewConnection,
  PlatformList,
  Proof,
  ProofWish,
} from '../schemas/connections.ts';
import { Done, Id } from '../schemas/fields.ts';
import type { App } from '../web.ts';

const ById = Type.Object({ id: Id });
const done: Done = { ok: true };
const ASKING = { max: 20, timeWindow: '1 minute' } as const;

type Shown = Pick<ApiDeps, 'pools' | 'prisma' | 'connections' | 'now' | 'publicUrl'>;
type Deps = Shown & Pick<ApiDeps, 'showLog'>;

export function connectionRoutes(app: App, deps: Deps): void {
  readRoutes(app, deps);
  addRoute(app, deps);
  changeRoutes(app, deps);
  askRoutes(app, deps);
  proofRoutes(app, deps);
}

export async function manifestOf({ connections }: Pick<Shown, 'connections'>, platform: string): Promise<Manifest> {
  if (!connections.platforms.includes(platform))
    throw new AppError('bad-field', { field: 'platform', message: `Hawker cannot talk to ${platform}.` });
  return (await connections.load(platform)).manifest;
}

/** Null when there is no such connection in the workspace. */
export async function connectionShown(deps: Shown, workspaceId: string, id: string): Promise<Connection | null> {
  const [row] = await listConnections(deps.prisma, workspaceId, [id]);
  if (row === undefined) return null;
  const manifest = await manifestOf(deps, row.platform);
  const { credentials } = deps.connections;
  return connectionView(row, { workspaceId, credentials, manifest, publicUrl: deps.publicUrl, nowMs: deps.now() });
}

function readRoutes(app: App, deps: Deps): void {
  const { prisma, connections } = deps;
  app.get(
    '/api/platforms',
    { config: { may: 'workspace:read' }, schema: { response: { 200: PlatformList } } },
    async () => Promise.all(connections.platforms.map((platform) => manifestOf(deps, platform))),
  );

  app.get(
    '/api/connections',
    { config: { may: 'connection:read' }, schema: { response: { 200: ConnectionList } } },
    async (request) => {
      const { workspaceId } = scopeOf(request);
      const { credentials } = connections;
      const rows = await listConnections(prisma, workspaceId);
      const manifests = new Map<string, Manifest>();
      for (const { platform } of rows) manifests.set(platform, await manifestOf(deps, platform));
      return rows.flatMap((row) => {
        const manifest = manifests.get(row.platform);
        return manifest
          ? [connectionView(row, { workspaceId, credentials, manifest, publicUrl: deps.publicUrl, nowMs: deps.now() })]
          : [];
      });
    },
  );
}

function addRoute(app: App, deps: Deps): void {
  const { prisma, connections } = deps;
  app.post(
    '/api/connections',
    { config: { may: 'connection:write' }, schema: { body: NewConnection, response: { 201: Connection } } },
    async (request, reply) => {
      const scope = scopeOf(request);
      const { platform, name, broadcast, checkout = 'own', settings = {}, videoDelayMs } = request.body;
      const manifest = await manifestOf(deps, platform);
      checkShop(manifest, checkout);
      const { open, secret } = partSettings(manifest, settings);
      checkRequired(manifest, { ...open, ...secret });
      const id = newId('c');
      const row = { workspaceId: scope.workspaceId, connectionId: id };
      const sealed = Object.keys(secret).length === 0 ? null : connections.credentials.seal(row, secret);
      await addConnection(prisma, scope, {
        ...{ id, platform, checkout, settings: open, sealed },
        name: name.trim(),
        broadcast: broadcast.trim(),
        ...(videoDelayMs === undefined ? {} : { videoDelayMs, videoDelayBy: 'set' as const }),
      });
      return reply.code(201).send(orNotFound(await connectionShown(deps, scope.workspaceId, id)));
    },
  );
}

function changeRoutes(app: App, deps: Deps): void {
  const { pools, prisma, connections, now } = deps;
  app.patch(
    '/api/connections/:id',
    {
      config: { may: 'connection:write' },
      schema: { params: ById, body: ConnectionEdit, response: { 200: Connection } },
    },
    async (request) => {
      const scope = scopeOf(request);
      const { id } = request.params;
      const { name, broadcast, checkout, settings = {}, forget = [], videoDelayMs, language } = request.body;
      const before = orNotFound(await connectionShown(deps, scope.workspaceId, id));
      const manifest = await manifestOf(deps, before.platform);
      checkShop(manifest, checkout);
      checkLanguage(language);
      const changes = partChanges(manifest, settings);
      const edit = { name: name?.trim(), broadcast: broadcast?.trim(), checkout, language, ...changes, forget };
      const { credentials } = connections;
      const outcome = await editConnection({ pools, credentials }, scope, id, edit);
      if (outcome === 'not-found') throw new AppError('not-found');
      if (videoDelayMs !== undefined) await setVideoDelay(deps, scope, id, { ms: videoDelayMs, by: 'set' });
      connections.look();
      return orNotFound(await connectionShown(deps, scope.workspaceId, id));
    },
  );

  app.delete(
    '/api/connections/:id',
    { config: { may: 'connection:write' }, schema: { params: ById, response: { 200: Done } } },
    async (request) => {
      const outcome = await removeConnection(prisma, scopeOf(request), request.params.id, new Date(now()));
      if (outcome === 'not-found') throw new AppError('not-found');
      if (outcome === 'on-air') throw new AppError('refused', { message: 'It is on air. End the show first.' });
      connections.look();
      return done;
    },
  );
}

function askRoutes(app: App, { connections }: Deps): void {
  app.post(
    '/api/connections/:id/test',
    {
      config: { may: 'connection:write', rateLimit: { max: 10, timeWindow: '1 minute' } },
      schema: { params: ById, response: { 200: ConnectionTest } },
    },
    async (request) => orNotFound(await connections.probe(scopeOf(request).workspaceId, request.params.id)),
  );

  app.post(
    '/api/connections/:id/examine',
    {
      config: { may: 'show:run', rateLimit: ASKING },
      schema: { params: ById, response: { 200: Examination } },
    },
    async (request) => {
      const found = orNotFound(await connections.examine(scopeOf(request).workspaceId, request.params.id));
      return found.ok
        ? { ok: true, sentence: null, levels: found.levels.map(levelView) }
        : { ok: false, sentence: found.sentence, levels: [] };
    },
  );
}

function proofRoutes(app: App, { connections: { proofs } }: Deps): void {
  const url = '/api/connections/:id/proof';
  const schema = { params: ById, response: { 200: Proof } };
  app.post(
    url,
    { config: { may: 'connection:write', rateLimit: ASKING }, schema: { ...schema, body: ProofWish } },
    async (request) => orNotFound(await proofs.begin(scopeOf(request).workspaceId, request.params.id, request.body)),
  );
  app.get(url, { config: { may: 'connection:write' }, schema }, async (request) =>
    orNotFound(proofs.read(scopeOf(request).workspaceId, request.params.id)),
  );
  app.delete(
    url,
    { config: { may: 'connection:write' }, schema: { params: ById, response: { 200: Done } } },
    async (request) => {
      if (!proofs.end(scopeOf(request).workspaceId, request.params.id)) throw new AppError('not-found');
      return done;
    },
  );
}

function orNotFound<T>(value: T | null): T {
  if (value === null) throw new AppError('not-found');
  return value;
}

/** Only a platform with a shop of its own can be the one that sells. */
function checkLanguage(language = ''): void {
  if (language === '' || SPOKEN_LANGUAGES.includes(language)) return;
  const message = `There are wordings in ${SPOKEN_LANGUAGES.join(', ')}.`;
  throw new AppError('bad-field', { field: 'language', message });
}

function checkShop(manifest: Manifest, checkout: 'own' | 'platform' | undefined): void {
  if (checkout === 'platform' && manifest.shop === undefined)
    throw new AppError('bad-field', { field: 'checkout', message: `${manifest.name} has no shop of its own.` });
}
