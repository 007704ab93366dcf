import { plainAmount } from '#lib/shared/amount.ts';
import type { NewProduct, Options, Product, ProductChange } from '../../../../server/api/schemas/products.ts';

/** A product as the form holds it: every field is what a person typed. */
export interface ProductDraft {
  code: string;
  title: string;
  price: string;
  imageUrl: string;
  stock: number;
  options: { name: string; values: string }[];
}

export const emptyDraft = (): ProductDraft => ({ code: '', title: '', price: '', imageUrl: '', stock: 0, options: [] });

export const draftOf = (product: Product): ProductDraft => ({
  code: product.code,
  title: product.title,
  price: plainAmount(product.priceMinor, product.currency),
  imageUrl: product.imageUrl ?? '',
  stock: 0,
  options: Object.entries(product.options).map(([name, values]) => ({ name, values: values.join(', ') })),
});

/** "S, M ,L" → ['S', 'M', 'L']; empty and doubled values fall out. */
export const valuesOf = (typed: string): string[] => [
  ...new Set(
    typed
      .split(/[,;]/)
      .map((value) => value.trim())
      .filter((value) => value !== ''),
  ),
];

function optionsOf(draft: ProductDraft): Options {
  const named = draft.options.map(({ name, values }) => [name.trim(), valuesOf(values)] as const);
  return Object.fromEntries(named.filter(([name, values]) => name !== '' && values.length > 0)) as Options;
}

/** How many variants the draft makes: every combination of its options. */
export const variantCount = (draft: ProductDraft): number =>
  Object.values(optionsOf(draft)).reduce((count, values) => count * values.length, 1);

const common = (draft: ProductDraft) => ({
  code: draft.code.trim(),
  title: draft.title.trim(),
  price: draft.price.trim(),
  imageUrl: draft.imageUrl.trim() || null,
  options: optionsOf(draft),
});

export const newProduct = (draft: ProductDraft): NewProduct => ({ ...common(draft), stock: draft.stock });
export const productChange = (draft: ProductDraft, version: number): ProductChange => ({ ...common(draft), version });
