import type { Tx } from '../db/transaction.ts';
import type { Change } from '../feed/store.ts';
import type { Scope } from '../workspaces/scope.ts';
import { cleanData, cleanText } from './clean.ts';
import { lockCounter, writeEvents, type EventRow } from './store.ts';

/**
 * What a person of the team did, as a row of the show's log. `text` (an answer's words) is kept apart from the body,
 * with the other free text; all else is the body, beside `by`, the member's id. The actions, and what `decide` reads:
 *
 *   show-product { productId | null } · stop { what: 'replies' | 'claims' | 'automatic', on } · restock { variantId, delta }
 *   claim { ofSeq?, authorId, variantId, quantity, … } · release, dismiss, cancel { claimId }
 *   answer { ofSeq, outboxId, privately?, onScreen? } with text · resolve { ofSeq }
 *   video-delay { connectionId, ms, how, backMs, aheadMs } · resolve-reading { ofSeq, lines | 'none' } · unresolve { ofSeq }
 *   move-claims { moveId, claimIds, toProductId } · unmove { moveId }
 *   claim-words { words }, which take the place of those before
 *   rules { version } · allow, deny { ofSeq } of a held message · close-notice { noticeId, dismissed? }
 *   moderate { moderationId, kind, ofSeq?, authorId, forSeconds?, reason? }
 */
export type StaffEvent = { action: string; text?: unknown } & Record<string, unknown>;

/** Appends inside the caller's transaction: locks the show's counter, so only the feed's numbers may come after it. */
export async function appendStaffEvents(
  tx: Tx,
  scope: Scope,
  showId: string,
  events: readonly StaffEvent[],
  nowMs: number,
): Promise<{ seqs: number[]; changes: Change[] }> {
  if (events.length === 0) return { seqs: [], changes: [] };
  const before = await lockCounter(tx, scope.workspaceId, showId);
  await writeEvents(
    tx,
    scope.workspaceId,
    showId,
    before,
    events.map((event) => staffRow(scope, event, nowMs)),
  );
  return {
    seqs: events.map((_event, index) => before + 1 + index),
    changes: [{ topic: 'messages', fromSeq: before + 1, toSeq: before + events.length }],
  };
}

function staffRow(scope: Scope, event: StaffEvent, nowMs: number): EventRow {
  const { text, ...body } = event;
  return {
    source: null,
    kind: 'staff',
    platformId: null,
    authorId: null,
    text: typeof text === 'string' ? cleanText(text) : null,
    body: cleanData({ ...body, by: scope.memberId }) as Record<string, unknown>,
    spokenAtMs: nowMs,
    spokenBy: 'hub',
    receivedMs: nowMs,
    history: false,
  };
}
