import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '../server/embedded.ts';
import { HOME } from '../server/config.ts';
import { memoryDir, TEST_SETTINGS } from '../server/test/harness/server.ts';

// npm test [-- quick] [-- files…]: one PostgreSQL for the whole run, first the tests that may share the machine (those
// that take long by waiting, `*.long.test.ts`, are left out of the quick ones), then, one by one, those that measure or
// kill (`*.slow.test.ts`). Ends with "N passed, N failed, N skipped".

interface Report {
  success: boolean;
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { fullName: string; status: string }[];
  }[];
}
interface Sum {
  passed: number;
  failed: number;
  skipped: string[];
}

const SLOW = '**/*.slow.test.ts';
const LONG = '**/*.long.test.ts';
/** A clause of the connectors' kit that the manifest rules out is no missing program. */
const LEFT_OUT = '(left out: ';

const words = process.argv.slice(2);
const quick = words.includes('quick');
const files = words.filter((word) => word !== 'quick');

async function main(): Promise<number> {
  const place = await mkdtemp(join(memoryDir() ?? tmpdir(), 'hawker-tests-'));
  const began = performance.now();
  const server = await startEmbedded({ dataDir: place, settings: TEST_SETTINGS });
  const stop = async (): Promise<void> => {
    await server.stop();
    await rm(place, { recursive: true, force: true });
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.once(name, () => void stop().finally(() => process.exit(130)));
  try {
    const sum: Sum = { passed: 0, failed: 0, skipped: [] };
    const run = (args: string[]): Promise<void> => vitest(args, server.url, join(place, 'report.json'), sum);
    if (files.length > 0) await run(files);
    else {
      // Most of them wait more than they compute: four at a time keep two cores busy.
      await run(['--exclude', SLOW, ...(quick ? ['--exclude', LONG] : []), '--maxWorkers', '4']);
      if (!quick) await run([SLOW.slice(3).replace('*', ''), '--maxWorkers', '1', '--no-file-parallelism']);
    }
    return conclude(sum, (performance.now() - began) / 1000);
  } finally {
    await stop();
  }
}

async function vitest(args: readonly string[], database: string, reportFile: string, sum: Sum): Promise<void> {
  await rm(reportFile, { force: true });
  const cli = join(HOME, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const child = spawn(process.execPath, [cli, 'run', '--passWithNoTests', ...reporters, ...args], {
    cwd: HOME,
    env: { ...process.env, HAWKER_TEST_PG: database },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const code = await new Promise<number>((resolve) => child.once('close', (given) => resolve(given ?? 1)));
  const report = await readFile(reportFile, 'utf8').then(
    (text) => JSON.parse(text) as Report,
    () => null,
  );
  if (report === null) {
    sum.failed++;
    return;
  }
  sum.passed += report.numPassedTests;
  // A file that could not even be loaded, and an error between tests, fail without a failed test.
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((one) => one.status === 'failed'),
  ).length;
  sum.failed += report.numFailedTests + broken;
  if (code !== 0 && report.numFailedTests + broken === 0) sum.failed++;
  for (const file of report.testResults) {
    sum.skipped.push(
      ...file.assertionResults
        .filter((one) => one.status === 'skipped' || one.status === 'pending')
        .map((one) => one.fullName),
    );
  }
}

function conclude(sum: Sum, seconds: number): number {
  for (const name of sum.skipped) console.log(`skipped: ${name}`);
  const missing = sum.skipped.filter((name) => !name.includes(LEFT_OUT));
  if (process.env.CI && missing.length > 0) {
    console.log(`${missing.length} tests were skipped for a missing program; in CI that is a failure`);
    sum.failed += missing.length;
  }
  console.log(`${seconds.toFixed(0)} seconds`);
  console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped.length} skipped`);
  return sum.failed === 0 && sum.passed > 0 ? 0 : 1;
}

process.exitCode = await main();
