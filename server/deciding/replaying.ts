import type { Tx } from '../db/transaction.ts';
import { ASKERS_MARK, authorSaid, STOCK_MARK } from '../outbox/templates.ts';
import type { Snapshot } from '../rules/catalog.ts';
import type { ReplyEffect } from '../rules/effects.ts';
import type { RulesOfShow } from '../rules/rules-state.ts';
import { replyRow } from './reply-row.ts';
import { snapshotOf, snapshots, type LoadSnapshot } from './snapshot.ts';
import { nextRows, readCatalog, type DatedRow, type Days, type ShowRow } from './store.ts';

/**
 * What Try it and back-tests borrow of the decide lane, so that they decide by the very same rows, snapshot and wording.
 * Handed over where things are joined: nobody else may know this room.
 */
export interface Replaying {
  /** null: there is no such show. The catalog is today's. */
  show: LoadSnapshot;
  rows(tx: Tx, workspaceId: string, showId: string, days: Days, after: number, limit: number): Promise<DatedRow[]>;
  /** The workspace's catalog and these rules, for a show that is none. */
  pretend(tx: Tx, show: ShowRow, rules: RulesOfShow): Promise<Snapshot>;
  /** The words of a reply to one asker; what is left is counted when it is said, so here it is said in words. */
  words(reply: ReplyEffect, show: ShowRow, snapshot: Snapshot, publicUrl: string): string;
}

export function createReplaying(): Replaying {
  return {
    show: snapshots(),
    rows: nextRows,
    pretend: async (tx, show, rules) => snapshotOf(show, await readCatalog(tx, show.workspaceId), rules),
    words: (reply, show, snapshot, publicUrl) =>
      replyRow(reply, show, snapshot, publicUrl)
        .text.replaceAll(STOCK_MARK, '(what is left)')
        .replaceAll(ASKERS_MARK, authorSaid(reply.handle)),
  };
}
