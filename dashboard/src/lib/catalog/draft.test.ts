import { expect, test } from 'vitest';
import type { Product } from '../../../../server/api/schemas/products.ts';
import { draftOf, emptyDraft, newProduct, productChange, valuesOf, variantCount } from './draft.ts';

const draft = () => ({
  ...emptyDraft(),
  code: ' A12 ',
  title: 'Linen dress ',
  price: '49.00',
  options: [
    { name: 'color', values: 'red, blue' },
    { name: 'size', values: 'S,M;L, M' },
    { name: ' ', values: 'x' },
  ],
});

test('what was typed is trimmed, and half-filled options are left out', () => {
  expect(newProduct(draft())).toMatchObject({
    code: 'A12',
    title: 'Linen dress',
    imageUrl: null,
    options: { color: ['red', 'blue'], size: ['S', 'M', 'L'] },
  });
});

test('the form says how many variants it makes', () => {
  expect(variantCount(draft())).toBe(6);
  expect(variantCount(emptyDraft())).toBe(1);
});

test('values are split at commas and semicolons, each once', () => {
  expect(valuesOf(' S,,M ; S')).toEqual(['S', 'M']);
});

test('a product goes through the form unchanged', () => {
  const product = {
    code: 'A12',
    title: 'Dress',
    priceMinor: '4905',
    currency: 'EUR',
    imageUrl: null,
    options: { size: ['S', 'M'] },
  } as unknown as Product;
  const change = productChange(draftOf(product), 3);
  expect(change).toEqual({
    code: 'A12',
    title: 'Dress',
    price: '49.05',
    imageUrl: null,
    options: product.options,
    version: 3,
  });
});
