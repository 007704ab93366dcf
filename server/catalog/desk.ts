import type pg from 'pg';
import { transaction, type Tx } from '../db/transaction.ts';
import { note } from '../workspaces/store-audit.ts';
import type { Scope } from '../workspaces/scope.ts';
import { importProducts, type Imported } from './import.ts';
import { readSheet } from './sheet.ts';

export interface ImportArgs {
  scope: Scope;
  currency: string;
  sheet: string;
}
export interface ImportDeps {
  pool: pg.Pool;
  /** Last in each transaction: shows on air hear of the products. Answers with those shows. */
  tell(tx: Tx, scope: Scope, productIds: readonly string[]): Promise<string[]>;
}

/** Few enough that no lock is held for long. */
const ROWS_A_TRANSACTION = 200;

/** A pasted sheet, in the desk process: good rows are in, bad ones named by row and field. */
export async function importSheet(deps: ImportDeps, args: ImportArgs): Promise<Imported & { told: string[] }> {
  const { products, bad } = readSheet(args.sheet, args.currency);
  const result: Imported & { told: string[] } = { created: [], updated: [], bad: [...bad], told: [] };
  for (let from = 0; from < products.length; from += ROWS_A_TRANSACTION) {
    const rows = products.slice(from, from + ROWS_A_TRANSACTION);
    const part = await transaction(deps.pool, async (tx) => {
      const made = await importProducts(tx, args.scope, rows);
      const detail = { created: made.created.length, updated: made.updated.length, bad: made.bad.length };
      await note(tx, args.scope, {
        action: made.created.length > 0 ? 'product:add' : 'product:change',
        subject: 'sheet',
        detail,
      });
      return { ...made, told: await deps.tell(tx, args.scope, [...made.created, ...made.updated]) };
    });
    result.created.push(...part.created);
    result.updated.push(...part.updated);
    result.bad.push(...part.bad);
    result.told = [...new Set([...result.told, ...part.told])];
  }
  result.bad.sort((a, b) => a.row - b.row);
  return result;
}
