import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';
import { allows, type Action } from '../workspaces/permissions.ts';
import type { Scope } from '../workspaces/scope.ts';
import type { SignedIn, SignIn } from '../workspaces/sign-in.ts';
import type { App } from './web.ts';
import { doorOf } from './doors.ts';
import { isForTablets, maySeat } from './network-list.ts';
import { localOrigin, mayOpenSocket, mayWrite } from './origin.ts';
import { isListed, PUBLIC_ROUTES } from './public-list.ts';

/** Who may call a route: an action of the permissions table, or everybody in words. */
export type May = Action | 'anybody';

declare module 'fastify' {
  interface FastifyContextConfig {
    may?: May;
    /** Viewers' words are taken as they come: NUL and lone surrogates are what a rehearsal is there to try. */
    anyText?: true;
    /** The body is signed: whoever knows the secret may send it, from whatever page or program. */
    signed?: true;
  }
  interface FastifyRequest {
    who: SignedIn | null;
  }
}

export interface RouteNote {
  method: string;
  url: string;
  may: May;
}

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** What the guard asks of the network's listener. */
export interface NetworkSide {
  /** The hosts it is opened at, as browsers write them: `192.168.1.5:4000`. */
  hosts(): ReadonlySet<string>;
  /** The tablet whose cookie this is. */
  who(headers: IncomingHttpHeaders): Promise<SignedIn | null>;
}

const NO_NETWORK: NetworkSide = { hosts: () => new Set(), who: async () => null };

/**
 * Deny by default. A route that does not say who may call it ends the start; every call is checked before its body
 * is read: the listener it came in by, the page it comes from (writes and sockets), the sign-in, the role. Returns the
 * list of all routes, which the generated tests walk.
 */
export function guard(
  app: App,
  signIn: Pick<SignIn, 'who'>,
  origins: ReadonlySet<string>,
  network: NetworkSide = NO_NETWORK,
): RouteNote[] {
  const routes: RouteNote[] = [];
  app.decorateRequest('who', null);
  app.addHook('onRoute', (route) => {
    const may = route.config?.may;
    const methods = [route.method].flat();
    if (may === undefined) throw new Error(`the route ${methods.join()} ${route.url} does not say who may call it`);
    routes.push(...methods.map((method) => ({ method, url: route.url, may })));
  });
  app.addHook('onRequest', async (request, reply) => {
    const may = request.routeOptions.config.may;
    const door = doorOf(request);
    // A page of another site whose name was turned to our address still names itself here.
    if (door === 'network' && !network.hosts().has(request.raw.headers.host ?? ''))
      throw new AppError('foreign-origin');
    if (request.is404 || may === undefined) return;
    if (!isServedAt(door, request, may)) {
      reply.callNotFound();
      return reply;
    }
    if (request.routeOptions.config.signed !== true)
      checkPage(request, door === 'network' ? originsOf(network) : withLocal(origins, request));
    if (may === 'anybody') return;
    await (door === 'network' ? admitSeat(request, network, may) : admit(request, signIn, may));
  });
  return routes;
}

function isServedAt(door: ReturnType<typeof doorOf>, request: FastifyRequest, may: May): boolean {
  const { method } = request;
  const { url } = request.routeOptions;
  if (door === 'public') return isListed(PUBLIC_ROUTES, method, url);
  return door === 'main' || may !== 'anybody' || isForTablets(method, url);
}

const originsOf = (network: NetworkSide): ReadonlySet<string> =>
  new Set([...network.hosts()].map((host) => `http://${host}`));

function withLocal(origins: ReadonlySet<string>, { raw }: FastifyRequest): ReadonlySet<string> {
  const local = localOrigin(raw.headers.host);
  return local === null ? origins : new Set([...origins, local]);
}

function checkPage({ headers, method }: FastifyRequest, origins: ReadonlySet<string>): void {
  const ours =
    headers.upgrade === undefined ? !WRITES.has(method) || mayWrite(headers, origins) : mayOpenSocket(headers, origins);
  if (!ours) throw new AppError('foreign-origin');
}

async function admit(request: FastifyRequest, signIn: Pick<SignIn, 'who'>, may: Action): Promise<void> {
  request.who = await signIn.who({ headers: request.headers, address: request.ip });
  if (request.who === null) throw new AppError('signed-out');
  if (!allows(request.who.scope.role, may)) throw new AppError('forbidden');
}

/** By the network's listener only tablets come, and each to its one show. */
async function admitSeat(request: FastifyRequest, network: NetworkSide, may: Action): Promise<void> {
  request.who = await network.who(request.headers);
  const seat = request.who?.scope.showId;
  if (seat === undefined) throw new AppError('signed-out');
  const { id } = request.params as { id?: string };
  if (!maySeat({ method: request.method, url: request.routeOptions.url, may, showId: id }, seat))
    throw new AppError('forbidden');
}

/** Who is signed in. Only for routes whose `may` is an action. */
export function whoOf(request: FastifyRequest): SignedIn {
  if (request.who === null) throw new AppError('signed-out');
  return request.who;
}

export const scopeOf = (request: FastifyRequest): Scope => whoOf(request).scope;
