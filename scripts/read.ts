import { readFileSync } from 'node:fs';
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

/** Lines end at \n alone: a comment may hold any other separator (U+2028, U+0085). */
async function* linesOf(input: NodeJS.ReadStream): AsyncGenerator<string> {
  input.setEncoding('utf8');
  let rest = '';
  for await (const chunk of input) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.replace(/\r$/, '');
  }
  if (rest !== '') yield rest;
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { catalog: { type: 'string' } } });
  if (values.catalog === undefined) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const catalog = catalogOf(values.catalog);
  const read = readerOf(catalog);
  for await (const line of linesOf(process.stdin))
    process.stdout.write(`${JSON.stringify(printed(read(line.replace(/^\ufeff/, '')), catalog.nowShowing ?? null))}\n`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (fault) {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n${USAGE}\n`);
  process.exitCode = 2;
}
