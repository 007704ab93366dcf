import type { Tx } from '../db/transaction.ts';
import { codeKey } from '../intents/fold.ts';
import { openVariants } from '../stock/ledger.ts';
import { newId } from '../workspaces/new-id.ts';
import type { Scope } from '../workspaces/scope.ts';
import { readPrice } from './price.ts';
import {
  archiveVariants,
  findProduct,
  insertProducts,
  insertVariants,
  placeVariants,
  productsByCode,
  updateProduct,
  type NewVariant,
  type ProductFields,
  type ProductRow,
} from './store.ts';
import { combinationKey, combinations, optionsProblem, skuOf, tidyOptions, type Options } from './variants.ts';

export type Outcome<T> =
  | { ok: true; value: T }
  | { ok: false; reason: 'field' | 'taken' | 'changed' | 'gone' | 'in-use'; field?: string; message: string };
const refuse = (reason: 'field' | 'taken' | 'changed' | 'gone' | 'in-use', message: string, field?: string) =>
  ({ ok: false, reason, message, ...(field === undefined ? {} : { field }) }) as const;

const gone = refuse('gone', 'There is no such product.');

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
  const [outcome] = await createProducts(tx, scope, [draft]);
  if (outcome === undefined) throw new Error('a product was asked for and nothing was answered');
  return outcome;
}

/** Many at once, in four statements; each is made or refused by itself, in the order given. */
export async function createProducts(
  tx: Tx,
  scope: Scope,
  drafts: readonly ProductDraft[],
): Promise<Outcome<string>[]> {
  const read = drafts.map((draft) => ({ draft, id: newId('p'), fields: fieldsOf(draft, draft.currency) }));
  const good = read.flatMap(({ id, fields }) => (fields.ok ? [{ id, fields: fields.value }] : []));
  const made = await insertProducts(tx, scope.workspaceId, good);
  const variants = read.flatMap(({ id, draft, fields }) =>
    fields.ok && made.has(id) ? variantsFor(id, fields.value, draft.stock ?? 0) : [],
  );
  await insertVariants(tx, scope.workspaceId, variants);
  await openVariants(
    tx,
    scope,
    variants.map(({ id: variantId, onHand }) => ({ variantId, onHand })),
  );
  return read.map(({ id, draft, fields }) => {
    if (!fields.ok) return fields;
    return made.has(id)
      ? { ok: true, value: id }
      : refuse('taken', `Another product has the code ${draft.code}.`, 'code');
  });
}

function variantsFor(productId: string, fields: ProductFields, onHand: number): (NewVariant & { onHand: number })[] {
  return combinations(fields.options).map((options, position) => ({
    id: newId('v'),
    productId,
    options,
    position,
    onHand,
    sku: skuOf(fields.code, options),
  }));
}

export type ProductEdit = Partial<Omit<ProductDraft, 'currency' | 'stock'>> & { version?: number | undefined };

/** Changes what is named and answers with the product as it is then. */
export async function changeProduct(tx: Tx, scope: Scope, id: string, edit: ProductEdit): Promise<Outcome<ProductRow>> {
  const now = await findProduct(tx, scope.workspaceId, id);
  if (now === null) return gone;
  const changed = await applyEdit(tx, scope, now, edit);
  if (!changed.ok) return changed;
  const after = await findProduct(tx, scope.workspaceId, id);
  return after === null ? gone : { ok: true, value: after };
}

/**
 * The change itself, on a product as it was read in this transaction. A combination that stays keeps its variant and
 * its stock, a new one opens empty, one that goes is archived, unless claims hold its units.
 */
export async function applyEdit(tx: Tx, scope: Scope, now: ProductRow, edit: ProductEdit): Promise<Outcome<string>> {
  const wanted = { ...draftOf(now), ...defined(edit), ...(edit.price === undefined ? {} : { priceMinor: undefined }) };
  const fields = fieldsOf(wanted, now.currency);
  if (!fields.ok) return fields;
  const { code, codeKey: key, options } = fields.value;
  const holder = (await productsByCode(tx, scope.workspaceId, [key])).get(key);
  if (holder !== undefined && holder !== now.id)
    return refuse('taken', `Another product has the code ${code}.`, 'code');
  if (!(await updateProduct(tx, scope.workspaceId, now.id, edit.version ?? now.version, fields.value))) {
    return refuse('changed', 'Somebody changed this product meanwhile. Look again and repeat.');
  }
  // Its variants are named by its code and its options and by nothing else.
  if (code === now.code && JSON.stringify(options) === JSON.stringify(now.options)) return { ok: true, value: now.id };
  const keys = new Set(combinations(options).map(combinationKey));
  const going = now.variants.filter((variant) => !keys.has(combinationKey(variant.options)));
  const held = going.find((variant) => variant.reserved > 0);
  if (held !== undefined) {
    const message = `${held.sku} has ${held.reserved} reserved: release its claims before taking it away.`;
    return refuse('in-use', message, 'options');
  }
  await archiveVariants(
    tx,
    scope.workspaceId,
    going.map((variant) => variant.id),
  );
  await arrangeVariants(
    tx,
    scope,
    now.id,
    fields.value,
    now.variants.filter((variant) => !going.includes(variant)),
  );
  return { ok: true, value: now.id };
}

/** The combinations as they are now: those that stay are placed and named anew, new ones open empty. */
async function arrangeVariants(
  tx: Tx,
  scope: Scope,
  productId: string,
  fields: ProductFields,
  staying: readonly { id: string; options: Record<string, string> }[],
): Promise<void> {
  const kept = new Map(staying.map((variant) => [combinationKey(variant.options), variant.id]));
  const all = variantsFor(productId, fields, 0).map((variant) => ({
    variant,
    keptId: kept.get(combinationKey(variant.options)),
  }));
  const placed = all.flatMap(({ variant, keptId }) => (keptId === undefined ? [] : [{ ...variant, id: keptId }]));
  const fresh = all.flatMap(({ variant, keptId }) => (keptId === undefined ? [variant] : []));
  await placeVariants(tx, scope.workspaceId, placed);
  if (fresh.length === 0) return;
  await insertVariants(tx, scope.workspaceId, fresh);
  await openVariants(
    tx,
    scope,
    fresh.map(({ id, onHand }) => ({ variantId: id, onHand })),
  );
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
