import { AppError } from '../../errors.ts';
import { Type } from 'typebox';
import type { ApiDeps } from '../deps.ts';
import { scopeOf } from '../guard.ts';
import { AddressState } from '../schemas/address.ts';
import type { App } from '../web.ts';

const Token = Type.Object({ token: Type.String({ maxLength: 200 }) });

/** Where the hub is reachable from, and the question by which it finds itself. */
export function addressRoutes(app: App, { address, ports }: Pick<ApiDeps, 'address' | 'ports'>): void {
  app.get(
    '/address-challenge/:token',
    // Without a limit: it costs one hash, and a limit that strangers use up would keep a show from starting.
    { config: { may: 'anybody' }, schema: { params: Token } },
    async (request, reply) => {
      const answer = address.challenges.answer(request.params.token);
      if (answer === null) throw new AppError('not-found');
      return reply.header('cache-control', 'no-store').type('text/plain; charset=utf-8').send(answer);
    },
  );

  app.get(
    '/api/address',
    { config: { may: 'show:read' }, schema: { response: { 200: AddressState } } },
    async (request) => ({ ...(await address.state(scopeOf(request).workspaceId)), ...ports }),
  );

  app.post(
    '/api/address/check',
    {
      config: { may: 'workspace:write', rateLimit: { max: 20, timeWindow: '1 minute' } },
      schema: { response: { 200: AddressState } },
    },
    async (request) => ({ ...(await address.check(scopeOf(request).workspaceId)), ...ports }),
  );
}
