import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{server,connectors,bench,scripts,dashboard/src}/**/*.test.ts'],
    globalSetup: ['server/test/harness/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
