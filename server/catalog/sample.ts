import type { Tx } from '../db/transaction.ts';
import type { Scope } from '../workspaces/scope.ts';
import { createProduct } from './products.ts';
import type { Options } from './variants.ts';

interface Sample {
  code: string;
  title: string;
  priceMinor: string;
  stock: number;
  options?: Options;
}

const SIZES = ['S', 'M', 'L'];

/** What the first start sells: few enough units that a rehearsal runs out of some. */
export const SAMPLE_CATALOG: readonly Sample[] = [
  { code: 'A12', title: 'Linen dress', priceMinor: '4900', stock: 8, options: { color: ['red', 'sand'], size: SIZES } },
  { code: 'A14', title: 'Wrap blouse', priceMinor: '3450', stock: 6, options: { size: SIZES } },
  {
    code: 'A21',
    title: 'Knit cardigan',
    priceMinor: '5200',
    stock: 5,
    options: { color: ['grey', 'navy'], size: SIZES },
  },
  { code: 'A30', title: 'Denim jacket', priceMinor: '6900', stock: 4, options: { size: SIZES } },
  { code: 'B07', title: 'Leather belt', priceMinor: '1900', stock: 25 },
  { code: 'B11', title: 'Canvas tote bag', priceMinor: '1450', stock: 40, options: { color: ['natural', 'black'] } },
  { code: 'B15', title: 'Silk scarf', priceMinor: '2400', stock: 12 },
  { code: 'C03', title: 'Rose hand cream', priceMinor: '990', stock: 60 },
  { code: 'C08', title: 'Soy candle, fig', priceMinor: '1650', stock: 30 },
  { code: 'D02', title: 'Gold hoop earrings', priceMinor: '2200', stock: 15 },
  { code: 'D05', title: 'Pearl necklace', priceMinor: '3900', stock: 5 },
  { code: 'E01', title: 'Stoneware mug', priceMinor: '1250', stock: 24, options: { color: ['white', 'blue'] } },
];

/** Fills an empty catalog. Rows the hub made count as nobody's: the checklist waits for a person's own product. */
export async function seedSampleCatalog(tx: Tx, scope: Scope, currency: string): Promise<string[]> {
  const made: string[] = [];
  for (const sample of SAMPLE_CATALOG) {
    const outcome = await createProduct(tx, scope, { ...sample, currency });
    if (!outcome.ok) throw new Error(`the sample product ${sample.code} was refused: ${outcome.message}`);
    made.push(outcome.value);
  }
  return made;
}
