import { Type } from 'typebox';
import type { ActionKind, Manifest } from '../../../connectors/platforms/contract.ts';
import { transaction, type Tx } from '../../db/transaction.ts';
import { AppError } from '../../errors.ts';
import { findFollowed } from '../../feed/store-changes.ts';
import { loadModeration } from '../../feed/store-entities.ts';
import { findAuthor, findMessage, type MessageRow } from '../../moderation/store.ts';
import { liftBan, listBanned, showsHearing } from '../../moderation/store-orders.ts';
import { cannot } from '../../outbox/ways.ts';
import { showBegun, showOnAir } from '../../shows/shows.ts';
import { newId } from '../../workspaces/new-id.ts';
import type { Scope } from '../../workspaces/scope.ts';
import { note } from '../../workspaces/store-audit.ts';
import type { ApiDeps } from '../deps.ts';
import { scopeOf } from '../guard.ts';
import { Done, Id } from '../schemas/fields.ts';
import { BannedList, Moderate, Moderated, ModerationList } from '../schemas/moderation.ts';
import type { App } from '../web.ts';
import { valueOf } from './shows.ts';

const ById = Type.Object({ id: Id });
const ByAuthor = Type.Object({ authorId: Id });
const OfShow = Type.Object({ show: Type.Optional(Id) }, { additionalProperties: false });
const done: Done = { ok: true };
const TIMEOUT_SECONDS = 300;
/** What an order about a message asks of its platform. */
const NEEDS = { hide: 'hide', unhide: 'hide', remove: 'remove' } as const satisfies Partial<
  Record<Moderate['kind'], ActionKind>
>;

type Deps = Pick<ApiDeps, 'pools' | 'showLog' | 'connections'>;

/** Hiding, deleting, timing out, banning: ordered here, done by the send lane, each platform's outcome in the list and the feed. */
export function moderatingRoutes(app: App, deps: Deps): void {
  orderRoutes(app, deps);
  bannedRoutes(app, deps);
}

function orderRoutes(app: App, { pools, showLog, connections }: Deps): void {
  app.post(
    '/api/shows/:id/moderation',
    { config: { may: 'chat:moderate' }, schema: { params: ById, body: Moderate, response: { 202: Moderated } } },
    async (request, reply) => {
      const scope = scopeOf(request);
      const { id } = request.params;
      const moderationId = newId('mo');
      await transaction(pools.rest, async (tx) => {
        const about = await aboutOf(tx, scope, id, request.body, connections);
        const { kind, reason, forSeconds = TIMEOUT_SECONDS } = request.body;
        const more = {
          kind,
          ...(kind === 'timeout' ? { forSeconds } : {}),
          ...(about.ofSeq === null ? {} : { ofSeq: about.ofSeq }),
        };
        const detail = { ...more, ...(about.platform === null ? {} : { platform: about.platform }) };
        await note(tx, scope, { action: 'chat:moderate', showId: id, subject: moderationId, detail });
        const said = reason === undefined ? {} : { reason: reason.trim() };
        const { authorId } = about;
        await showLog.append(tx, scope, id, [{ action: 'moderate', moderationId, authorId, ...more, ...said }]);
      });
      showLog.appended(scope, id);
      return reply.code(202).send({ id: moderationId });
    },
  );

  app.get(
    '/api/shows/:id/moderation',
    { config: { may: 'chat:read' }, schema: { params: ById, response: { 200: ModerationList } } },
    async (request) => {
      const show = await findFollowed(pools.rest, scopeOf(request).workspaceId, request.params.id);
      if (show === null) throw new AppError('not-found');
      const orders = await loadModeration(pools.rest, show, null);
      return orders.map(({ version: _, ...order }) => ({
        ...order,
        outcomes: order.outcomes.map((one) => ({ ...one, state: pendingOr(one.state) })),
      }));
    },
  );
}

const pendingOr = (state: string): string => (state === 'queued' || state === 'sending' ? 'pending' : state);

interface About {
  ofSeq: number | null;
  authorId: string | null;
  platform: string | null;
}

/** What the order is about; refuses what is not there and what the platform has no way to do. */
async function aboutOf(
  tx: Tx,
  scope: Scope,
  showId: string,
  order: Moderate,
  connections: Deps['connections'],
): Promise<About> {
  const ofMessage = order.kind in NEEDS;
  // What was claimed under a ban is refused after the end too; a message can be reached while the broadcast runs.
  valueOf(await (ofMessage ? showOnAir : showBegun)(tx, scope, showId));
  const message = order.seq === undefined ? null : await findMessage(tx, scope.workspaceId, showId, order.seq);
  if (order.seq !== undefined && message === null)
    throw new AppError('not-found', { field: 'seq', message: 'There is no such message of a viewer.' });
  if (ofMessage) return ofAMessage(order, message, connections);
  const authorId = message?.authorId ?? order.authorId ?? null;
  if (authorId === null)
    throw new AppError('bad-field', { field: 'authorId', message: 'Name a message or an author.' });
  const author = await findAuthor(tx, scope.workspaceId, authorId);
  if (author === null) throw new AppError('not-found', { field: 'authorId', message: 'There is no such author.' });
  if (!author.isNamed) {
    const { name } = await manifestOf(connections, author.platform);
    throw new AppError('refused', { field: 'authorId', message: `${name} withholds who wrote this.` });
  }
  if (author.isOwn) throw new AppError('refused', { field: 'authorId', message: 'This is your own account.' });
  return { ofSeq: message?.seq ?? null, authorId, platform: author.platform };
}

async function ofAMessage(
  order: Moderate,
  message: MessageRow | null,
  connections: Deps['connections'],
): Promise<About> {
  const { kind } = order;
  if (message === null || message.platform === null || message.platformId === null)
    throw new AppError('bad-field', { field: 'seq', message: 'Name the message.' });
  const manifest = await manifestOf(connections, message.platform);
  const needs = NEEDS[kind as keyof typeof NEEDS];
  if (!manifest.can.includes(needs)) throw new AppError('refused', { message: `${cannot(manifest, needs)}.` });
  return { ofSeq: message.seq, authorId: message.authorId, platform: message.platform };
}

const manifestOf = async (connections: Deps['connections'], platform: string): Promise<Manifest> =>
  (await connections.load(platform)).manifest;

function bannedRoutes(app: App, { pools, showLog }: Deps): void {
  app.get(
    '/api/banned',
    { config: { may: 'chat:moderate' }, schema: { querystring: OfShow, response: { 200: BannedList } } },
    async (request) => {
      const { workspaceId } = scopeOf(request);
      const { show } = request.query;
      const followed = show === undefined ? null : await findFollowed(pools.rest, workspaceId, show);
      if (show !== undefined && followed === null) throw new AppError('not-found');
      return listBanned(pools.rest, workspaceId, followed?.isRehearsal === true ? followed.showId : null);
    },
  );

  // Gone at once; a show that is on air hears of it by its own log, and tells the platform.
  app.delete(
    '/api/banned/:authorId',
    { config: { may: 'chat:moderate' }, schema: { params: ByAuthor, response: { 200: Done } } },
    async (request) => {
      const scope = scopeOf(request);
      const { authorId } = request.params;
      await transaction(pools.rest, async (tx) => {
        if (!(await liftBan(tx, scope.workspaceId, authorId))) throw new AppError('not-found');
        await note(tx, scope, { action: 'chat:moderate', subject: authorId, detail: { kind: 'unban' } });
      });
      for (const showId of await showsHearing(pools.rest, scope.workspaceId, authorId))
        await showLog.appendNow(scope, showId, [
          { action: 'moderate', moderationId: newId('mo'), kind: 'unban', authorId },
        ]);
      return done;
    },
  );
}
