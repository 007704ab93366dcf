import { Type } from 'typebox';
import { transaction } from '../../db/transaction.ts';
import { AppError } from '../../errors.ts';
import { claimsOfResolution, closeDoubt, lockDoubt, reopenDoubt } from '../../moderation/store-doubts.ts';
import { showBegun } from '../../shows/shows.ts';
import { note } from '../../workspaces/store-audit.ts';
import type { ApiDeps } from '../deps.ts';
import { scopeOf } from '../guard.ts';
import { DoubtChoice, DoubtClosed } from '../schemas/doubts.ts';
import { Done, Id, Seq } from '../schemas/fields.ts';
import type { App } from '../web.ts';
import { valueOf } from './shows.ts';

const done: Done = { ok: true };
const BySeq = Type.Object({ id: Id, seq: Seq });

/** Messages that may be claims: a person chooses what was meant, with one key. */
export function doubtRoutes(app: App, { pools, showLog }: Pick<ApiDeps, 'pools' | 'showLog'>): void {
  app.post(
    '/api/shows/:id/doubts/:seq',
    { config: { may: 'claim:write' }, schema: { params: BySeq, body: DoubtChoice, response: { 200: DoubtClosed } } },
    async (request) => {
      const scope = scopeOf(request);
      const { id, seq } = request.params;
      const { choice } = request.body;
      const answer = await transaction(pools.rest, async (tx): Promise<DoubtClosed> => {
        valueOf(await showBegun(tx, scope, id));
        const doubt = await lockDoubt(tx, scope.workspaceId, id, seq);
        if (doubt === null) throw new AppError('not-found');
        if (doubt.state !== 'open')
          return { ok: false, already: { by: doubt.closedByName ?? null, state: doubt.state } };
        const lines = choice === 'none' ? 'none' : doubt.choices[choice];
        if (lines === undefined)
          throw new AppError('bad-field', { field: 'choice', message: 'There is no such reading.' });
        const state = choice === 'none' ? 'dismissed' : 'resolved';
        await closeDoubt(tx, scope.workspaceId, id, seq, {
          state,
          by: scope.memberId,
          byName: scope.memberName ?? null,
        });
        await note(tx, scope, { action: 'claim:resolve', showId: id, detail: { seq, choice } });
        const changed = { topic: 'doubt' as const, entity: String(seq) };
        await showLog.append(tx, scope, id, [{ action: 'resolve-reading', ofSeq: seq, lines }], [changed]);
        return { ok: true, already: null };
      });
      showLog.appended(scope, id);
      return answer;
    },
  );

  app.post(
    '/api/shows/:id/doubts/:seq/undo',
    { config: { may: 'claim:write' }, schema: { params: BySeq, response: { 200: Done } } },
    async (request) => {
      const scope = scopeOf(request);
      const { id, seq } = request.params;
      await transaction(pools.rest, async (tx) => {
        valueOf(await showBegun(tx, scope, id));
        const doubt = await lockDoubt(tx, scope.workspaceId, id, seq);
        if (doubt === null) throw new AppError('not-found');
        if (doubt.state === 'open') return;
        const claimIds = doubt.state === 'resolved' ? await claimsOfResolution(tx, scope.workspaceId, id, seq) : [];
        await reopenDoubt(tx, scope.workspaceId, id, seq);
        await note(tx, scope, { action: 'claim:unresolve', showId: id, detail: { seq } });
        const changed = { topic: 'doubt' as const, entity: String(seq) };
        await showLog.append(tx, scope, id, [{ action: 'unresolve', ofSeq: seq, claimIds }], [changed]);
      });
      showLog.appended(scope, id);
      return done;
    },
  );
}
