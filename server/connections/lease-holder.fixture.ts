import {
  ConnectorError,
  type Connector,
  type ConnectorContext,
  type Delivery,
} from '../../connectors/platforms/contract.ts';
import { systemClock } from '../clock.ts';
import { createPools, type Pools } from '../db/pools.ts';
import { createIntake } from '../intake/intake.ts';
import { createLog } from '../log.ts';
import { createCredentials } from './credentials.ts';
import { createSupervisor, type Supervisor } from './supervisor.ts';

/** A hub's intake and connections by themselves, over a platform on which somebody speaks ten times a second. */
export function holderOn(pools: Pools, name: string): { supervisor: Supervisor; close(): Promise<void> } {
  const log = createLog({ level: 'silent' });
  const intake = createIntake({
    pools,
    lanes: { ring: () => undefined },
    feed: { told: () => undefined },
    clock: systemClock,
    log,
  });
  const supervisor = createSupervisor({
    pools,
    intake,
    feed: { takeNumbers: () => Promise.resolve(0), told: () => undefined },
    load: () => Promise.resolve(chatty(name)),
    credentials: createCredentials('a secret of the hub that is long enough 0123456789'),
    tokens: { of: () => () => Promise.resolve('') },
    addresses: {},
    clock: systemClock,
    random: () => 0,
    log,
  });
  return {
    supervisor,
    async close() {
      await supervisor.close();
      await intake.close();
    },
  };
}

function chatty(name: string): Connector {
  const manifest = { id: 'tiktok', name, resume: 'cursor', can: [], time: { source: 'platform', resolutionMs: 1 } };
  async function* deliveries(signal: AbortSignal): AsyncGenerator<Delivery> {
    for (let n = 1; !signal.aborted; n++) {
      await systemClock.sleep(100, signal).catch(() => undefined);
      const id = `${name}-${n}`;
      yield { event: { kind: 'message', id, atMs: Date.now(), author: null, text: id }, cursor: id };
    }
    throw new ConnectorError('network', 'stopped');
  }
  return {
    manifest: { ...manifest, limits: {} },
    connect: (ctx: ConnectorContext) =>
      Promise.resolve({
        liveId: 'live-1',
        address: 'https://platform.example/live-1',
        deliveries: () => deliveries(ctx.signal),
        act: {},
        close: () => Promise.resolve(),
      }),
  } as unknown as Connector;
}

// As a process of its own: the address of the database is its one argument.
const [, , url] = process.argv;
if (import.meta.main && url !== undefined) {
  const pools = createPools({ url, name: 'paused-holder', hotSize: 3, restSize: 3 });
  const { supervisor } = holderOn(pools, 'old');
  await supervisor.start();
  process.stdout.write('ready\n');
  // Says every time it is asked whether it believes that it may send.
  process.stdin.on('data', () => process.stdout.write(`${supervisor.sessionOf('b') === null ? 'no' : 'yes'}\n`));
}
