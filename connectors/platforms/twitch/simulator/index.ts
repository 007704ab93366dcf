/**
 * A Twitch of our own on loopback: Helix, the token address and the EventSub line. It enforces what Twitch enforces:
 * tokens with their client id, a subscription within ten seconds, points a minute, 500 characters, a silent client.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Simulator, SimulatorOptions } from '../../testkit/simulator.ts';
import { createHelix } from './helix.ts';
import { createLines } from './lines.ts';
import { createPlatform } from './platform.ts';

export interface TwitchSimulator extends Simulator {
  /** Asks every line to move to another address, as Twitch does before it restarts a server. */
  move(): void;
  /** Takes a subscription back. */
  revoke(type: string, status: string): void;
  /** A sign of life out of its turn. */
  beat(): void;
  lines(): number;
  /** The next message is taken and not shown in the chat. */
  hold(reason: { code: string; message: string }): void;
  /** The one that counts now: what a renewal would bring. */
  accessToken(): string;
}

export async function startTwitchSimulator(options: SimulatorOptions): Promise<TwitchSimulator> {
  const server = createServer();
  const at = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const lines = createLines(
    () => `ws://${at()}/ws`,
    () => platform.isSilent(),
  );
  const platform = createPlatform(options.seed, () => lines);
  const helix = createHelix(platform, () => lines);
  server.on('request', (request, response) => void helix(request, response).catch(() => request.socket.destroy()));
  server.on('upgrade', (request, socket, head) =>
    platform.isDropped() ? socket.destroy() : lines.upgrade(request, socket, head),
  );
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  return {
    platform: 'twitch',
    connection: {
      settings: { accessToken: platform.token.access, clientId: platform.app.clientId },
      endpoints: {
        TWITCH_API_URL: `http://${at()}/helix`,
        TWITCH_EVENTSUB_URL: `ws://${at()}/ws`,
        TWITCH_OAUTH_URL: `http://${at()}/oauth2`,
      },
      broadcast: `https://www.twitch.tv/${platform.owner.login}`,
    },
    publish: platform.publish,
    fault: platform.fault,
    journal: () => platform.journal,
    move: () => lines.move(),
    revoke: (type, status) => lines.revoke(type, status),
    beat: () => lines.beat(),
    lines: () => lines.count(),
    hold: platform.hold,
    accessToken: () => platform.token.access,
    async close() {
      platform.stop();
      lines.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
