import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

// The code on connectors/README.md is the connector that ships: `node scripts/connector-readme.ts --write`.

const README = join(import.meta.dirname, '..', 'connectors', 'README.md');
const SHIPPED = join(import.meta.dirname, '..', 'connectors', 'platforms', 'twitch');
const BLOCK = /^```ts file=(\S+)\n([^]*?)^```$/gm;

export interface Block {
  file: string;
  code: string;
}

/** The page's code blocks that name a file, in their order. */
export async function readmeBlocks(): Promise<Block[]> {
  const page = await readFile(README, 'utf8');
  return [...page.matchAll(BLOCK)].map(([, file = '', code = '']) => ({ file, code }));
}

/** The file of that name as it ships. */
export const shipped = (file: string): Promise<string> => readFile(join(SHIPPED, file), 'utf8');

async function write(): Promise<void> {
  let page = await readFile(README, 'utf8');
  for (const { file, code } of await readmeBlocks()) {
    const fence = '```ts file=' + file + '\n';
    page = page.replace(fence + code, () => fence);
    page = page.replace(fence, fence + (await shipped(file)).replaceAll('$', '$$$$'));
  }
  await writeFile(README, page);
}

if (process.argv.includes('--write')) await write();
