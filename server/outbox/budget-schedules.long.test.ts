import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Manifest, Rate } from '../../connectors/platforms/contract.ts';
import { loadConnector, platformIds } from '../../connectors/platforms/registry.ts';
import { seeded } from '../../connectors/platforms/testkit/seeded.ts';
import { HABITS } from './choosing.ts';
import { madeUp } from './outbox.fixture.ts';
import { mostWithin, owed, simulate, type Sent, type Simulated } from './simulated-lane.fixture.ts';
import type { Due } from './store-send.ts';

const real: Manifest[] = [];
beforeAll(async () => {
  for (const id of platformIds) real.push((await loadConnector(id)).manifest);
});

const rate = fc.record({
  acts: fc.constantFrom<Rate['acts']>(['private-reply'], ['private-reply', 'message'], ['reply']),
  most: fc.integer({ min: 1, max: 6 }),
  perMs: fc.integer({ min: 1_000, max: 60_000 }),
  by: fc.constantFrom<Rate['by']>('app', 'account', 'broadcast'),
  source: fc.constant('made up'),
});

/** A platform with limits as tight as none has. */
const platform = fc
  .record({
    can: fc.constantFrom(['reply'], ['private-reply'], ['reply', 'private-reply', 'message']),
    rates: fc.array(rate, { maxLength: 3 }),
    replyEveryMs: fc.integer({ min: 0, max: 5_000 }),
    privateEveryMs: fc.integer({ min: 0, max: 5_000 }),
    textLength: fc.integer({ min: 40, max: 200 }),
    within: fc.constantFrom<'while-live' | { seconds: number }>('while-live', { seconds: 60 }),
    units: fc.option(fc.integer({ min: 0, max: 600 })),
  })
  .map((one) => ({
    units: one.units,
    manifest: madeUp({
      can: one.can,
      rates: one.rates,
      limits: {
        textLength: one.textLength,
        silenceMs: 1_000,
        replyEveryMs: one.replyEveryMs,
        ...(one.units === null ? {} : { dailyUnits: { total: 600, reply: 20, read: 5 } }),
      },
      privately: { within: one.within, textLength: one.textLength, everyMs: one.privateEveryMs },
    }),
  }));

const schedule = fc.record({
  real: fc.option(fc.nat(5), { freq: 4 }),
  made: platform,
  claims: fc.array(
    fc.record({
      atMs: fc.integer({ min: 0, max: 90_000 }),
      who: fc.integer({ min: 0, max: 5 }),
      valueMinor: fc.integer({ min: 1, max: 50_000 }),
      withinMs: fc.integer({ min: 500, max: 120_000 }),
      byPerson: fc.boolean(),
      isPrivate: fc.boolean(),
    }),
    { minLength: 1, maxLength: 14 },
  ),
  lanes: fc.integer({ min: 1, max: 2 }),
  restarts: fc.array(fc.integer({ min: 1, max: 120_000 }), { maxLength: 3 }),
  endsMs: fc.option(fc.integer({ min: 10_000, max: 120_000 })),
  seed: fc.string({ maxLength: 4 }),
});

/** Everything that a platform would hold against us. */
function broken(of: Simulated, sent: readonly Sent[]): string[] {
  const { manifest } = of;
  const told: string[] = [];
  const said = (acts: readonly string[]) => sent.filter((one) => acts.includes(one.act)).map((one) => one.arrivedMs);
  for (const { acts, most, perMs } of manifest.rates ?? [])
    if (mostWithin(said(acts), perMs) > most) told.push(`more than ${String(most)} in ${String(perMs)} ms`);
  const comments = sent.flatMap((one) => (one.act === 'private-reply' ? (one.comment ?? 'none') : []));
  if (new Set(comments).size < comments.length) told.push('a comment was answered privately twice');
  const { replyEveryMs, textLength, dailyUnits } = manifest.limits;
  if ((of.lanes ?? 1) === 1) {
    if (
      tooNear(
        sent.filter((one) => one.act === 'reply'),
        replyEveryMs,
      )
    )
      told.push('two public replies too near');
    if (
      tooNear(
        sent.filter((one) => one.act === 'private-reply'),
        manifest.privately?.everyMs ?? 0,
      )
    )
      told.push('two private replies too near');
  }
  const byId = new Map(of.rows.map((row) => [row.id, row]));
  for (const one of sent) {
    const most = one.act === 'reply' ? textLength : (manifest.privately?.textLength ?? textLength);
    if ([...one.text].length > most) told.push('longer than the platform takes');
    for (const id of one.ids)
      if ((byId.get(id)?.deadlineMs ?? Infinity) <= one.atMs) told.push('said after its deadline');
    if (
      manifest.privately?.within === 'while-live' &&
      one.act === 'private-reply' &&
      one.atMs >= (of.endsMs ?? Infinity)
    )
      told.push('a private reply after the end of the broadcast');
  }
  if (dailyUnits !== undefined && of.units !== undefined) {
    const spent = sent.filter((one) => one.act === 'reply').length * dailyUnits.reply;
    if (spent > of.units) told.push('more units than there were');
  }
  return told;
}

const tooNear = (sent: readonly Sent[], everyMs: number): boolean =>
  sent.some((one, i) => i > 0 && one.atMs - (sent[i - 1]?.atMs ?? 0) < everyMs);

const SCHEDULES = 10_000;

describe('the budget', () => {
  it(`keeps every limit in ${String(SCHEDULES)} random schedules, with restarts, two connections of one account and broadcasts that end`, () => {
    let total = 0;
    fc.assert(
      fc.property(schedule, ({ real: which, made, claims, lanes, restarts, endsMs, seed }) => {
        const random = seeded(seed);
        const manifest = which === null ? made.manifest : (real[which % real.length] ?? made.manifest);
        const rows = claims.map((claim, i): Due =>
          owed(`r${String(i)}`, {
            authorId: `w${String(claim.who)}`,
            createdMs: claim.atMs,
            deadlineMs: claim.atMs + claim.withinMs,
            valueMinor: String(claim.valueMinor),
            byPerson: claim.byPerson,
            kind: claim.isPrivate ? 'private-reply' : 'reply',
          }),
        );
        const units = which === null ? made.units : null;
        const of: Simulated = {
          manifest,
          rows,
          lanes,
          restarts: [...restarts].sort((a, b) => a - b),
          latencyMs: () => Math.floor(random() * 900),
          habits: random() < 0.5 ? HABITS : { digestEveryMs: 0, digestLeastMs: 0, gatherMs: 0 },
          untilMs: 240_000,
          ...(endsMs === null ? {} : { endsMs }),
          ...(units === null ? {} : { units }),
        };
        const { sent, states } = simulate(of);
        total += sent.length;
        expect(broken(of, sent)).toEqual([]);
        // Everything ends somewhere a person can see it, and nothing was said twice.
        const ids = sent.flatMap((one) => one.ids);
        expect(new Set(ids).size).toBe(ids.length);
        for (const [id, state] of states) expect(state, id).not.toBe('queued');
      }),
      { seed: 20261123, numRuns: SCHEDULES },
    );
    expect(total).toBeGreaterThan(SCHEDULES);
  }, 180_000);
});
