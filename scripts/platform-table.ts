import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadConnector, platformIds } from '../connectors/platforms/registry.ts';
import type { Manifest } from '../connectors/platforms/contract.ts';

// The README's table of what works where is made from the manifests: `node scripts/platform-table.ts --write`.

const README = join(import.meta.dirname, '..', 'README.md');
const MARKED = /(<!-- platforms -->\n)[^]*?(<!-- \/platforms -->)/;
const COLUMNS = ['read', 'reply', 'link', 'moderate'] as const;

/** Markdown of platform × what it can do × when. */
export function platformTable(manifests: readonly Manifest[]): string {
  const head = `| Platform | ${COLUMNS.map(capital).join(' | ')} |\n|---|${'---|'.repeat(COLUMNS.length)}\n`;
  return head + manifests.map(row).join('');
}

function row(manifest: Manifest): string {
  return `| ${manifest.name} | ${COLUMNS.map((column) => manifest.works[column]).join(' | ')} |\n`;
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** The README as it should be; equal to what is there when nothing is stale. */
export async function readmeWithTable(): Promise<{ is: string; shouldBe: string }> {
  const connectors = await Promise.all(platformIds.map(loadConnector));
  const is = await readFile(README, 'utf8');
  const table = platformTable(connectors.map((connector) => connector.manifest));
  return { is, shouldBe: is.replace(MARKED, (_all, open: string, close: string) => `${open}${table}${close}`) };
}

if (process.argv.includes('--write')) await writeFile(README, (await readmeWithTable()).shouldBe);
