/**
 * A Graph API of our own on loopback with one Page on air. It enforces what Facebook enforces: tokens, permissions by
 * access level, names withheld before the review, one private reply a comment, windows, lengths, paging, the allowance.
 */
import type { Simulator, SimulatorOptions } from '../../testkit/simulator.ts';
import { sendHooks } from './hooks.ts';
import { serveHttp } from './http.ts';
import { createPlatform } from './platform.ts';

export async function startFacebookSimulator(options: SimulatorOptions): Promise<Simulator> {
  const platform = createPlatform(options);
  const http = await serveHttp(platform, options.port ?? 0);
  const stopHooks = sendHooks(platform, options.hookUrl);
  const { page, secrets, appId } = platform;
  return {
    platform: 'facebook',
    connection: {
      settings: { pageId: page.id, accessToken: platform.token(), appId, ...secrets },
      endpoints: { FACEBOOK_GRAPH_URL: http.url },
      broadcast: `https://www.facebook.com/${page.id}`,
    },
    publish: platform.publish,
    fault: platform.fault,
    journal: platform.journal,
    accessToken: platform.freshToken,
    async close() {
      platform.stop();
      stopHooks();
      await http.close();
    },
  };
}
