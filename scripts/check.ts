import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { HOME } from '../server/config.ts';

// npm run check: everything a machine can say about the code without running it. All are tried, all faults are shown.

interface Check {
  name: string;
  run: [file: string, ...args: string[]];
}

const bin = (name: string, file: string): string => join(HOME, 'node_modules', name, file);

const CHECKS: Check[] = [
  { name: 'types', run: [bin('typescript', 'bin/tsc'), '--noEmit', '-p', '.'] },
  {
    name: 'svelte-check',
    run: [
      bin('svelte-check', 'bin/svelte-check'),
      '--workspace',
      'dashboard',
      '--tsconfig',
      './tsconfig.json',
      '--output',
      'human',
      '--threshold',
      'error',
    ],
  },
  { name: 'lint', run: [bin('eslint', 'bin/eslint.js'), '.'] },
  { name: 'format', run: [bin('prettier', 'bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'] },
  { name: 'unused code', run: [bin('knip', 'bin/knip.js'), '--no-progress'] },
  {
    name: 'architecture',
    run: [bin('vitest', 'vitest.mjs'), 'run', '--config', 'scripts/architecture.vitest.ts', '--reporter=dot'],
  },
];

async function attempt(check: Check): Promise<boolean> {
  const began = performance.now();
  const child = spawn(process.execPath, check.run, { cwd: HOME, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number>((resolve) => child.once('close', (given) => resolve(given ?? 1)));
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${check.name} (${seconds} s)`);
  if (code !== 0) console.log(said.trim().replace(/^/gm, '     '));
  return code === 0;
}

const asked = process.argv.slice(2);
const results: boolean[] = [];
for (const check of CHECKS.filter((one) => asked.length === 0 || asked.some((word) => one.name.startsWith(word)))) {
  results.push(await attempt(check));
}
const passed = results.filter(Boolean).length;
console.log(`${passed} passed, ${results.length - passed} failed`);
process.exitCode = passed === results.length ? 0 : 1;
