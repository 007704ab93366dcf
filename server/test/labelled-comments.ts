import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOME } from '../config.ts';
import type { LabelledComment } from '../intents/accuracy.ts';
import type { CatalogFile } from '../intents/catalog-file.ts';

const DIR = join(HOME, 'server', 'intents', 'labelled');

export function labelledCatalogs(): Record<string, CatalogFile> {
  return JSON.parse(readFileSync(join(DIR, 'catalogs.json'), 'utf8')) as Record<string, CatalogFile>;
}

/** Every labelled comment, by the order of the files' names. */
export function labelledComments(): LabelledComment[] {
  return readdirSync(DIR)
    .filter((file) => file.endsWith('.jsonl'))
    .sort()
    .flatMap((file) =>
      readFileSync(join(DIR, file), 'utf8')
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => JSON.parse(line) as LabelledComment),
    );
}
