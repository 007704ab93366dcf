import { Type } from 'typebox';
import { transaction } from '../../db/transaction.ts';
import { AppError } from '../../errors.ts';
import type { StaffEvent } from '../../intake/staff.ts';
import { findOpenNotice } from '../../moderation/store-notices.ts';
import { showOnAir } from '../../shows/shows.ts';
import { note } from '../../workspaces/store-audit.ts';
import type { ApiDeps } from '../deps.ts';
import { scopeOf } from '../guard.ts';
import { Done, Id } from '../schemas/fields.ts';
import { JudgeNotice } from '../schemas/notices.ts';
import type { App } from '../web.ts';
import { valueOf } from './shows.ts';

const OneNotice = Type.Object({ id: Id, noticeId: Type.String({ minLength: 1, maxLength: 200 }) });
const done: Done = { ok: true };

/** What rules put before the team is decided about here: a row of the record, like everything a person orders. */
export function noticeRoutes(app: App, { pools, showLog }: Pick<ApiDeps, 'pools' | 'showLog'>): void {
  app.post(
    '/api/shows/:id/notices/:noticeId',
    {
      config: { may: 'chat:moderate' },
      schema: { params: OneNotice, body: JudgeNotice, response: { 202: Done } },
    },
    async (request, reply) => {
      const scope = scopeOf(request);
      const { id, noticeId } = request.params;
      const { what } = request.body;
      await transaction(pools.rest, async (tx) => {
        valueOf(await showOnAir(tx, scope, id));
        const notice = await findOpenNotice(tx, scope.workspaceId, id, noticeId);
        if (notice === null) throw new AppError('not-found', { message: 'Somebody has decided about it already.' });
        const event = eventOf(what, noticeId, notice);
        await note(tx, scope, { action: `notice:${what}`, showId: id, detail: { seq: notice.seq } });
        await showLog.append(tx, scope, id, [event]);
      });
      showLog.appended(scope, id);
      return reply.code(202).send(done);
    },
  );
}

function eventOf(what: JudgeNotice['what'], noticeId: string, notice: { seq: number; kind: string }): StaffEvent {
  const isHeld = notice.kind === 'held';
  if (isHeld !== (what !== 'done'))
    throw new AppError('bad-field', {
      field: 'what',
      message: isHeld ? 'A held message is allowed or denied.' : 'Only a held message is allowed or denied.',
    });
  return isHeld ? { action: what, ofSeq: notice.seq } : { action: 'close-notice', noticeId };
}
