import type { Tx } from '../db/transaction.ts';
import { claimWordFault, tidyClaimWords } from '../intents/claim-words.ts';
import type { Scope } from '../workspaces/scope.ts';
import { writeSetting } from '../workspaces/store.ts';
import type { StaffEvent } from './log.ts';
import type { Done } from './shows.ts';
import { findShow, lockShow, setClaimWords } from './store.ts';

const wordsRow = (words: readonly string[]): StaffEvent => ({ action: 'claim-words', words: [...words] });

/** What goes first into the log of a show that has just begun: the words it begins with, where it has any. */
export async function firstWords(tx: Tx, scope: Scope, showId: string): Promise<StaffEvent[]> {
  const words = (await findShow(tx, scope.workspaceId, showId))?.claimWords ?? [];
  return words.length === 0 ? [] : [wordsRow(words)];
}

/**
 * Other claim words for a show. `row`: what its log is to be told where it is on air; what was said before that row is
 * decided without them, in a replay too.
 */
export async function changeClaimWords(
  tx: Tx,
  scope: Scope,
  showId: string,
  wish: { words: readonly string[]; coming: boolean; codes: readonly string[] },
): Promise<Done<{ words: string[]; row: StaffEvent | null }>> {
  const show = await lockShow(tx, scope.workspaceId, showId);
  if (show === null) return { ok: false, reason: 'not-found', message: 'There is no such show.' };
  if (show.state === 'ended') return { ok: false, reason: 'refused', message: 'This show has ended.' };
  const words = tidyClaimWords(wish.words);
  const fault = claimWordFault(words, wish.codes);
  if (fault !== null) return { ok: false, reason: 'refused', message: fault };
  await setClaimWords(tx, scope.workspaceId, showId, words);
  if (wish.coming) await writeSetting(tx, scope.workspaceId, 'claim-words', words);
  const same = JSON.stringify(words) === JSON.stringify(show.claimWords);
  return { ok: true, value: { words, row: show.state === 'on_air' && !same ? wordsRow(words) : null } };
}
