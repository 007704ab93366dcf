import type { Tx } from '../db/transaction.ts';
import { takeNumbers, type Change } from '../feed/store.ts';
import type { ShowLog, StaffEvent } from '../shows/log.ts';
import type { Scope } from '../workspaces/scope.ts';

/** What a person did, as rows of the show's record, and what it changed, for the feed: the last call in a transaction. Answers with the seqs. */
export async function record(
  tx: Tx,
  showLog: Pick<ShowLog, 'appendIn'>,
  scope: Scope,
  showId: string,
  events: readonly StaffEvent[],
  changed: readonly Change[] = [],
): Promise<number[]> {
  const { seqs, changes } = await showLog.appendIn(tx, scope, showId, events);
  await takeNumbers(tx, scope.workspaceId, showId, [...changes, ...changed]);
  return seqs;
}
