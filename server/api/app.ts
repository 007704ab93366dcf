import rateLimit from '@fastify/rate-limit';
import staticFiles from '@fastify/static';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import websocket from '@fastify/websocket';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyReply } from 'fastify';
import { AppError } from '../errors.ts';
import { reservedWords } from '../shows/slug.ts';
import { readBodies } from './body.ts';
import type { ApiDeps } from './deps.ts';
import { answerFailures } from './failures.ts';
import { openDoor, type Door, type DoorPlace, type OpenDoor } from './doors.ts';
import { guard, type RouteNote } from './guard.ts';
import { secureHeaders } from './headers.ts';
import { isLoopback, ownOrigins } from './origin.ts';
import { addRoutes } from './routes/index.ts';
import { validateStrictly } from './validation.ts';
import type { App } from './web.ts';

export interface Api {
  app: App;
  /** Every route with who may call it. */
  routes: readonly RouteNote[];
  /** Words no show's public page may have as its address. */
  reserved(): ReadonlySet<string>;
  /** One more listener; `app.close` does not close it, whoever opened it does. */
  open(door: Exclude<Door, 'main'>, place: DoorPlace): Promise<OpenDoor>;
}

/** The hub's HTTP side, complete but not listening: `app.listen` is main's. Closing it closes its sockets. */
export async function createApi(deps: ApiDeps): Promise<Api> {
  const app: App = Fastify({
    loggerInstance: deps.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    // A body that drips in, and a line that says nothing, both end.
    requestTimeout: 10_000,
    connectionTimeout: 30_000,
    bodyLimit: 1024 * 1024,
    forceCloseConnections: true,
    trustProxy: believed(deps),
    routerOptions: { maxParamLength: 200 },
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    frameworkErrors: (error, _request, reply: FastifyReply) => {
      void reply.code(400).send(new AppError('bad-request', { cause: error }).toAnswer());
    },
  }).withTypeProvider<TypeBoxTypeProvider>();
  answerFailures(app);
  validateStrictly(app);
  readBodies(app);
  secureHeaders(app, deps.publicUrl);
  await app.register(rateLimit, { global: false, errorResponseBuilder: () => new AppError('too-many') });
  await app.register(websocket, { options: { maxPayload: 16 * 1024, perMessageDeflate: false } });
  await app.register(staticFiles, { root: deps.dashboardDir, serve: false, index: false, cacheControl: false });
  const routes = guard(app, deps.signIn, ownOrigins(deps.publicUrl), deps.network);
  const reserved = () => reservedWords(routes);
  addRoutes(app, deps, reserved);
  return { app, routes, reserved, open: (door, place) => openDoor(app, door, place) };
}

/**
 * Whose word about the caller is believed. Without a proxy's word all visitors would share one limit, and anybody could
 * lock the owner out; where anybody is believed, a header is enough to be somebody else. So: exactly those that
 * TRUST_PROXY names; else a proxy or tunnel of this machine, if PUBLIC_URL says that there must be one; else nobody.
 * Read from the right: what a caller wrote into the header themselves stands left of what the proxy added.
 */
function believed({ publicUrl, trustProxy }: Pick<ApiDeps, 'publicUrl' | 'trustProxy'>): string[] | 'loopback' | false {
  if (trustProxy !== null) return [...trustProxy];
  return isLoopback(publicUrl) ? false : 'loopback';
}
