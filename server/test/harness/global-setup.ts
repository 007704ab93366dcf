import { testServer } from './server.ts';

/** Once a run: the PostgreSQL all test files share is there before the first of them asks. */
export default async function setup(): Promise<void> {
  if (Number(process.versions.node.split('.')[0]) < 24) {
    throw new Error(`the tests run on Node 24 and this is ${process.version}: use npm test, or npx vitest run <file>`);
  }
  process.env.HAWKER_TEST_PG = await testServer();
}
