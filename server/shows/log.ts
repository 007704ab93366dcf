import type { Tx } from '../db/transaction.ts';
import { takeNumbers, type Change } from '../feed/store.ts';
import type { Intake } from '../intake/intake.ts';
import type { StaffEvent } from '../intake/staff.ts';
import type { Scope } from '../workspaces/scope.ts';

export type { StaffEvent } from '../intake/staff.ts';

/** What the team does goes into the show's one log, numbered with what viewers say, so that a show can be replayed. */
export interface ShowLog {
  /**
   * The last statements of the caller's transaction: appends the events and takes the feed's numbers for them and for
   * the caller's own `changes`. Returns the events' numbers. Call `appended` after the commit.
   */
  append(
    tx: Tx,
    scope: Scope,
    showId: string,
    events: readonly StaffEvent[],
    changes?: readonly Change[],
  ): Promise<number[]>;
  /** After the commit: rings the show's lane and tells the feed. */
  appended(scope: Pick<Scope, 'workspaceId'>, showId: string): void;
  /** Both, in a transaction of its own. */
  appendNow(scope: Scope, showId: string, events: readonly StaffEvent[]): Promise<number[]>;
}

export function createShowLog(intake: Pick<Intake, 'appendStaff' | 'appendStaffIn' | 'appended'>): ShowLog {
  return {
    async append(tx, scope, showId, events, changes = []) {
      const done = await intake.appendStaffIn(tx, scope, showId, events);
      await takeNumbers(tx, scope.workspaceId, showId, [...done.changes, ...changes]);
      return done.seqs;
    },
    appended: (scope, showId) => intake.appended(scope.workspaceId, showId),
    appendNow: (scope, showId, events) => intake.appendStaff(scope, showId, events),
  };
}
