import { get, patch, post, remove } from '#lib/shared/api.ts';
import { Resource } from '#lib/shared/resource.svelte.ts';
import type {
  Imported,
  NewProduct,
  Product,
  ProductChange,
  StockNow,
} from '../../../../server/api/schemas/products.ts';

export const products = new Resource<Product[]>(() => get<Product[]>('/api/products'));

const of = (product: Product): string => `/api/products/${encodeURIComponent(product.id)}`;
export const addProduct = (product: NewProduct) => post<Product>('/api/products', product);
export const changeProduct = (product: Product, change: ProductChange) => patch<Product>(of(product), change);
export const removeProduct = (product: Product) => remove(of(product));
export const importSheet = (sheet: string) => post<Imported>('/api/products/import', { sheet });
export const changeStock = (variantId: string, delta: number, reason: string) =>
  post<StockNow>(`/api/variants/${encodeURIComponent(variantId)}/stock`, { delta, ...(reason ? { reason } : {}) });
