/** A hub's hooks, lines and record in a process of its own, which kills itself at one step; started by kill.slow.test.ts. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify from 'fastify';
import type pg from 'pg';
import { isPlatformId, loadConnector } from '../../connectors/platforms/registry.ts';
import { answerFailures } from '../api/failures.ts';
import { guard } from '../api/guard.ts';
import { systemClock } from '../clock.ts';
import { createCredentials } from '../connections/credentials.ts';
import { createSupervisor } from '../connections/supervisor.ts';
import { createPools } from '../db/pools.ts';
import { takeNumbers } from '../feed/store.ts';
import { createIntake } from '../intake/intake.ts';
import { createLog } from '../log.ts';
import { createHooks } from './hooks.ts';
import { hookRoutes } from './routes.ts';

export type Step =
  | 'before the parts are committed'
  | 'after the commit, before the answer'
  | 'after the answer, before they are taken'
  | 'while what they told is written'
  | 'after it was written, before they are marked'
  | 'after they were marked';
export interface KillOrder {
  databaseUrl: string;
  secret: string;
  /** null: goes on until it is told to stop. */
  step: Step | null;
  /** At which of these steps. */
  after: number;
}

const { databaseUrl, secret, step, after } = JSON.parse(process.argv[2] ?? '{}') as KillOrder;
let left = after;
const reached = (at: Step): void => {
  if (at === step && left-- <= 0) process.kill(process.pid, 'SIGKILL');
};

/** The statement says which step it is; the process dies before it is sent, or when it has been answered. */
function dying(pool: pg.Pool): pg.Pool {
  const send = pool.query.bind(pool) as (...given: unknown[]) => Promise<unknown>;
  const query = async (text: string, values?: unknown[]): Promise<unknown> => {
    const keeps = text.includes('INTO hook_part');
    const marks = text.includes('UPDATE hook_part');
    if (keeps) reached('before the parts are committed');
    if (text.includes('SELECT id, account')) reached('after the answer, before they are taken');
    if (marks) reached('after it was written, before they are marked');
    const answer = await send(text, values);
    if (keeps) reached('after the commit, before the answer');
    if (marks) reached('after they were marked');
    return answer;
  };
  return Object.assign(Object.create(pool) as pg.Pool, { query });
}

const pools = createPools({ url: databaseUrl, name: 'kill', hotSize: 4, restSize: 3 });
const log = createLog({ level: 'silent' });
const clock = systemClock;
const credentials = createCredentials(secret);
const load = (platform: string) => {
  if (!isPlatformId(platform)) throw new Error(platform);
  return loadConnector(platform);
};
const hooks = createHooks({
  ...{ credentials, load, clock, log, pools: { ...pools, hot: dying(pools.hot), rest: dying(pools.rest) } },
  readSignedRequest: () => ({ ok: false, reason: '' }),
  forget: { order: () => Promise.resolve(), state: () => Promise.resolve(null) },
  refuseTokens: () => Promise.resolve(),
});
const intake = createIntake({
  ...{ pools, clock, log },
  lanes: { ring: () => undefined },
  feed: { told: () => reached('while what they told is written') },
});
const supervisor = createSupervisor({
  ...{ pools, intake, credentials, load, clock, log, hooks },
  feed: { takeNumbers, told: () => undefined },
  tokens: { of: () => () => Promise.resolve('') },
  addresses: {},
  random: Math.random,
});
const app = Fastify().withTypeProvider<TypeBoxTypeProvider>();
answerFailures(app as never);
guard(app as never, { who: async () => null }, new Set());
hookRoutes(app as never, { publicUrl: 'http://127.0.0.1', hooks });
await supervisor.start();
const address = await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`${address}\n`);
