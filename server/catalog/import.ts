import type { Tx } from '../db/transaction.ts';
import { codeKey } from '../intents/fold.ts';
import type { Scope } from '../workspaces/scope.ts';
import { changeProduct, createProducts, type Outcome } from './products.ts';
import type { BadRow, SheetProduct } from './sheet.ts';
import { findProduct, productsByCode } from './store.ts';

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
  const known = await productsByCode(
    tx,
    scope.workspaceId,
    rows.map((row) => codeKey(row.code)),
  );
  const result: Imported = { created: [], updated: [], bad: [] };
  const fresh = rows.filter((row) => !known.has(codeKey(row.code)));
  const made = await createProducts(
    tx,
    scope,
    fresh.map(({ stock, ...draft }) => ({ ...draft, stock: stock ?? 0 })),
  );
  made.forEach((outcome, i) => keep(outcome, fresh[i]?.row ?? 0, result.created, result.bad));
  for (const row of rows) {
    const id = known.get(codeKey(row.code));
    if (id === undefined) continue;
    await tx.query('SAVEPOINT sheet_row');
    const outcome = await changeByRow(tx, scope, id, row);
    if (!outcome.ok) await tx.query('ROLLBACK TO SAVEPOINT sheet_row');
    await tx.query('RELEASE SAVEPOINT sheet_row');
    keep(outcome, row.row, result.updated, result.bad);
  }
  return result;
}

function keep(outcome: Outcome<string>, row: number, good: string[], bad: BadRow[]): void {
  if (outcome.ok) good.push(outcome.value);
  else bad.push({ row, field: outcome.field ?? null, message: outcome.message });
}

async function changeByRow(tx: Tx, scope: Scope, id: string, row: SheetProduct): Promise<Outcome<string>> {
  const now = await findProduct(tx, scope.workspaceId, id);
  if (now !== null && now.currency !== row.currency) {
    const message = `${row.code} is sold in ${now.currency}; its currency cannot change.`;
    return { ok: false, reason: 'field', field: 'currency', message };
  }
  const { title, priceMinor, imageUrl, options } = row;
  const edit = {
    title,
    priceMinor,
    ...(imageUrl === null ? {} : { imageUrl }),
    ...(Object.keys(options).length === 0 ? {} : { options }),
  };
  const changed = await changeProduct(tx, scope, id, edit);
  return changed.ok ? { ok: true, value: id } : changed;
}
