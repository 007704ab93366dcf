import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{server,connectors,bench,scripts,dashboard/src}/**/*.test.ts'],
    globalSetup: ['server/test/harness/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // A shared CI machine stands still for seconds at times; the report names what passed at the second try.
    retry: process.env['CI'] ? 1 : 0,
  },
});
