import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOME } from '../config.ts';
import type { CatalogFile } from '../intents/catalog-file.ts';

const DIR = join(HOME, 'server', 'intents', 'labelled');

/**
 * A comment as a person reads it: one line of server/intents/labelled/<language>.jsonl. See README.md beside those files.
 */
export interface LabelledComment {
  text: string;
  language: string;
  catalog: string;
  intent: string;
  topic?: string;
  lines?: { code: string | null; variant: Record<string, string>; quantity: number | null }[];
  /** A claim anybody would take without asking. */
  plain?: true;
  /** Written without looking at the lexicon. */
  blind: boolean;
  hostile?: true;
  /** A person should decide: a near miss, an unknown option, an absurd quantity. */
  needsLook?: true;
}

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
