import type { Tx } from '../db/transaction.ts';
import { codeKey } from '../intents/fold.ts';
import { openVariant } from '../stock/ledger.ts';
import { newId } from '../workspaces/new-id.ts';
import type { Scope } from '../workspaces/scope.ts';
import { readPrice } from './price.ts';
import {
  archiveVariants,
  findProduct,
  insertProduct,
  insertVariants,
  placeVariants,
  productByCode,
  updateProduct,
  type ProductFields,
  type ProductRow,
} from './store.ts';
import { combinationKey, combinations, optionsProblem, skuOf, tidyOptions, type Options } from './variants.ts';

export type Outcome<T> =
  | { ok: true; value: T }
  | { ok: false; reason: 'field' | 'taken' | 'changed' | 'gone' | 'in-use'; field?: string; message: string };
const refuse = (reason: 'field' | 'taken' | 'changed' | 'gone' | 'in-use', message: string, field?: string) =>
  ({ ok: false, reason, message, ...(field === undefined ? {} : { field }) }) as const;

export interface ProductDraft {
  code: string;
  title: string;
  /** As a person writes it; or `priceMinor`. */
  price?: string | undefined;
  priceMinor?: string | undefined;
  currency: string;
  imageUrl?: string | null | undefined;
  options?: Options | undefined;
  /** Units of every variant. */
  stock?: number | undefined;
}

/** A product with a variant for every combination of its options, each with its stock. Answers with its id. */
export async function createProduct(tx: Tx, scope: Scope, draft: ProductDraft): Promise<Outcome<string>> {
  const fields = fieldsOf(draft, draft.currency);
  if (!fields.ok) return fields;
  const id = newId('p');
  if (!(await insertProduct(tx, scope.workspaceId, id, fields.value)))
    return refuse('taken', `Another product has the code ${draft.code}.`, 'code');
  await addVariants(tx, scope, id, fields.value, [], draft.stock ?? 0);
  return { ok: true, value: id };
}

export type ProductEdit = Partial<Omit<ProductDraft, 'currency' | 'stock'>> & { version?: number | undefined };

/**
 * Changes what is named. A combination that stays keeps its variant and its stock, a new one opens empty, one that goes
 * is archived, unless claims hold its units.
 */
export async function changeProduct(tx: Tx, scope: Scope, id: string, edit: ProductEdit): Promise<Outcome<ProductRow>> {
  const now = await findProduct(tx, scope.workspaceId, id);
  if (now === null) return refuse('gone', 'There is no such product.');
  const fields = fieldsOf(
    { ...draftOf(now), ...defined(edit), ...(edit.price === undefined ? {} : { priceMinor: undefined }) },
    now.currency,
  );
  if (!fields.ok) return fields;
  const holder = await productByCode(tx, scope.workspaceId, fields.value.codeKey);
  if (holder !== null && holder.id !== id)
    return refuse('taken', `Another product has the code ${fields.value.code}.`, 'code');
  if (!(await updateProduct(tx, scope.workspaceId, id, edit.version ?? now.version, fields.value))) {
    return refuse('changed', 'Somebody changed this product meanwhile. Look again and repeat.');
  }
  const wanted = new Set(combinations(fields.value.options).map(combinationKey));
  const going = now.variants.filter((variant) => !wanted.has(combinationKey(variant.options)));
  const held = going.find((variant) => variant.reserved > 0);
  if (held !== undefined)
    return refuse(
      'in-use',
      `${held.sku} has ${held.reserved} reserved: release its claims before taking it away.`,
      'options',
    );
  await archiveVariants(
    tx,
    scope.workspaceId,
    going.map((variant) => variant.id),
  );
  const staying = now.variants.filter((variant) => !going.includes(variant));
  await addVariants(tx, scope, id, fields.value, staying, 0);
  const after = await findProduct(tx, scope.workspaceId, id);
  return after === null ? refuse('gone', 'There is no such product.') : { ok: true, value: after };
}

async function addVariants(
  tx: Tx,
  scope: Scope,
  productId: string,
  fields: ProductFields,
  staying: readonly { id: string; options: Record<string, string> }[],
  onHand: number,
): Promise<void> {
  const kept = new Map(staying.map((variant) => [combinationKey(variant.options), variant.id]));
  const all = combinations(fields.options).map((options, position) => ({
    options,
    position,
    sku: skuOf(fields.code, options),
    id: kept.get(combinationKey(options)),
  }));
  await placeVariants(
    tx,
    scope.workspaceId,
    all.flatMap((one) => (one.id === undefined ? [] : [{ ...one, id: one.id }])),
  );
  const fresh = all.filter((one) => one.id === undefined).map((one) => ({ ...one, productId, id: newId('v') }));
  await insertVariants(tx, scope.workspaceId, fresh);
  for (const variant of fresh) await openVariant(tx, scope, variant.id, onHand);
}

function fieldsOf(draft: ProductDraft, currency: string): Outcome<ProductFields> {
  const key = codeKey(draft.code);
  if (key === '') return refuse('field', 'A code needs a letter or a digit.', 'code');
  const price =
    draft.priceMinor === undefined
      ? readPrice(draft.price ?? '', currency)
      : { ok: true as const, minor: draft.priceMinor };
  if (!price.ok) return refuse('field', price.reason, 'price');
  const options = tidyOptions(draft.options ?? {});
  const problem = optionsProblem(options);
  if (problem !== null) return refuse('field', problem, 'options');
  const { code, imageUrl = null } = draft;
  return {
    ok: true,
    value: { code, codeKey: key, title: draft.title.trim(), priceMinor: price.minor, currency, imageUrl, options },
  };
}

const draftOf = ({ code, title, priceMinor, currency, imageUrl, options }: ProductRow): ProductDraft => ({
  code,
  title,
  priceMinor,
  currency,
  imageUrl,
  options,
});

/** Without the fields that were not named, so that they do not wipe out what there is. */
function defined<T extends object>(edit: T): Partial<T> {
  return Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== undefined)) as Partial<T>;
}
