import { Type } from 'typebox';
import { transaction, type Tx } from '../../db/transaction.ts';
import { AppError } from '../../errors.ts';
import { takeNumbers } from '../../feed/store.ts';
import { wrongWith } from '../../outbox/speech.ts';
import { findReply, markBy, NOT_TOLD, tellBy, type Untold } from '../../outbox/store-untold.ts';
import { sendLane } from '../../outbox/store.ts';
import { showBegun, showOnAir } from '../../shows/shows.ts';
import { note } from '../../workspaces/store-audit.ts';
import type { ApiDeps } from '../deps.ts';
import { scopeOf } from '../guard.ts';
import { Done, Id } from '../schemas/fields.ts';
import { ReplyStep } from '../schemas/replies.ts';
import type { App } from '../web.ts';
import { valueOf } from './shows.ts';

const OneReply = Type.Object({ id: Id, replyId: Id, step: ReplyStep });
const done: Done = { ok: true };

type Deps = Pick<ApiDeps, 'pools' | 'feed' | 'connections' | 'overlays' | 'ring'>;

/** What was not told, told another way; and the one message that the team pins. */
export function replyRoutes(app: App, deps: Deps): void {
  const { pools, feed, ring } = deps;
  app.post(
    '/api/shows/:id/replies/:replyId/:step',
    { config: { may: 'chat:answer' }, schema: { params: OneReply, response: { 202: Done } } },
    async (request, answer) => {
      const scope = scopeOf(request);
      const { id, replyId, step } = request.params;
      const { workspaceId } = scope;
      const reply = await transaction(pools.rest, async (tx) => {
        valueOf(await (step === 'seen-to' ? showBegun : showOnAir)(tx, scope, id));
        const found = await findReply(tx, workspaceId, id, replyId);
        if (found === null) throw new AppError('not-found');
        await carryOut(tx, deps, workspaceId, { ...found, showId: id, by: scope.memberId ?? 'member' }, step);
        await note(tx, scope, { action: `reply:${step}`, showId: id, subject: replyId });
        await takeNumbers(tx, workspaceId, id, [{ topic: 'reply', entity: replyId }]);
        return found;
      });
      feed.told(id);
      ring([sendLane(reply.connectionId, workspaceId, reply.showKind === 'rehearsal' ? id : null)]);
      return answer.code(202).send(done);
    },
  );
}

interface Asked extends Untold {
  showId: string;
  by: string;
}

async function carryOut(tx: Tx, deps: Deps, workspaceId: string, reply: Asked, step: ReplyStep): Promise<void> {
  if (step === 'pinned' || step === 'unpinned') {
    if (reply.about !== 'pinned')
      throw new AppError('refused', { message: 'Only the message that says how to order is pinned.' });
    return markBy(tx, workspaceId, reply.id, 'pinned', step === 'pinned' ? reply.by : null);
  }
  if (!NOT_TOLD.has(reply.state)) throw new AppError('refused', { message: 'This was told, or is about to be.' });
  if (step === 'seen-to') return markBy(tx, workspaceId, reply.id, 'seenTo', reply.by);
  await (step === 'screen' ? mayBeDrawn(deps, reply) : mayBePublic(deps, reply));
  return tellBy(tx, workspaceId, reply.id, step === 'screen' ? 'screen' : 'reply', reply.by);
}

async function mayBeDrawn({ overlays }: Deps, { screen, showId, platform }: Asked): Promise<void> {
  if (screen === null) throw new AppError('refused', { message: 'This does not fit on a line of the screen.' });
  if (!overlays.screenOpen(showId, platform))
    throw new AppError('refused', {
      message: 'No overlay is open over this platform’s video: open its address in OBS first.',
    });
}

async function mayBePublic({ connections }: Deps, { platform, text }: Asked): Promise<void> {
  const { manifest } = await connections.load(platform);
  if (!manifest.can.includes('reply'))
    throw new AppError('refused', { message: `${manifest.name} offers no way to answer in public.` });
  const wrong = wrongWith(text, manifest, 'own').find((one) => one.level === 'no');
  if (wrong !== undefined) throw new AppError('refused', { message: wrong.sentence });
}
