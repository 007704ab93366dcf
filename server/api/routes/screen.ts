import { Type } from 'typebox';
import { transaction, type Tx } from '../../db/transaction.ts';
import { AppError } from '../../errors.ts';
import { findMessage } from '../../moderation/store.ts';
import { airMessage, airNext, dismissFeatured, endAired, readFeatured } from '../../moderation/store-featured.ts';
import { screenSums, withholdDrawn } from '../../outbox/store-screen.ts';
import { readAlone } from '../../overlay/store.ts';
import { showOnAir } from '../../shows/shows.ts';
import { findShow } from '../../shows/store.ts';
import { newId } from '../../workspaces/new-id.ts';
import type { Scope } from '../../workspaces/scope.ts';
import { note } from '../../workspaces/store-audit.ts';
import type { ApiDeps } from '../deps.ts';
import { scopeOf } from '../guard.ts';
import { Done, Id } from '../schemas/fields.ts';
import { Feature, ScreenState } from '../schemas/overlays.ts';
import type { App } from '../web.ts';
import { valueOf } from './shows.ts';

const ById = Type.Object({ id: Id });
const done: Done = { ok: true };
/** What is drawn on a screen that nobody has open is drawn for nobody. */
const NOBODY = 'No overlay is open for this show: open its address in OBS first (the page Overlay says how).';

const ALONE_FRESH_MS = 4_000;

type Deps = Pick<ApiDeps, 'pools' | 'overlays' | 'connections' | 'feed' | 'now'>;

/** What a show has on the screen, and what a person puts there. */
export function screenRoutes(app: App, deps: Deps): void {
  stateRoute(app, deps);
  featureRoutes(app, deps);
}

function stateRoute(app: App, { pools, overlays, connections, now }: Deps): void {
  // Read over all replies of the show: once for all the consoles that ask.
  const known = new Map<string, { atMs: number; platforms: Promise<string[]> }>();
  const alone = (workspaceId: string, showId: string): Promise<string[]> => {
    const key = `${workspaceId}/${showId}`;
    const kept = known.get(key);
    if (kept !== undefined && now() - kept.atMs < ALONE_FRESH_MS) return kept.platforms;
    if (known.size > 100) known.clear();
    const platforms = readAlone(pools.rest, workspaceId, showId);
    known.set(key, { atMs: now(), platforms });
    platforms.catch(() => known.delete(key));
    return platforms;
  };
  app.get(
    '/api/shows/:id/screen',
    { config: { may: 'chat:read' }, schema: { params: ById, response: { 200: ScreenState } } },
    async (request) => {
      const { workspaceId } = scopeOf(request);
      const { id } = request.params;
      if ((await findShow(pools.rest, workspaceId, id)) === null) throw new AppError('not-found');
      const sums = await screenSums(pools.rest, workspaceId, id);
      const featured = await readFeatured(pools.rest, workspaceId, id);
      const { pages, hidden, rate } = overlays.onScreen(id);
      const platforms = await alone(workspaceId, id);
      const manifests = await Promise.all(platforms.map((platform) => connections.load(platform)));
      const aired = featured.find((one) => one.airedMs !== null);
      return {
        pages,
        hidden,
        ...sums,
        seconds: rate > 0 ? Math.ceil((sums.waiting * 60) / rate) : null,
        alone: manifests.map(({ manifest }) => manifest.name),
        onAir: aired === undefined ? null : { seq: aired.seq },
        lineUp: featured.filter((one) => one.airedMs === null).length,
      };
    },
  );
}

function featureRoutes(app: App, deps: Deps): void {
  const { pools, overlays, feed } = deps;
  const order = async (
    scope: Scope,
    showId: string,
    what: string,
    work: (tx: Tx, by: string) => Promise<{ topic: 'notice' | 'reply'; entity: string }[]>,
  ): Promise<Done> => {
    await transaction(pools.rest, async (tx) => {
      valueOf(await showOnAir(tx, scope, showId));
      const changes = await work(tx, scope.memberId ?? 'member');
      await note(tx, scope, { action: 'overlay:air', showId, detail: { what } });
      await feed.takeNumbers(tx, scope.workspaceId, showId, changes);
    });
    feed.told(showId);
    void overlays.look();
    return done;
  };
  const mustBeOpen = (showId: string): void => {
    if (overlays.onScreen(showId).pages === 0) throw new AppError('refused', { message: NOBODY });
  };
  const notices = (ids: readonly string[]) => ids.map((entity) => ({ topic: 'notice' as const, entity }));

  app.post(
    '/api/shows/:id/featured',
    { config: { may: 'overlay:air' }, schema: { params: ById, body: Feature, response: { 202: Done } } },
    async (request, reply) => {
      const scope = scopeOf(request);
      const { id } = request.params;
      const { seq } = request.body;
      const aired = await order(scope, id, 'feature', async (tx, by) => {
        const message = await findMessage(tx, scope.workspaceId, id, seq);
        if (message === null) throw new AppError('not-found', { field: 'seq', message: 'There is no such message.' });
        mustBeOpen(id);
        const sentence = `Put on the screen by ${scope.memberName ?? 'the team'}`;
        const changed = await airMessage(tx, scope.workspaceId, id, { noticeId: newId('n'), seq, sentence, by });
        const [aired] = await readFeatured(tx, scope.workspaceId, id);
        if (aired?.seq !== seq)
          throw new AppError('refused', {
            message: 'This message was hidden or removed: it is not put on the screen.',
          });
        const kept = overlays.keptFrom(id, aired);
        if (kept !== null) throw new AppError('refused', { message: kept });
        return notices(changed);
      });
      return reply.code(202).send(aired);
    },
  );

  app.post(
    '/api/shows/:id/featured/next',
    { config: { may: 'overlay:air' }, schema: { params: ById, response: { 202: Done } } },
    async (request, reply) => {
      const scope = scopeOf(request);
      const { id } = request.params;
      const next = await order(scope, id, 'next', async (tx, by) => {
        const ended = await endAired(tx, scope.workspaceId, id, 0, by);
        return notices([...ended, ...(await airNext(tx, scope.workspaceId, id))]);
      });
      return reply.code(202).send(next);
    },
  );

  app.post(
    '/api/shows/:id/screen/clear',
    { config: { may: 'overlay:air' }, schema: { params: ById, response: { 202: Done } } },
    async (request, reply) => {
      const scope = scopeOf(request);
      const { id } = request.params;
      const cleared = await order(scope, id, 'clear', async (tx, by) => {
        const off = await withholdDrawn(tx, scope.workspaceId, id);
        const gone = await dismissFeatured(tx, scope.workspaceId, id, by);
        return [...off.map((row) => ({ topic: 'reply' as const, entity: row.id })), ...notices(gone)];
      });
      overlays.wipe(id);
      return reply.code(202).send(cleared);
    },
  );
}
