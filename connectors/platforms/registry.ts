/**
 * Every platform Hawker can talk to, written out by hand: nothing is found by reading folders. A connector is loaded
 * when it is first asked for, so that one platform's library cannot slow or break a hub that does not use it.
 */
import type { Connector } from './contract.ts';

const loaders = {
  tiktok: async (): Promise<Connector> => (await import('./tiktok/index.ts')).tiktok,
  youtube: async (): Promise<Connector> => (await import('./youtube/index.ts')).youtube,
  facebook: async (): Promise<Connector> => (await import('./facebook/index.ts')).facebook,
  instagram: async (): Promise<Connector> => (await import('./instagram/index.ts')).instagram,
  twitch: async (): Promise<Connector> => (await import('./twitch/index.ts')).twitch,
  webhook: async (): Promise<Connector> => (await import('./webhook/index.ts')).webhook,
};

export type PlatformId = keyof typeof loaders;
export const platformIds = Object.keys(loaders) as PlatformId[];

export const isPlatformId = (id: string): id is PlatformId => Object.hasOwn(loaders, id);

/** The connector of a platform; loaded once by Node's own module cache. */
export const loadConnector = (id: PlatformId): Promise<Connector> => loaders[id]();
