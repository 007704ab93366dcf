import type { Delivery } from '../../connectors/platforms/contract.ts';
import type { Clock } from '../clock.ts';
import type { Pools } from '../db/pools.ts';
import type { Log } from '../log.ts';
import { createHookAccounts, type AccountsDeps } from './accounts.ts';
import { createBell } from './bell.ts';
import { createCallbacks, type CallbackDeps, type Callbacks } from './callbacks.ts';
import { feedHooks, type Fed } from './feeding.ts';
import { createInbox, type Inbox } from './inbox.ts';
import { sweepParts, type Dropped } from './sweep.ts';

export interface HooksDeps extends Pick<AccountsDeps, 'credentials' | 'load'>, Omit<CallbackDeps, 'accounts' | 'log'> {
  pools: Pools;
  clock: Clock;
  log: Log;
  /** Requests reach this connection. */
  arrived?(workspaceId: string, connectionId: string): void;
}

/** What comes by requests of others: taken, kept, and given to the session it is for. */
export interface Hooks extends Inbox, Callbacks {
  now(): number;
  /** What an open session hears by itself, and what came for it by requests. */
  deliveries(fed: Fed): AsyncIterable<Delivery>;
  dropped(): Readonly<Dropped>;
  /** Sweeps once a minute. */
  start(): void;
  close(): Promise<void>;
}

const SWEEP_EVERY_MS = 60_000;

export function createHooks(deps: HooksDeps): Hooks {
  const { pools, clock, log } = deps;
  const bell = createBell();
  const accounts = createHookAccounts(deps);
  const dropped: Dropped = { tooOld: 0, tooMany: 0 };
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> = Promise.resolve();

  async function sweep(): Promise<void> {
    const done = await sweepParts({ pools, now: clock.now, log });
    dropped.tooOld += done.tooOld;
    dropped.tooMany += done.tooMany;
  }
  const sweepSoon = (): void => {
    sweeping = sweeping.then(sweep).catch((error: unknown) => log.warn({ error }, 'hook-parts-not-swept'));
  };

  return {
    ...createInbox({ pools, accounts, bell, clock, log, ...(deps.arrived && { arrived: deps.arrived }) }),
    ...createCallbacks({ ...deps, accounts, log }),
    now: clock.now,
    deliveries: (fed) => feedHooks({ pools, bell, log }, fed),
    dropped: () => dropped,
    start() {
      sweepSoon();
      timer = setInterval(sweepSoon, SWEEP_EVERY_MS);
    },
    async close() {
      clearInterval(timer);
      await sweeping;
    },
  };
}
