import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { facebook as facebookPlace, tiktok as tiktokPlace, youtube as youtubePlace } from './places.fixture.ts';
import type { BackTestResult, Rule } from '../api/schemas/rules.ts';
import { createReplaying } from '../deciding/replaying.ts';
import { testDatabase, type TestDatabase } from '../test/harness.ts';
import { systemScope } from '../workspaces/scope.ts';
import { backTest } from './back-test.ts';
import { recordShow, type Recording } from './recorded.fixture.ts';
import { starterSet } from './sets.ts';
import { insertVersion } from './store.ts';

const places = [tiktokPlace, youtubePlace, facebookPlace];
const starter = starterSet('en').rules;
const tagger: Rule = {
  id: 'fans',
  name: 'Fans',
  state: 'on',
  when: { intents: ['praise', 'none'], words: { any: ['love', 'wow', 'hello'] } },
  then: [{ do: 'tag', tag: 'fan' }],
  limits: { oncePerViewer: true, perMinute: 60 },
  stop: false,
};

describe('a recorded show', () => {
  let db: TestDatabase;
  let show: Recording;
  beforeAll(async () => {
    db = await testDatabase();
    show = await recordShow(db, {
      ...{ events: 1_500, seed: 'back' },
      async prepare({ workspaceId }) {
        // A switch that is missed must show: claims are taken on one platform only.
        const rules = starter.map((rule) =>
          rule.id === 'claim' ? { ...rule, when: { ...rule.when, platforms: ['youtube'] } } : rule,
        );
        const holder: Rule = {
          ...{ id: 'holder', name: 'Holder', state: 'on', stop: false, then: [{ do: 'hold' }] },
          when: { intents: ['claim'], needsLook: false, platforms: ['youtube'] },
          limits: { perMinute: 3 },
        };
        const set = { name: 'Second', note: '', rules: [tagger, holder, ...rules] };
        await insertVersion(db.pools.rest, systemScope(workspaceId), 0, set);
      },
      staff: [
        { after: 250, does: { action: 'claim-words', words: ['love', 'first time here', 'cantik'] } },
        { after: 300, does: { action: 'stop', what: 'automatic', on: true } },
        { after: 400, does: { action: 'stop', what: 'automatic', on: false } },
        { after: 700, does: { action: 'rules', version: 1 } },
        { after: 900, does: { action: 'claim-words', words: ['me me'] } },
        { after: 1_000, does: held('allow', 0) },
        { after: 1_010, does: held('deny', 1) },
        { after: 1_200, does: { action: 'rules', version: 0 } },
      ],
    });
  }, 60_000);

  /** A person decides about the message that a rule held first, or second. */
  const held = (action: 'allow' | 'deny', at: number) => async (showId: string) => {
    for (;;) {
      const { rows } = await db.pools.rest.query<{ seq: string }>(
        "SELECT seq::text FROM notice WHERE show_id = $1 AND kind = 'held' ORDER BY seq",
        [showId],
      );
      const row = rows[at];
      if (row !== undefined) return { action, ofSeq: Number(row.seq) };
      await wait(20);
    }
  };
  const run = async (rules: readonly Rule[] | null, stopAfter = Infinity): Promise<BackTestResult | null> =>
    backTest(
      { pool: db.pools.rest, replaying: createReplaying(), now: () => 0, progress: (done) => done < stopAfter },
      { workspaceId: show.workspaceId, language: 'en', showIds: [show.showId], rules, places },
    );
  const outcome = async (rules: readonly Rule[] | null): Promise<BackTestResult> => {
    const result = await run(rules);
    if (result === null) throw new Error('stopped');
    return result;
  };

  test('decided by the rules of then shows no difference at all, over a switch there and back and a stop', async () => {
    const same = await outcome(null);
    expect(same).toMatchObject({ events: show.events, differing: 0, changedSince: 0, newMatches: 0, lostMatches: 0 });
    expect(same.after).toEqual(same.before);
    expect(same.before.claims).toBeGreaterThan(200);
    expect(same.before.sends.length).toBeGreaterThan(3);
  });

  test('what is counted as it was is what the record holds', async () => {
    const { before, messages } = await outcome(null);
    const { rows } = await db.pools.rest.query<{ claims: number; messages: number; value: string; sends: number }>(
      `SELECT (SELECT count(*) FROM claim WHERE show_id = $1)::int AS claims,
         (SELECT count(*) FROM record.event WHERE show_id = $1 AND kind = 'message')::int AS messages,
         (SELECT sum(price_minor * quantity) FROM claim WHERE show_id = $1)::text AS value,
         (SELECT count(*) FROM outbox WHERE show_id = $1)::int AS sends`,
      [show.showId],
    );
    expect({
      ...{ claims: before.claims, messages, value: before.value[0]?.amountMinor },
      sends: before.sends.reduce((sum, line) => sum + line.count, 0),
    }).toEqual(rows[0]);
  });

  test('without the rule that claims every claim is lost, with its answers, and each with the comment it was made with', async () => {
    const without = await outcome(starter.filter((rule) => rule.id !== 'claim'));
    expect(without.after.claims).toBe(0);
    expect(without.lostClaims).toBe(without.before.claims);
    expect(without.newClaims).toBe(0);
    expect(without.lost.length).toBeLessThanOrEqual(200);
    expect(without.lostMatches).toBeGreaterThan(200);
    for (const one of without.lost.slice(0, 20)) expect(one.text).toMatch(/\S/);
    expect(without.lost.some((one) => one.before.some((word) => /^reserve \d+ × /.test(word)))).toBe(true);
    const told = (column: typeof without.after, about: string) =>
      column.sends.filter((line) => line.about === about).reduce((sum, line) => sum + line.count, 0);
    expect(told(without.before, 'reserved')).toBeGreaterThan(20);
    expect(told(without.after, 'reserved')).toBe(0);
    expect(told(without.after, 'price')).toBe(told(without.before, 'price'));
  });

  test('a rule more is counted where it would act, with its answers against the platforms’ limits', async () => {
    const greeter: Rule = {
      ...tagger,
      id: 'hello',
      then: [{ do: 'reply', way: 'public', say: { texts: { en: ['Hi {{author}}'] } } }],
      limits: { perMinute: 5 },
    };
    const more = await outcome([...starter, greeter]);
    const said = more.after.sends.filter((line) => line.about === 'said');
    expect(said.map((line) => line.platform).sort()).toEqual(['tiktok', 'youtube']);
    expect(more.newMatches).toBeGreaterThan(0);
    expect(more.gained.some((one) => one.rules.includes('Fans'))).toBe(true);
    // While the second version was in use nothing was claimed on TikTok.
    expect(more.newClaims).toBeGreaterThan(0);
    expect(more.lostClaims).toBe(0);
    const units = (column: typeof more.after) =>
      column.quota.find((line) => line.platform === 'youtube' && line.limit === 'units of a day')?.used ?? 0;
    expect(units(more.after)).toBeGreaterThan(units(more.before));
  });

  test('a product that changed since proves nothing: its claims are kept in both columns and said to be left out', async () => {
    await db.pools.rest.query("UPDATE product SET archived_at = now() WHERE workspace_id = $1 AND code = 'C03'", [
      show.workspaceId,
    ]);
    const changed = await outcome(null);
    await db.pools.rest.query("UPDATE product SET archived_at = NULL WHERE workspace_id = $1 AND code = 'C03'", [
      show.workspaceId,
    ]);
    expect(changed.changedSince).toBeGreaterThan(0);
    expect(changed.after.claims).toBe(changed.before.claims);
    expect(changed).toMatchObject({ differing: 0, newClaims: 0, lostClaims: 0 });
  });

  test('it can be stopped, and a show of somebody else is as if it were not there', async () => {
    expect(await run(null, 1)).toBeNull();
    const foreign = await backTest(
      { pool: db.pools.rest, replaying: createReplaying(), now: () => 0, progress: () => true },
      { workspaceId: 'workspace-other', language: 'en', showIds: [show.showId], rules: null, places },
    );
    expect(foreign).toMatchObject({ events: 0, before: { claims: 0 } });
  });
});
