import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readmeBlocks, shipped } from '../scripts/connector-readme.ts';

// connectors/README.md is true: what a reader would copy from it is a connector that keeps the contract.

const PLATFORMS = join(import.meta.dirname, 'platforms');
const home = mkdtempSync(join(tmpdir(), 'hawker-readme-'));
const platforms = join(home, 'connectors', 'platforms');
const mine = join(platforms, 'twitch');

beforeAll(async () => {
  mkdirSync(mine, { recursive: true });
  cpSync(join(PLATFORMS, 'contract.ts'), join(platforms, 'contract.ts'));
  cpSync(join(PLATFORMS, 'testkit'), join(platforms, 'testkit'), { recursive: true });
  // The one thing that the page shows by its address only.
  cpSync(join(PLATFORMS, 'twitch', 'simulator'), join(mine, 'simulator'), { recursive: true });
  symlinkSync(join(import.meta.dirname, '..', 'node_modules'), join(home, 'node_modules'), 'junction');
  writeFileSync(join(home, 'package.json'), '{ "type": "module" }');
  for (const { file, code } of await readmeBlocks()) writeFileSync(join(mine, file), code);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

test('the blocks of the page are the files that ship, and all of them', async () => {
  const blocks = await readmeBlocks();
  expect(blocks.map(({ file }) => file)).toEqual([
    ...['manifest.ts', 'payloads.ts', 'events.ts', 'errors.ts', 'api.ts', 'socket.ts', 'inbox.ts', 'session.ts'],
    ...['actions.ts', 'levels.ts', 'index.ts', 'kit.test.ts'],
  ]);
  for (const { file, code } of blocks) {
    expect(code, `${file}: run node scripts/connector-readme.ts --write`).toBe(await shipped(file));
  }
});

test('written into an empty folder, they keep the whole contract', { timeout: 180_000 }, () => {
  const vitest = join(import.meta.dirname, '..', 'node_modules', 'vitest', 'vitest.mjs');
  const words = [
    'run',
    'platforms/twitch',
    '--root',
    home,
    '--reporter',
    'json',
    '--outputFile',
    join(home, 'report.json'),
  ];
  const ran = spawnSync(process.execPath, [vitest, ...words], { encoding: 'utf8', cwd: home, timeout: 170_000 });
  expect(ran.status, ran.stderr + ran.stdout).toBe(0);
  const report = JSON.parse(readFileSync(join(home, 'report.json'), 'utf8')) as Report;
  const kept = report.testResults.flatMap((file) => file.assertionResults.filter((one) => one.status === 'passed'));
  const clauses = kept.flatMap(({ title }) => /^C\d+/.exec(title)?.[0] ?? []);
  for (const must of ['C1', 'C4', 'C7', 'C8', 'C11', 'C12', 'C13', 'C14', 'C15', 'C16', 'C17', 'C18'])
    expect(clauses).toContain(must);
});

interface Report {
  testResults: { assertionResults: { status: string; title: string }[] }[];
}
