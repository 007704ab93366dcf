import type { Tx } from '../db/transaction.ts';
import { codeKey } from '../intents/fold.ts';
import type { Scope } from '../workspaces/scope.ts';
import { applyEdit, createProducts, type Outcome } from './products.ts';
import type { BadRow, SheetProduct } from './sheet.ts';
import { listProducts, productsByCode, type ProductRow } from './store.ts';

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
  const before = new Map(
    (await listProducts(tx, scope.workspaceId, 'main', [...known.values()])).map((one) => [one.id, one]),
  );
  for (const row of rows) {
    const now = before.get(known.get(codeKey(row.code)) ?? '');
    if (now === undefined) continue;
    await tx.query('SAVEPOINT sheet_row');
    const outcome = await changeByRow(tx, scope, now, row);
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

async function changeByRow(tx: Tx, scope: Scope, now: ProductRow, row: SheetProduct): Promise<Outcome<string>> {
  if (now.currency !== row.currency) {
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
  return applyEdit(tx, scope, now, edit);
}
