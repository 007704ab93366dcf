import type { FastifyReply } from 'fastify';
import { AppError } from '../../errors.ts';
import { transaction } from '../../db/transaction.ts';
import { exponentOf } from '../../catalog/price.ts';
import { LEAVE_COOKIE } from '../../workspaces/devices.ts';
import { actionsAtOneShow, actionsOf } from '../../workspaces/permissions.ts';
import type { Entry, SignedIn } from '../../workspaces/sign-in.ts';
import { revokeDevice } from '../../workspaces/store-devices.ts';
import { note } from '../../workspaces/store-audit.ts';
import { changeWorkspace, workspaceOf } from '../../workspaces/store.ts';
import type { App } from '../web.ts';
import type { ApiDeps } from '../deps.ts';
import { scopeOf, whoOf } from '../guard.ts';
import { Done } from '../schemas/fields.ts';
import {
  ChooseWorkspace,
  Me,
  NewPassword,
  SignInByLink,
  SignInByPassword,
  WorkspaceChange,
  WorkspaceSummary,
} from '../schemas/me.ts';

/** An address that guesses waits; one that was mistyped a few times does not notice. */
const FEW_TRIES = { rateLimit: { max: 20, timeWindow: '5 minutes' } };
const done: Done = { ok: true };

type Deps = Pick<ApiDeps, 'signIn' | 'pools'>;

export function meRoutes(app: App, deps: Deps): void {
  signInRoutes(app, deps);
  ownRoutes(app, deps);
  workspaceRoute(app, deps);
}

function signInRoutes(app: App, { signIn, pools }: Deps): void {
  app.post(
    '/api/sign-in',
    { config: { may: 'anybody', ...FEW_TRIES }, schema: { body: SignInByLink, response: { 200: Done } } },
    async (request, reply) => {
      const entry = await signIn.byLink(request.body.token, { headers: request.headers, address: request.ip });
      if (!entry.ok)
        throw new AppError('gone', {
          message: 'This link has been used or is older than 30 minutes. Start the hub again for a new one.',
        });
      return enter(reply, entry);
    },
  );

  app.post(
    '/api/sign-in/password',
    { config: { may: 'anybody', ...FEW_TRIES }, schema: { body: SignInByPassword, response: { 200: Done } } },
    async (request, reply) => {
      const { email, password } = request.body;
      const entry = await signIn.byPassword(email, password, { headers: request.headers, address: request.ip });
      if (!entry.ok)
        throw new AppError('signed-out', { message: 'That e-mail address and password do not belong together.' });
      return enter(reply, entry);
    },
  );

  app.post(
    '/api/sign-out',
    { config: { may: 'workspace:read' }, schema: { response: { 200: Done } } },
    async (request, reply) => {
      const { scope, sessionId } = whoOf(request);
      if (scope.showId !== undefined) {
        await revokeDevice(pools.rest, scope.workspaceId, sessionId);
        reply.header('set-cookie', LEAVE_COOKIE);
        return done;
      }
      const cookies = await signIn.out({ headers: request.headers, address: request.ip });
      reply.header('set-cookie', cookies);
      return done;
    },
  );
}

function ownRoutes(app: App, { signIn }: Deps): void {
  app.get('/api/me', { config: { may: 'workspace:read' }, schema: { response: { 200: Me } } }, async (request) =>
    meOf(whoOf(request), signIn),
  );

  app.post(
    '/api/me/password',
    { config: { may: 'workspace:read', ...FEW_TRIES }, schema: { body: NewPassword, response: { 200: Done } } },
    async (request) => {
      const set = await signIn.setPassword(whoOf(request), request.body, {
        headers: request.headers,
        address: request.ip,
      });
      if (set.ok) return done;
      if (set.reason === 'taken')
        throw new AppError('conflict', { field: 'email', message: 'Somebody else signs in with this e-mail address.' });
      throw new AppError('bad-field', { field: 'currentPassword', message: 'The current password is not right.' });
    },
  );

  app.post(
    '/api/me/workspace',
    { config: { may: 'workspace:read' }, schema: { body: ChooseWorkspace, response: { 200: Done } } },
    async (request) => {
      if (!(await signIn.choose(whoOf(request), request.body.workspaceId))) throw new AppError('not-found');
      return done;
    },
  );
}

function workspaceRoute(app: App, { pools }: Deps): void {
  app.patch(
    '/api/workspace',
    { config: { may: 'workspace:write' }, schema: { body: WorkspaceChange, response: { 200: WorkspaceSummary } } },
    async (request) => {
      const scope = scopeOf(request);
      const { currency } = request.body;
      if (currency !== undefined && exponentOf(currency) === null)
        throw new AppError('bad-field', { field: 'currency', message: `${currency} is not a currency.` });
      return transaction(pools.rest, async (tx) => {
        await changeWorkspace(tx, scope, request.body);
        await note(tx, scope, { action: 'workspace:write', detail: request.body });
        const workspace = await workspaceOf(tx, scope.workspaceId);
        if (workspace === null) throw new AppError('not-found');
        return workspace;
      });
    },
  );
}

function enter(reply: FastifyReply, entry: Extract<Entry, { ok: true }>): Done {
  reply.header('set-cookie', entry.cookies);
  return done;
}

async function meOf(who: SignedIn, signIn: ApiDeps['signIn']): Promise<Me> {
  return {
    member: { id: who.scope.memberId ?? who.user.id, name: who.user.name, email: who.user.email },
    role: who.scope.role,
    workspace: who.workspace,
    workspaces: who.memberships.map((one) => one.workspace),
    may: who.scope.showId === undefined ? actionsOf(who.scope.role) : actionsAtOneShow(),
    hasPassword: await signIn.hasPassword(who.user.id),
    showId: who.scope.showId ?? null,
  };
}
