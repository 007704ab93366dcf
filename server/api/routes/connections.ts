import { Type } from 'typebox';
import type { Manifest } from '../../../connectors/platforms/contract.ts';
import { SealBroken } from '../../connections/credentials.ts';
import {
  addConnection,
  listConnections,
  removeConnection,
  type SettingsRow,
} from '../../connections/store-settings.ts';
import { AppError } from '../../errors.ts';
import { newId } from '../../workspaces/new-id.ts';
import type { ApiDeps } from '../deps.ts';
import { scopeOf } from '../guard.ts';
import { Connection, ConnectionList, ConnectionTest, NewConnection, PlatformList } from '../schemas/connections.ts';
import { Done, Id } from '../schemas/fields.ts';
import type { App } from '../web.ts';

const ById = Type.Object({ id: Id });
const done: Done = { ok: true };

type Deps = Pick<ApiDeps, 'prisma' | 'connections' | 'now'>;

export function connectionRoutes(app: App, deps: Deps): void {
  const manifestOf = manifestsOf(deps);
  readRoutes(app, deps, manifestOf);
  addRoute(app, deps, manifestOf);
  changeRoutes(app, deps);
}

type ManifestOf = (platform: string) => Promise<Manifest>;

const manifestsOf =
  ({ connections }: Deps): ManifestOf =>
  async (platform) => {
    if (!connections.platforms.includes(platform))
      throw new AppError('bad-field', { field: 'platform', message: `Hawker cannot talk to ${platform}.` });
    return (await connections.load(platform)).manifest;
  };

function readRoutes(app: App, { prisma, connections }: Deps, manifestOf: ManifestOf): void {
  app.get(
    '/api/platforms',
    { config: { may: 'workspace:read' }, schema: { response: { 200: PlatformList } } },
    async () => Promise.all(connections.platforms.map(manifestOf)),
  );

  app.get(
    '/api/connections',
    { config: { may: 'connection:read' }, schema: { response: { 200: ConnectionList } } },
    async (request) => {
      const { workspaceId } = scopeOf(request);
      const secretsOf = secretNames(connections.credentials, workspaceId);
      return (await listConnections(prisma, workspaceId)).map((row) => toConnection(row, secretsOf(row)));
    },
  );
}

function addRoute(app: App, { prisma, connections }: Deps, manifestOf: ManifestOf): void {
  app.post(
    '/api/connections',
    { config: { may: 'connection:write' }, schema: { body: NewConnection, response: { 201: Connection } } },
    async (request, reply) => {
      const scope = scopeOf(request);
      const { platform, name, broadcast, settings = {} } = request.body;
      const manifest = await manifestOf(platform);
      const { open, secret } = partSettings(manifest, settings);
      const id = newId('c');
      const sealed =
        Object.keys(secret).length === 0
          ? null
          : connections.credentials.seal({ workspaceId: scope.workspaceId, connectionId: id }, secret);
      await addConnection(prisma, scope, {
        id,
        platform,
        name: name.trim(),
        broadcast: broadcast.trim(),
        settings: open,
        sealed,
      });
      const [row] = await listConnections(prisma, scope.workspaceId, [id]);
      if (row === undefined) throw new AppError('not-found');
      return reply.code(201).send(toConnection(row, Object.keys(secret)));
    },
  );
}

function changeRoutes(app: App, { prisma, connections, now }: Deps): void {
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

  app.post(
    '/api/connections/:id/test',
    {
      config: { may: 'connection:write', rateLimit: { max: 10, timeWindow: '1 minute' } },
      schema: { params: ById, response: { 200: ConnectionTest } },
    },
    async (request) => {
      const result = await connections.probe(scopeOf(request).workspaceId, request.params.id);
      if (result === null) throw new AppError('not-found');
      return result;
    },
  );
}

/** Which of the given settings are secret, by the platform's own description; what it does not describe is refused. */
export function partSettings(
  manifest: Manifest,
  given: Readonly<Record<string, string>>,
): { open: Record<string, string>; secret: Record<string, string> } {
  const open: Record<string, string> = {};
  const secret: Record<string, string> = {};
  const bad = (name: string, message: string) => new AppError('bad-field', { field: `settings.${name}`, message });
  for (const [name, text] of Object.entries(given)) {
    const described = Object.hasOwn(manifest.settings.properties, name)
      ? manifest.settings.properties[name]
      : undefined;
    if (described === undefined) throw bad(name, `${manifest.name} has no setting called ${name}.`);
    const value = text.trim();
    if (value === '') continue;
    const { title, minLength = 0, maxLength = 8_000, pattern } = described;
    if (value.length < minLength || value.length > maxLength)
      throw bad(name, `${title} must have ${minLength} to ${maxLength} characters.`);
    if (pattern !== undefined && !new RegExp(pattern, 'u').test(value))
      throw bad(name, `${title} does not look right.`);
    (described.secret === true ? secret : open)[name] = value;
  }
  const missing = manifest.settings.required.find((name) => open[name] === undefined && secret[name] === undefined);
  if (missing !== undefined)
    throw bad(missing, `${manifest.settings.properties[missing]?.title ?? missing} is missing.`);
  return { open, secret };
}

/** Which secrets there are, never what they say; none where the seal was made with another HAWKER_SECRET. */
const secretNames =
  (credentials: Deps['connections']['credentials'], workspaceId: string) =>
  ({ id, sealed }: SettingsRow): string[] => {
    try {
      return Object.keys(credentials.open({ workspaceId, connectionId: id, settings: {} }, sealed));
    } catch (error) {
      if (error instanceof SealBroken) return [];
      throw error;
    }
  };

function toConnection(row: SettingsRow, secretsSet: string[]): Connection {
  const { sealed: _, createdAt, health, ...rest } = row;
  return {
    ...rest,
    secretsSet,
    createdAtMs: createdAt.getTime(),
    health:
      health === null
        ? null
        : {
            state: health.state,
            code: health.code,
            sentence: health.sentence,
            lastEventAtMs: health.lastEventAt?.getTime() ?? null,
          },
  };
}
