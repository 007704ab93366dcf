/**
 * A YouTube of our own on loopback: token address, REST API and gRPC chat stream, spoken to by the real client
 * libraries. It enforces what YouTube enforces: tokens, the polling interval, units, 200 characters, the end of the chat.
 */
import type { Simulator, SimulatorOptions } from '../../testkit/simulator.ts';
import { serveGrpc } from './grpc.ts';
import { serveHttp } from './http.ts';
import { createPlatform } from './platform.ts';

export async function startYoutubeSimulator(options: SimulatorOptions): Promise<Simulator> {
  const platform = createPlatform(options);
  const http = await serveHttp(platform, options.port ?? 0);
  const grpc = await serveGrpc(platform, 0);
  const { apiKey: _, ...signIn } = platform.secrets;
  return {
    platform: 'youtube',
    connection: {
      settings: signIn,
      endpoints: { YOUTUBE_API_URL: http.url, YOUTUBE_GRPC_URL: grpc.url, GOOGLE_TOKEN_URL: `${http.url}/token` },
      broadcast: `https://www.youtube.com/watch?v=${platform.videoId}`,
    },
    publish: platform.publish,
    fault: platform.fault,
    journal: platform.journal,
    async close() {
      platform.stop();
      await Promise.all([http.close(), grpc.close()]);
    },
  };
}
