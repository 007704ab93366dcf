import type { FeedProduct, FeedStock } from '../feed/entry.ts';

export interface VariantCell {
  id: string;
  name: string;
  available: number;
  onHand: number;
  /** Shares of what is on hand, in percent: sold, then reserved; the rest is free. */
  soldPart: number;
  reservedPart: number;
  waitlisted: number;
}
export interface ProductCard {
  id: string;
  cells: VariantCell[];
  available: number;
  waitlisted: number;
  /** "22 free", "3 left", "Sold out · 9 waiting" */
  words: string;
  tone: 'plain' | 'warn' | 'bad';
}

const part = (of: number, whole: number): number => (whole > 0 ? (of * 100) / whole : 0);

/** How a product stands, cell by cell and in words: low at three and less, sold out at none. */
export function productCard(product: FeedProduct, stock: ReadonlyMap<string, FeedStock>): ProductCard {
  const cells = product.variants.map((variant): VariantCell => {
    const there = stock.get(variant.id);
    return {
      id: variant.id,
      name: Object.values(variant.options).join(' '),
      available: there?.available ?? 0,
      onHand: there?.onHand ?? 0,
      soldPart: part(there?.sold ?? 0, there?.onHand ?? 0),
      reservedPart: part(there?.reserved ?? 0, there?.onHand ?? 0),
      waitlisted: there?.waitlisted ?? 0,
    };
  });
  const available = cells.reduce((sum, cell) => sum + Math.max(0, cell.available), 0);
  const waitlisted = cells.reduce((sum, cell) => sum + cell.waitlisted, 0);
  const waiting = waitlisted > 0 ? ` · ${waitlisted} waiting` : '';
  if (available === 0)
    return { id: product.id, cells, available, waitlisted, words: `Sold out${waiting}`, tone: 'bad' };
  const words = `${available} ${available <= 3 ? 'left' : 'free'}${waiting}`;
  return { id: product.id, cells, available, waitlisted, words, tone: available <= 3 ? 'warn' : 'plain' };
}
