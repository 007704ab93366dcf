import type { Level, Manifest } from '../../connectors/platforms/contract.ts';
import type { Address } from '../address/address.ts';
import { listConnections } from '../connections/store-settings.ts';
import type { PrismaClient } from '../db/prisma.ts';
import type { Tx } from '../db/transaction.ts';
import { hasOverlay, platformsOnAir, productCodes } from './store.ts';
import { memberNames } from '../workspaces/store.ts';

/** What rules are checked against: the platforms as they say they are, and what is there in the workspace. */
export interface Facts {
  platforms: {
    id: string;
    connected: boolean;
    manifest: Manifest;
    /** Of its account, the one that may do most; absent: nobody has asked. */
    levels?: readonly Level[];
    checkout?: 'own' | 'platform';
  }[];
  products: { code: string; title: string }[];
  members: { id: string; name: string }[];
  addressProven: boolean;
  /** An address for the overlay has been made. */
  overlay: boolean;
}

interface FactsFrom {
  pools: { rest: Tx };
  prisma: PrismaClient;
  connections: { platforms: readonly string[]; load(platform: string): Promise<{ manifest: Manifest }> };
  address: Pick<Address, 'isAddressProven'>;
}

export async function factsOf(from: FactsFrom, workspaceId: string): Promise<Facts> {
  const accounts = Map.groupBy(await listConnections(from.prisma, workspaceId), (one) => one.platform);
  // Whoever has connected nothing yet tries rules in a rehearsal: there its platforms count.
  const onAir = new Set(await platformsOnAir(from.pools.rest, workspaceId));
  const platforms = await Promise.all(
    from.connections.platforms.map(async (id) => {
      const { manifest } = await from.connections.load(id);
      const own = accounts.get(id) ?? [];
      const levels = [...own].sort((a, b) => proven(b.levels) - proven(a.levels))[0]?.levels ?? [];
      return {
        ...{ id, connected: own.length > 0 || onAir.has(id), manifest },
        ...(levels.length === 0 ? {} : { levels }),
        ...(own.length > 0 && own.every((one) => one.checkout === 'platform') ? { checkout: 'platform' as const } : {}),
      };
    }),
  );
  return {
    platforms,
    products: await productCodes(from.pools.rest, workspaceId),
    members: await memberNames(from.pools.rest, workspaceId),
    overlay: await hasOverlay(from.pools.rest, workspaceId),
    addressProven: await from.address.isAddressProven(workspaceId),
  };
}

const proven = (levels: readonly Level[]): number => levels.filter((level) => level.state === 'proven').length;
