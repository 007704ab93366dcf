/**
 * A TikTok of one live room on loopback: its pages, its sign server and its WebSocket on one port, spoken to by the
 * real client library. Viewers are published, faults are switched on, and the journal says what really happened.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { seeded } from '../../testkit/seeded.ts';
import type { SimFault, Simulator, StartSimulator } from '../../testkit/simulator.ts';
import { createLines } from './lines.ts';
import { answer } from './pages.ts';
import type { Gate } from './pages.ts';
import { createRoom } from './room.ts';
import type { Room } from './room.ts';

/** Between the end of a room and the beginning of the next. */
const RESTART_AFTER_MS = 400;
const OWNER = { id: '6900000000000000001', handle: 'hawker.live', name: 'Hawker Live' };

export const startTikTokSimulator: StartSimulator = async ({ port = 0, seed }) => {
  const random = seeded(`tiktok ${seed}`);
  const lines = createLines();
  const rooms = [createRoom({ seed, random, owner: OWNER }, lines)];
  let room = rooms[0] as Room;
  let restartTimer: NodeJS.Timeout | undefined;
  const secret = (name: string) => `${name}-${Math.floor(random() * 2 ** 48).toString(36)}`;
  const gate: Gate = {
    apiKey: secret('simulated-key'),
    sessionId: secret('simulated-session'),
    keyRefused: false,
    sessionRefused: false,
    throttled: { times: 0, retryAfterMs: 0 },
  };
  let downUntilMs = 0;
  const isDown = () => Date.now() < downUntilMs;

  const server = createServer((request, response) => {
    if (isDown()) return void request.socket.destroy();
    answer(room, gate, request, response).catch(() => response.destroy());
  });
  server.on('upgrade', (request, raw, head) => {
    raw.on('error', () => raw.destroy());
    if (isDown()) return void raw.destroy();
    lines.upgrade(room, request, raw, head);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  /** The same handle is live in another room. */
  const beginAnew = () => {
    lines.cut();
    const anew = `${seed} ${rooms.length}`;
    room = createRoom({ seed: anew, random: seeded(`tiktok ${anew}`), owner: OWNER }, lines);
    rooms.push(room);
  };

  const fault = (wanted: SimFault): void => {
    switch (wanted.kind) {
      case 'drop':
        downUntilMs = Date.now() + wanted.forMs;
        return lines.cut();
      case 'stall':
        return lines.stall(wanted.forMs);
      case 'throttle':
        gate.throttled = { times: wanted.times, retryAfterMs: wanted.retryAfterMs };
        return;
      case 'expire-token':
        gate.sessionRefused = true;
        return;
      case 'refuse-credential':
        gate.keyRefused = true;
        return;
      case 'stale-token':
        // There is no token that could be renewed.
        return;
      case 'restart':
        room.fault({ kind: 'end' });
        restartTimer = setTimeout(beginAnew, RESTART_AFTER_MS);
        return;
      default:
        return room.fault(wanted);
    }
  };

  return {
    platform: 'tiktok',
    connection: {
      settings: { signApiKey: gate.apiKey, sessionId: gate.sessionId },
      endpoints: { TIKTOK_WEB_URL: base, TIKTOK_WEBCAST_URL: base, TIKTOK_SIGN_URL: base },
      broadcast: `@${OWNER.handle}`,
    },
    publish: (event) => room.publish(event),
    fault,
    journal() {
      const journals = rooms.map((one) => one.journal());
      return {
        published: journals.flatMap(({ published }) => published),
        received: journals.flatMap(({ received }) => received),
      };
    },
    close: () =>
      new Promise<void>((resolve) => {
        clearTimeout(restartTimer);
        for (const one of rooms) one.stop();
        lines.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  } satisfies Simulator;
};
