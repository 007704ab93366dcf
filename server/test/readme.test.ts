import { expect, test } from 'vitest';
import { readmeWithTable } from '../../scripts/platform-table.ts';

test("the README's table of what works where is what the manifests say", async () => {
  const { is, shouldBe } = await readmeWithTable();
  expect(is, 'run: node scripts/platform-table.ts --write').toBe(shouldBe);
});
