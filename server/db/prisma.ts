import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client.ts';
import { TIME_LIMITS } from './pools.ts';

export type { PrismaClient };
export { Prisma } from './generated/client.ts';

/** For what is not hot: catalog, shows, workspaces, settings, audit. A small pool of its own; end it with `$disconnect()`. */
export function createPrisma(options: { url: string; name?: string; size?: number }): PrismaClient {
  const adapter = new PrismaPg({
    ...TIME_LIMITS,
    connectionString: options.url,
    application_name: `hawker-${options.name ?? 'hub'}-prisma`,
    max: options.size ?? 4,
    connectionTimeoutMillis: 5_000,
  });
  return new PrismaClient({ adapter });
}
