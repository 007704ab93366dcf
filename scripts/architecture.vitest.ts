import { defineConfig } from 'vitest/config';
import { HOME } from '../server/config.ts';

/** The architecture test alone: it reads files and needs no database. */
export default defineConfig({
  root: HOME,
  test: { include: ['server/test/architecture.test.ts'], pool: 'forks', maxWorkers: 1 },
});
