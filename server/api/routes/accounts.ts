import { Type } from 'typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Finished, Person } from '../../accounts/plan.ts';
import { signInPage } from '../../accounts/page.ts';
import { AppError } from '../../errors.ts';
import type { SignedIn } from '../../workspaces/sign-in.ts';
import { allows } from '../../workspaces/permissions.ts';
import { partSettings } from '../connection-settings.ts';
import type { ApiDeps } from '../deps.ts';
import { whoOf } from '../guard.ts';
import { PUBLIC_PAGE_POLICY } from '../headers.ts';
import {
  AccountChoices,
  AccountChosen,
  Connection,
  Redirects,
  SignInBegun,
  SignInWish,
} from '../schemas/connections.ts';
import type { App } from '../web.ts';
import { connectionShown, manifestOf } from './connections.ts';

const text = Type.Optional(Type.String({ maxLength: 4_000 }));
const Callback = Type.Object({ state: text, code: text, error: text, error_description: text });
const ByProvider = Type.Object({ provider: Type.String({ maxLength: 40 }) });
const ByChoice = Type.Object({ choice: Type.String({ pattern: '^[0-9a-f]{64}$' }) });

type Deps = Pick<ApiDeps, 'pools' | 'prisma' | 'connections' | 'now' | 'signIn' | 'publicUrl'>;

/** Signing in at a platform: begun by a person of the team, ended where the platform sends the browser. */
export function accountRoutes(app: App, deps: Deps): void {
  beginRoutes(app, deps);
  callbackRoute(app, deps);
  choiceRoutes(app, deps);
}

const personOf = ({ scope, sessionId }: SignedIn): Person => ({ scope, sessionId });

function beginRoutes(app: App, deps: Deps): void {
  const { accounts } = deps.connections;
  app.get(
    '/api/sign-ins',
    { config: { may: 'connection:write' }, schema: { response: { 200: Redirects } } },
    async () => ({
      redirects: Object.fromEntries(
        ['google', 'facebook', 'instagram', 'twitch'].map((one) => [one, accounts.redirectOf(one)]),
      ),
    }),
  );

  app.post(
    '/api/sign-ins',
    {
      config: { may: 'connection:write', rateLimit: { max: 30, timeWindow: '1 minute' } },
      schema: { body: SignInWish, response: { 200: SignInBegun } },
    },
    async (request) => {
      const begun = await accounts.begin(personOf(whoOf(request)), await planOf(deps, request));
      if (begun.ok) return { url: begun.url };
      throw new AppError(begun.field === null ? 'refused' : 'bad-field', {
        message: begun.reason,
        ...(begun.field === null ? {} : { field: begun.field }),
      });
    },
  );
}

async function planOf(deps: Deps, request: FastifyRequest<{ Body: SignInWish }>) {
  const { connectionId = null, settings = {}, app, published, ...given } = request.body;
  const known =
    connectionId === null ? null : await connectionShown(deps, whoOf(request).scope.workspaceId, connectionId);
  if (connectionId !== null && known === null) throw new AppError('not-found');
  const platform = known?.platform ?? given.platform;
  if (platform === undefined) throw new AppError('bad-field', { field: 'platform' });
  const manifest = await manifestOf(deps, platform);
  const { open, secret } = partSettings(manifest, settings);
  const name = given.name?.trim() ?? '';
  const broadcast = given.broadcast?.trim() ?? '';
  return {
    connectionId,
    platform,
    name: name || (known?.name ?? ''),
    broadcast: broadcast || (known?.broadcast ?? ''),
    settings: { ...known?.settings, ...open, ...secret },
    client: { id: app?.id.trim() ?? '', secret: app?.secret.trim() ?? '' },
    published: published ?? false,
    origin: request.headers.origin ?? deps.publicUrl,
  };
}

function callbackRoute(app: App, deps: Deps): void {
  app.get(
    '/oauth/:provider/callback',
    {
      config: { may: 'anybody', rateLimit: { max: 60, timeWindow: '1 minute' } },
      schema: { params: ByProvider, querystring: Callback },
    },
    async (request, reply) => {
      const who = await deps.signIn.who({ headers: request.headers, address: request.ip });
      const may = who !== null && allows(who.scope.role, 'connection:write');
      const cameTo = `${request.protocol}://${request.headers.host ?? ''}`;
      const { provider } = request.params;
      const { accounts } = deps.connections;
      const outcome = await accounts.finish(may ? personOf(who) : null, provider, request.query, cameTo);
      if (outcome.ok === true) deps.connections.look();
      return sendBack(request, reply, provider, outcome);
    },
  );
}

function sendBack(request: FastifyRequest, reply: FastifyReply, provider: string, outcome: Finished): FastifyReply {
  void reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
  if (outcome.ok === true) return reply.redirect(`/connections?signed-in=${outcome.connectionId}`, 303);
  if (outcome.ok === 'choose') return reply.redirect(`/connections?choose=${outcome.choice}`, 303);
  // The same question at the address where the browser has its cookie; the code works only with our secret.
  if (outcome.ok === 'elsewhere') {
    const query = request.url.slice(request.url.indexOf('?'));
    return reply.redirect(`${outcome.origin}/oauth/${encodeURIComponent(provider)}/callback${query}`, 303);
  }
  return reply
    .code(400)
    .header('content-security-policy', PUBLIC_PAGE_POLICY)
    .type('text/html; charset=utf-8')
    .send(signInPage(outcome.reason));
}

function choiceRoutes(app: App, deps: Deps): void {
  const { accounts } = deps.connections;
  const url = '/api/sign-ins/:choice';
  app.get(
    url,
    { config: { may: 'connection:write' }, schema: { params: ByChoice, response: { 200: AccountChoices } } },
    async (request) => {
      const found = await accounts.choices(personOf(whoOf(request)), request.params.choice);
      if (found === null) throw new AppError('gone', { message: 'This sign-in is over. Begin again.' });
      return found;
    },
  );
  app.post(
    url,
    {
      config: { may: 'connection:write' },
      schema: { params: ByChoice, body: AccountChosen, response: { 200: Connection } },
    },
    async (request) => {
      const who = whoOf(request);
      const outcome = await accounts.choose(personOf(who), request.params.choice, request.body.accountId);
      if (outcome.ok !== true) throw new AppError('refused', outcome.ok === false ? { message: outcome.reason } : {});
      deps.connections.look();
      const shown = await connectionShown(deps, who.scope.workspaceId, outcome.connectionId);
      if (shown === null) throw new AppError('not-found');
      return shown;
    },
  );
}
