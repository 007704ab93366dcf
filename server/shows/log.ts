import type { Tx } from '../db/transaction.ts';
import type { Change } from '../feed/store.ts';
import type { Intake } from '../intake/intake.ts';
import type { StaffEvent } from '../intake/staff.ts';
import type { Scope } from '../workspaces/scope.ts';

export type { StaffEvent } from '../intake/staff.ts';

/** What the team does goes into the show's one log, numbered with what viewers say, so that a show can be replayed. */
export interface ShowLog {
  /** In a transaction of its own; returns the events' numbers. */
  append(scope: Scope, showId: string, events: readonly StaffEvent[]): Promise<number[]>;
  /**
   * In the caller's transaction, which may change other rows before. Give `changes` together with the caller's own to
   * `takeNumbers` as the last statement and call `appended` after the commit.
   */
  appendIn(
    tx: Tx,
    scope: Scope,
    showId: string,
    events: readonly StaffEvent[],
  ): Promise<{ seqs: number[]; changes: Change[] }>;
  appended(workspaceId: string, showId: string): void;
}

export function createShowLog(intake: Pick<Intake, 'appendStaff' | 'appendStaffIn' | 'appended'>): ShowLog {
  return {
    append: (scope, showId, events) => intake.appendStaff(scope, showId, events),
    appendIn: (tx, scope, showId, events) => intake.appendStaffIn(tx, scope, showId, events),
    appended: (workspaceId, showId) => intake.appended(workspaceId, showId),
  };
}
