import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HOME } from '../config.ts';
import { testDatabase } from '../test/harness.ts';
import { schemaOf } from './prisma-schema.ts';
import { createPrisma } from './prisma.ts';

test("Prisma's model is what the migrations make (if not: node scripts/prisma-schema.ts, then npm start)", async () => {
  const db = await testDatabase();
  const written = await readFile(join(HOME, 'prisma', 'schema.prisma'), 'utf8');
  expect(written).toBe(await schemaOf(db.pools.rest as never));
});

test('the generated client reads and writes a migrated database without its engine', async () => {
  const db = await testDatabase();
  const prisma = createPrisma({ url: db.url, name: 'test' });
  await prisma.workspace.create({ data: { id: 'w1', name: 'One' } });
  await prisma.product.create({
    data: {
      id: 'p1',
      workspaceId: 'w1',
      code: 'A1',
      codeKey: 'a1',
      title: 'Cup',
      priceMinor: 9_007_199_254_740_993n,
      currency: 'EUR',
    },
  });
  const found = await prisma.product.findFirst({ where: { workspaceId: 'w1' }, include: { workspace: true } });
  expect([found?.priceMinor, found?.workspace.name]).toEqual([9_007_199_254_740_993n, 'One']);
  await prisma.$disconnect();
});
