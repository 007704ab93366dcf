// A process that does nothing but send: one connection's lane over a real line to a simulator. Killed by its parent.
import { facebook } from '../../connectors/platforms/facebook/index.ts';
import type { Manifest, Session } from '../../connectors/platforms/contract.ts';
import type { SimConnection } from '../../connectors/platforms/testkit/simulator.ts';
import { openLine } from '../../connectors/platforms/testkit/line.ts';
import { systemClock } from '../clock.ts';
import { createPools } from '../db/pools.ts';
import { takeNumbers } from '../feed/store.ts';
import { createLanes } from '../lanes/lanes.ts';
import { createLog } from '../log.ts';
import { reopenQuestions } from '../moderation/store-questions.ts';
import { AT_ONCE } from './choosing.ts';
import { createSendLane } from './send.ts';

/** Facebook with limits that a test reaches in seconds. */
export const TIGHT: Manifest = {
  ...facebook.manifest,
  limits: { ...facebook.manifest.limits, textLength: 200, replyEveryMs: 150 },
  privately: { ...facebook.manifest.privately, everyMs: 20 },
  rates: [
    { acts: ['private-reply'], most: 30, perMs: 2_000, by: 'account', source: 'the test' },
    { acts: ['private-reply', 'message'], most: 100, perMs: 10_000, by: 'account', source: 'the test' },
    { acts: ['reply'], most: 5, perMs: 2_000, by: 'account', source: 'the test' },
  ],
};

/** The platform has taken it, and its answer is on the way for a while: the moment to be killed in. */
const ANSWERS_AFTER_MS = 80;
const slowly = ({ act }: Session): Session['act'] =>
  Object.fromEntries(
    Object.entries(act).map(([kind, ask]) => [
      kind,
      async (action: never, signal: AbortSignal) => {
        const done = await ask(action, signal);
        await systemClock.sleep(ANSWERS_AFTER_MS);
        return done;
      },
    ]),
  );

const [, , url, connection] = process.argv;
if (import.meta.main && url !== undefined && connection !== undefined) {
  const pools = createPools({ url, name: 'sender', hotSize: 4, restSize: 2 });
  const log = createLog({ level: 'silent' });
  const { session } = await openLine(facebook, JSON.parse(connection) as SimConnection);
  const lanes = createLanes({ pools, bells: null, clock: systemClock, log, sweepMs: 200 });
  const line = {
    ...{ kind: 'live' as const, showId: 's', broadcastId: 'b', manifest: TIGHT },
    session: { ...session, act: slowly(session) },
    unitsLeft: () => null,
  };
  lanes.register(
    createSendLane({
      ...{ pools, lanes, log, habits: AT_ONCE, reopen: reopenQuestions },
      lines: { sessionOf: () => line },
      manifest: () => Promise.resolve(TIGHT),
      feed: { takeNumbers, told: () => undefined },
    }),
  );
  await lanes.start();
  process.stdout.write('ready\n');
  // It goes when its parent goes, however that went.
  process.stdin.on('end', () => process.exit()).resume();
}
