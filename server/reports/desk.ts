import type { ImportArgs } from '../catalog/desk.ts';
import type { Imported } from '../catalog/import.ts';
import type { Recap, RecapRows, RowsQuery } from '../api/schemas/recap.ts';
import type { RuleWork } from '../rule-sets/desk.ts';
import type { Scope } from '../workspaces/scope.ts';

/** What is asked of the desk process, which reads much at once so that the show's process does not have to. */
export interface DeskWork extends RuleWork {
  import: { args: ImportArgs; answer: Imported & { told: string[] } };
  recap: { args: { scope: Scope; showId: string }; answer: Recap | null };
  'recap-rows': { args: { scope: Scope; showId: string; query: RowsQuery }; answer: RecapRows | null };
  'recap-csv': { args: { scope: Scope; showId: string; query: RowsQuery }; answer: string | null };
}
export type DeskKind = keyof DeskWork;
export type DeskHandlers = { [K in DeskKind]: (args: DeskWork[K]['args']) => Promise<DeskWork[K]['answer']> };

/** Plain data both ways: it may cross a process. */
export interface Desk {
  ask<K extends DeskKind>(kind: K, args: DeskWork[K]['args']): Promise<DeskWork[K]['answer']>;
}
