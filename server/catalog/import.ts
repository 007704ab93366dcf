import type { Tx } from '../db/transaction.ts';
import { codeKey } from '../intents/fold.ts';
import type { Scope } from '../workspaces/scope.ts';
import { changeProduct, createProduct } from './products.ts';
import type { BadRow, SheetProduct } from './sheet.ts';
import { findProduct, productByCode } from './store.ts';

export interface Imported {
  created: string[];
  updated: string[];
  bad: BadRow[];
}

/**
 * Writes the good rows of a sheet: a code that is known changes its product (its stock stays as it is: a pasted sheet
 * is older than the show), a new one makes one. A row that is refused is named and leaves nothing behind.
 */
export async function importProducts(tx: Tx, scope: Scope, rows: readonly SheetProduct[]): Promise<Imported> {
  const result: Imported = { created: [], updated: [], bad: [] };
  for (const row of rows) {
    await tx.query('SAVEPOINT sheet_row');
    const refusal = await importRow(tx, scope, row, result);
    if (refusal !== null) {
      await tx.query('ROLLBACK TO SAVEPOINT sheet_row');
      result.bad.push(refusal);
    }
    await tx.query('RELEASE SAVEPOINT sheet_row');
  }
  return result;
}

async function importRow(tx: Tx, scope: Scope, row: SheetProduct, result: Imported): Promise<BadRow | null> {
  const known = await productByCode(tx, scope.workspaceId, codeKey(row.code));
  if (known === null) {
    const { stock, ...draft } = row;
    const made = await createProduct(tx, scope, { ...draft, stock: stock ?? 0 });
    if (!made.ok) return { row: row.row, field: made.field ?? null, message: made.message };
    result.created.push(made.value);
    return null;
  }
  const now = await findProduct(tx, scope.workspaceId, known.id);
  if (now !== null && now.currency !== row.currency) {
    return {
      row: row.row,
      field: 'currency',
      message: `${row.code} is sold in ${now.currency}; its currency cannot change.`,
    };
  }
  const { title, priceMinor, imageUrl, options } = row;
  const edit = {
    title,
    priceMinor,
    ...(imageUrl === null ? {} : { imageUrl }),
    ...(Object.keys(options).length === 0 ? {} : { options }),
  };
  const changed = await changeProduct(tx, scope, known.id, edit);
  if (!changed.ok) return { row: row.row, field: changed.field ?? null, message: changed.message };
  result.updated.push(known.id);
  return null;
}
