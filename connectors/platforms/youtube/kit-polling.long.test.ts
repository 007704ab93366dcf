import { describeConnector } from '../testkit/kit.ts';
import { youtube } from './index.ts';
import { startYoutubeSimulator } from './simulator/index.ts';

// The same clauses where nobody offers the stream: a test server, or a network that lets no gRPC through.
describeConnector(youtube, {
  startSimulator: async (options) => {
    const simulator = await startYoutubeSimulator(options);
    const { YOUTUBE_GRPC_URL: _, ...endpoints } = simulator.connection.endpoints;
    return { ...simulator, connection: { ...simulator.connection, endpoints } };
  },
});
