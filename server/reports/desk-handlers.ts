import type pg from 'pg';
import { importSheet, type ImportDeps } from '../catalog/desk.ts';
import { recapCsv } from './recap-csv.ts';
import type { Replaying } from '../deciding/replaying.ts';
import { ruleHandlers } from '../rule-sets/desk.ts';
import { readRows } from './recap-rows.ts';
import { readRecap } from './recap.ts';
import type { Desk, DeskHandlers, DeskKind, DeskWork } from './desk.ts';

export interface DeskDeps {
  pool: pg.Pool;
  publicUrl: string;
  tell: ImportDeps['tell'];
  /** The decide lane's own way of deciding, for what is tried without being done. */
  replaying: Replaying;
  now(): number;
}

/** Everything the desk process can be asked, by kind. */
export function createDeskHandlers(deps: DeskDeps): DeskHandlers {
  return {
    ...ruleHandlers(deps),
    import: (args) => importSheet(deps, args),
    recap: ({ scope, showId }) => readRecap(deps.pool, { workspaceId: scope.workspaceId, showId }, deps.publicUrl),
    'recap-rows': ({ scope, showId, query }) => readRows(deps.pool, { workspaceId: scope.workspaceId, showId }, query),
    'recap-csv': ({ scope, showId, query }) => recapCsv(deps.pool, { workspaceId: scope.workspaceId, showId }, query),
  };
}

/** The desk as the routes ask it, over whatever carries kind and arguments to it. */
export function deskOver(carrier: { ask(kind: string, args: unknown): Promise<unknown> }): Desk {
  return {
    ask: async <K extends DeskKind>(kind: K, args: DeskWork[K]['args']) =>
      (await carrier.ask(kind, args)) as DeskWork[K]['answer'],
  };
}
