import type pg from 'pg';
import { importSheet, type ImportDeps } from '../catalog/desk.ts';
import type { Desk, DeskHandlers, DeskKind, DeskWork } from './desk.ts';

export interface DeskDeps {
  pool: pg.Pool;
  publicUrl: string;
  tell: ImportDeps['tell'];
}

/** Everything the desk process can be asked, by kind. */
export function createDeskHandlers(deps: DeskDeps): DeskHandlers {
  return {
    import: (args) => importSheet(deps, args),
    recap: async () => null,
    'recap-rows': async () => null,
    'recap-csv': async () => null,
  };
}

/** The desk as the routes ask it, over whatever carries kind and arguments to it. */
export function deskOver(carrier: { ask(kind: string, args: unknown): Promise<unknown> }): Desk {
  return {
    ask: async <K extends DeskKind>(kind: K, args: DeskWork[K]['args']) => (await carrier.ask(kind, args)) as DeskWork[K]['answer'],
  };
}
