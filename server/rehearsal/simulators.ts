import { isPlatformId, type PlatformId } from '../../connectors/platforms/registry.ts';
import type { StartSimulator } from '../../connectors/platforms/testkit/simulator.ts';

/** Who can play in a rehearsal. An open webhook has no platform behind it that could. */
const simulators: { readonly [K in PlatformId]?: () => Promise<StartSimulator> } = {
  tiktok: async () => (await import('../../connectors/platforms/tiktok/simulator/index.ts')).startTikTokSimulator,
  youtube: async () => (await import('../../connectors/platforms/youtube/simulator/index.ts')).startYoutubeSimulator,
  facebook: async () => (await import('../../connectors/platforms/facebook/simulator/index.ts')).startFacebookSimulator,
  instagram: async () =>
    (await import('../../connectors/platforms/instagram/simulator/index.ts')).startInstagramSimulator,
  twitch: async () => (await import('../../connectors/platforms/twitch/simulator/index.ts')).startTwitchSimulator,
};

export const simulated: readonly string[] = Object.keys(simulators);

export async function loadSimulator(platform: string): Promise<StartSimulator> {
  const load = isPlatformId(platform) ? simulators[platform] : undefined;
  if (load === undefined) throw new Error(`there is no simulator of ${platform}`);
  return load();
}
