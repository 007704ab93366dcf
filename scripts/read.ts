import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { printed, readerOf } from '../server/intents/catalog-file.ts';
import type { CatalogFile } from '../server/intents/catalog-file.ts';

// `npm run -s read -- --catalog FILE < comments.txt`: how each line would be read in a show, one JSON a line, in order.

const USAGE = 'npm run -s read -- --catalog FILE < comments.txt';

function catalogOf(path: string): CatalogFile {
  const catalog = JSON.parse(readFileSync(path, 'utf8').replace(/^\ufeff/, '')) as Partial<CatalogFile>;
  const whole = Array.isArray(catalog.products) && catalog.products.every((one) => typeof one?.code === 'string');
  if (!whole) throw new Error('the catalog has no "products", each with a "code"');
  return { ...catalog, products: catalog.products ?? [] };
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { catalog: { type: 'string' } } });
  if (values.catalog === undefined) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const catalog = catalogOf(values.catalog);
  const read = readerOf(catalog);
  const lines = createInterface({ input: process.stdin, crlfDelay: Infinity });
  for await (const line of lines)
    process.stdout.write(`${JSON.stringify(printed(read(line.replace(/^\ufeff/, '')), catalog.nowShowing ?? null))}\n`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (fault) {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n${USAGE}\n`);
  process.exitCode = 2;
}
