/**
 * Instagram's API of our own on loopback with one account on air, by either login. It enforces what Instagram enforces:
 * tokens, access levels, comments readable only while on air, one private reply a comment and only then, the windows,
 * lengths, paging and the allowance. The address is both graph.instagram.com and graph.facebook.com.
 */
import type { Simulator } from '../../testkit/simulator.ts';
import { sendHooks } from './hooks.ts';
import { serveHttp } from './http.ts';
import { createPlatform, type InstagramOptions } from './platform.ts';

export async function startInstagramSimulator(options: InstagramOptions): Promise<Simulator> {
  const platform = createPlatform(options);
  const http = await serveHttp(platform, options.port ?? 0);
  const stopHooks = sendHooks(platform, options.hookUrl);
  const { igId, pageId, appId, appSecret, verifyToken, username, token } = platform.account;
  const { login } = platform;
  return {
    platform: 'instagram',
    connection: {
      settings: {
        ...{ login, igId, accessToken: token(), appId, appSecret, verifyToken },
        ...(login === 'facebook' ? { pageId } : {}),
      },
      endpoints: { INSTAGRAM_GRAPH_URL: http.url, FACEBOOK_GRAPH_URL: http.url },
      broadcast: `@${username}`,
    },
    publish: platform.publish,
    fault: platform.fault,
    journal: platform.journal,
    accessToken: token,
    async close() {
      platform.stop();
      stopHooks();
      await http.close();
    },
  };
}
