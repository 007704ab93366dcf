import { Type } from 'typebox';
import { productOfVariant } from '../../catalog/store.ts';
import { transaction } from '../../db/transaction.ts';
import { AppError } from '../../errors.ts';
import { findClaim, findMessage, questionState, type MessageRow } from '../../moderation/store.ts';
import { wrongWith } from '../../outbox/speech.ts';
import { closeDoubt } from '../../moderation/store-doubts.ts';
import { showBegun, showOnAir } from '../../shows/shows.ts';
import { newId } from '../../workspaces/new-id.ts';
import { note } from '../../workspaces/store-audit.ts';
import type { ApiDeps } from '../deps.ts';
import { scopeOf } from '../guard.ts';
import { ClaimByHand, ClaimStep, Ordered } from '../schemas/claims.ts';
import { Done, Id } from '../schemas/fields.ts';
import { Answer, Answered } from '../schemas/moderation.ts';
import type { App } from '../web.ts';
import { valueOf } from './shows.ts';

const ById = Type.Object({ id: Id });
const BySeq = Type.Object({ id: Id, seq: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) });
const done: Done = { ok: true };

type Deps = Pick<ApiDeps, 'pools' | 'showLog' | 'connections' | 'overlays'>;

/** What a person orders is a row of the show's record; the lanes carry it out like what a rule orders. */
export function moderationRoutes(app: App, deps: Deps): void {
  answerRoutes(app, deps);
  claimByHandRoute(app, deps);
  claimStepRoute(app, deps);
}

function answerRoutes(app: App, { pools, showLog, connections, overlays }: Deps): void {
  app.post(
    '/api/shows/:id/answers',
    { config: { may: 'chat:answer' }, schema: { params: ById, body: Answer, response: { 202: Answered } } },
    async (request, reply) => {
      const scope = scopeOf(request);
      const { id } = request.params;
      const { seq: ofSeq, text, privately = false, onScreen = false } = request.body;
      const outboxId = newId('o');
      await transaction(pools.rest, async (tx) => {
        valueOf(await showOnAir(tx, scope, id));
        const message = await findMessage(tx, scope.workspaceId, id, ofSeq);
        if (message === null || message.broadcastId === null)
          throw new AppError('not-found', { field: 'seq', message: 'There is no such message of a viewer.' });
        await checkWords(connections, message, text);
        if (onScreen) mustBeDrawn(overlays, id, message);
        await note(tx, scope, { action: 'chat:answer', showId: id, subject: outboxId, detail: { seq: ofSeq } });
        await showLog.append(tx, scope, id, [
          {
            action: 'answer',
            ofSeq,
            text,
            outboxId,
            ...(privately ? { privately } : {}),
            ...(onScreen ? { onScreen } : {}),
          },
        ]);
      });
      showLog.appended(scope, id);
      return reply.code(202).send({ outboxId });
    },
  );

  app.post(
    '/api/shows/:id/questions/:seq/resolve',
    { config: { may: 'chat:answer' }, schema: { params: BySeq, response: { 202: Done } } },
    async (request, reply) => {
      const scope = scopeOf(request);
      const { id, seq: ofSeq } = request.params;
      await transaction(pools.rest, async (tx) => {
        valueOf(await showOnAir(tx, scope, id));
        if ((await questionState(tx, scope.workspaceId, id, ofSeq)) === null) throw new AppError('not-found');
        await note(tx, scope, { action: 'question:resolve', showId: id, detail: { seq: ofSeq } });
        await showLog.append(tx, scope, id, [{ action: 'resolve', ofSeq }]);
      });
      showLog.appended(scope, id);
      return reply.code(202).send(done);
    },
  );
}

/** An answer for the screen needs one, over the video that the asker watches. */
function mustBeDrawn({ screenOpen }: Deps['overlays'], showId: string, { platform }: MessageRow): void {
  if (!screenOpen(showId, platform ?? ''))
    throw new AppError('refused', {
      field: 'onScreen',
      message: 'No overlay is open over this platform’s video: open its address in OBS first.',
    });
}

/** What the platform forbids is refused before it is ordered, with the reason. */
async function checkWords(connections: Deps['connections'], message: MessageRow, text: string): Promise<void> {
  if (message.platform === null) return;
  const { manifest } = await connections.load(message.platform);
  const wrong = wrongWith(text, manifest, message.checkout).find((one) => one.level === 'no');
  if (wrong !== undefined) throw new AppError('refused', { field: 'text', message: wrong.sentence });
}

function claimByHandRoute(app: App, { pools, showLog }: Deps): void {
  app.post(
    '/api/shows/:id/claims',
    { config: { may: 'claim:write' }, schema: { params: ById, body: ClaimByHand, response: { 202: Ordered } } },
    async (request, reply) => {
      const scope = scopeOf(request);
      const { id } = request.params;
      const { seq: ofSeq, platform, handle, variantId, quantity } = request.body;
      if ((ofSeq === undefined) === (handle === undefined))
        throw new AppError('bad-field', { field: 'handle', message: 'Name either a message or a handle.' });
      const [seq] = await transaction(pools.rest, async (tx) => {
        valueOf(await showOnAir(tx, scope, id));
        const message = ofSeq === undefined ? null : await findMessage(tx, scope.workspaceId, id, ofSeq);
        if (ofSeq !== undefined && message === null)
          throw new AppError('not-found', { field: 'seq', message: 'There is no such message.' });
        if ((await productOfVariant(tx, scope.workspaceId, variantId)) === null)
          throw new AppError('bad-field', { field: 'variantId', message: 'There is no such variant.' });
        await note(tx, scope, {
          action: 'claim:add',
          showId: id,
          subject: variantId,
          detail: { quantity, ...(ofSeq === undefined ? {} : { seq: ofSeq }) },
        });
        const claim = { action: 'claim' as const, variantId, quantity };
        // Whoever claims for a message by hand has looked at it.
        const looked =
          message !== null &&
          (await closeDoubt(tx, scope.workspaceId, id, message.seq, {
            ...{ state: 'resolved', by: scope.memberId, byName: scope.memberName ?? null },
          }));
        return showLog.append(
          tx,
          scope,
          id,
          [
            message === null
              ? { ...claim, authorId: null, handle: (handle ?? '').trim(), platform: platform ?? null }
              : { ...claim, ofSeq: message.seq, authorId: message.authorId, platform: message.platform },
          ],
          looked ? [{ topic: 'doubt', entity: String(message.seq) }] : [],
        );
      });
      showLog.appended(scope, id);
      return reply.code(202).send({ seq: seq ?? 0 });
    },
  );
}

function claimStepRoute(app: App, { pools, showLog }: Deps): void {
  const OneClaim = Type.Object({ id: Id, claimId: Id, step: ClaimStep });
  app.post(
    '/api/shows/:id/claims/:claimId/:step',
    { config: { may: 'claim:write' }, schema: { params: OneClaim, response: { 202: Done } } },
    async (request, reply) => {
      const scope = scopeOf(request);
      const { id, claimId, step } = request.params;
      await transaction(pools.rest, async (tx) => {
        valueOf(await showBegun(tx, scope, id));
        const claim = await findClaim(tx, scope.workspaceId, id, claimId);
        if (claim === null) throw new AppError('not-found');
        if (step !== 'cancel' && !claim.held)
          throw new AppError('refused', { message: 'This claim no longer waits for a person.' });
        await note(tx, scope, { action: `claim:${step}`, showId: id, subject: claimId });
        await showLog.append(tx, scope, id, [{ action: step, claimId }]);
      });
      showLog.appended(scope, id);
      return reply.code(202).send(done);
    },
  );
}
