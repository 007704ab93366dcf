import { parseArgs } from 'node:util';
import { backTest } from '../server/rule-sets/back-test.ts';
import { recordShow } from '../server/rule-sets/recorded.fixture.ts';
import { starterSet } from '../server/rule-sets/sets.ts';
import { createReplaying } from '../server/deciding/replaying.ts';
import { systemClock } from '../server/clock.ts';
import { facebook, tiktok, youtube } from '../server/rule-sets/places.fixture.ts';
import { makePlace } from './place.ts';

// node bench/back-test.ts [--events 100000]: a rehearsal is recorded through the whole line, then back-tested with the
// rules that decided it (no difference may show) and with others. Prints one JSON a run; 10 seconds are the limit.

const LIMIT_MS = 10_000;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { events: { type: 'string', default: '100000' } } });
  const place = await makePlace();
  try {
    const show = await recordShow(place, { events: Number(values.events), seed: 'bench' });
    const starter = starterSet('en').rules;
    const others = starter.map((rule) => (rule.id === 'price' ? { ...rule, limits: { perMinute: 2 } } : rule));
    let ok = true;
    for (const [name, rules] of [
      ['unchanged', null],
      ['changed', others],
    ] as const) {
      let most = 0;
      const cpu = process.cpuUsage();
      const result = await backTest(
        {
          ...{ pool: place.pools.rest, replaying: createReplaying(), now: systemClock.elapsed },
          progress: () => {
            most = Math.max(most, process.memoryUsage().heapUsed);
            return true;
          },
        },
        {
          workspaceId: show.workspaceId,
          language: 'en',
          showIds: [show.showId],
          rules,
          places: [tiktok, youtube, facebook],
        },
      );
      if (result === null) throw new Error('stopped');
      const { events, messages, tookMs, differing, changedSince, newMatches, lostMatches } = result;
      ok &&= tookMs < LIMIT_MS && (rules !== null || (differing === 0 && changedSince === 0));
      const { user, system } = process.cpuUsage(cpu);
      // On a busy machine the wall says more of the others than of this.
      const cpuMs = Math.round((user + system) / 1_000);
      const figures = { name, events, messages, tookMs, cpuMs, differing, changedSince, newMatches, lostMatches };
      process.stdout.write(
        `${JSON.stringify({ ...figures, claims: result.before.claims, heapMiB: Math.round(most / 2 ** 20), ok })}\n`,
      );
    }
    return ok ? 0 : 1;
  } finally {
    await place.close();
  }
}

process.exitCode = await main();
