import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';
import { allows, type Action } from '../workspaces/permissions.ts';
import type { Scope } from '../workspaces/scope.ts';
import type { SignedIn, SignIn } from '../workspaces/sign-in.ts';
import type { App } from './web.ts';
import { mayOpenSocket, mayWrite } from './origin.ts';

/** Who may call a route: an action of the permissions table, or everybody in words. */
export type May = Action | 'anybody';

declare module 'fastify' {
  interface FastifyContextConfig {
    may?: May;
    /** Viewers' words are taken as they come: NUL and lone surrogates are what a rehearsal is there to try. */
    anyText?: true;
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

/**
 * Deny by default. A route that does not say who may call it ends the start; every call is checked before its body
 * is read: the page it comes from (writes and sockets), the sign-in, the role. Returns the list of all routes, which
 * the generated test walks.
 */
export function guard(app: App, signIn: Pick<SignIn, 'who'>, origins: ReadonlySet<string>): RouteNote[] {
  const routes: RouteNote[] = [];
  app.decorateRequest('who', null);
  app.addHook('onRoute', (route) => {
    const may = route.config?.may;
    const methods = [route.method].flat();
    if (may === undefined) throw new Error(`the route ${methods.join()} ${route.url} does not say who may call it`);
    routes.push(...methods.map((method) => ({ method, url: route.url, may })));
  });
  app.addHook('onRequest', async (request) => {
    const may = request.routeOptions.config.may;
    if (request.is404 || may === undefined) return;
    const upgrade = request.headers.upgrade !== undefined;
    if (
      upgrade
        ? !mayOpenSocket(request.headers, origins)
        : WRITES.has(request.method) && !mayWrite(request.headers, origins)
    )
      throw new AppError('foreign-origin');
    if (may === 'anybody') return;
    request.who = await signIn.who({ headers: request.headers, address: request.ip });
    if (request.who === null) throw new AppError('signed-out');
    if (!allows(request.who.scope.role, may)) throw new AppError('forbidden');
  });
  return routes;
}

/** Who is signed in. Only for routes whose `may` is an action. */
export function whoOf(request: FastifyRequest): SignedIn {
  if (request.who === null) throw new AppError('signed-out');
  return request.who;
}

export const scopeOf = (request: FastifyRequest): Scope => whoOf(request).scope;
