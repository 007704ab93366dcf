import { expect, test } from 'vitest';
import type { FeedProduct, FeedStock } from '../feed/entry.ts';
import { productCard } from './stock-words.ts';

const product = { id: 'p', variants: [{ id: 'm', options: { size: 'M' } }] } as unknown as FeedProduct;
const stock = (onHand: number, reserved: number, waitlisted = 0) =>
  new Map([
    ['m', { variantId: 'm', onHand, reserved, sold: 0, available: onHand - reserved, waitlisted } as FeedStock],
  ]);

test('a product says in words how it stands', () => {
  expect(productCard(product, stock(12, 4))).toMatchObject({ words: '8 free', tone: 'plain' });
  expect(productCard(product, stock(12, 9))).toMatchObject({ words: '3 left', tone: 'warn' });
  expect(productCard(product, stock(12, 12, 9))).toMatchObject({ words: 'Sold out · 9 waiting', tone: 'bad' });
});

test('the bar is split by what is on hand, and a product without stock divides by nothing', () => {
  expect(productCard(product, stock(10, 4)).cells[0]).toMatchObject({ reservedPart: 40, soldPart: 0 });
  expect(productCard(product, new Map()).cells[0]).toMatchObject({ reservedPart: 0, available: 0 });
});
