import type { Tx } from '../db/transaction.ts';
import type { Rule, Tried, TryRules } from '../api/schemas/rules.ts';
import type { Replaying } from '../deciding/replaying.ts';
import type { ShowRow } from '../deciding/store.ts';
import { REASONS, type Reading } from '../intents/reading.ts';
import type { Snapshot } from '../rules/catalog.ts';
import { compileRules } from '../rules/compile.ts';
import { decide } from '../rules/decide.ts';
import type { Effect, ReplyEffect } from '../rules/effects.ts';
import { explainRules } from '../rules/explain.ts';
import type { LogRow } from '../rules/log-row.ts';
import { showed } from '../rules/seen.ts';
import { FIRST_STATE } from '../rules/state.ts';
import { claimWordsInUse } from '../shows/store.ts';
import { effectWords } from './effect-words.ts';
import { kindOn, privateOnly, type Place } from './sends.ts';

export interface TryArgs {
  workspaceId: string;
  language: string;
  rules: readonly Rule[];
  said: TryRules['said'];
  places: readonly Place[];
}

/** When nobody says how long the show has been on air. */
const MINUTES = 10;
const BEGAN_MS = 1_800_000_000_000;
const VIEWER = 'viewer';
const VERSION = -1;

/** What one comment would lead to with these rules, and why. The same code as on air; nothing is written. */
export async function tryRules(
  deps: { pool: Tx; publicUrl: string; replaying: Replaying },
  args: TryArgs,
): Promise<Tried> {
  const set = compileRules({ version: VERSION, rules: args.rules });
  const show = pretended(args);
  const pretend = await deps.replaying.pretend(deps.pool, show, {
    first: VERSION,
    versions: new Map([[VERSION, set]]),
  });
  const snapshot: Snapshot = { ...pretend, privateOnly: privateOnly(args.places) };
  const row = rowOf(args.said);
  const showing = snapshot.byCode.get(args.said.showing ?? '');
  const begun = { ...FIRST_STATE, claimWords: await claimWordsInUse(deps.pool, args.workspaceId) };
  const state = showing === undefined ? begun : showed(begun, showing.id, BEGAN_MS);
  const author = { messages: args.said.messages ?? 0, claims: args.said.claims ?? 0 };
  const tally = new Map([[VIEWER, author]]);
  const { reading, traces } = explainRules(state, row, snapshot, tally);
  const [, effects] = decide(state, row, snapshot, new Map([[VIEWER, []]]), tally);
  const nameOf = new Map(args.rules.map((rule) => [rule.id, rule.name]));
  const read = effects.find((effect) => effect.do === 'reading');
  const say = (reply: ReplyEffect) => deps.replaying.words(reply, show, snapshot, deps.publicUrl);
  const place = args.places.find((one) => one.id === args.said.platform);
  return {
    reading: reading === null ? null : readingSaid(reading),
    traces: traces.map(({ because, did, ...trace }) => ({
      ...{ ...trace, acted: because === null, name: nameOf.get(trace.rule) ?? trace.rule },
      ...{ because: because?.sentence ?? null, did: [...did] },
    })),
    would: effects.flatMap((effect) => wouldOf(effect, snapshot, place, say)),
    outcome: read?.do === 'reading' ? read.outcome : null,
  };
}

function pretended({ workspaceId, language }: TryArgs): ShowRow {
  return {
    ...{ id: 'try', workspaceId, slug: 'your-show', seed: 'try', kind: 'rehearsal', language },
    ...{ catalog: '', interest: [], languages: {}, startedAtMs: BEGAN_MS, rules: VERSION, fromDay: '', toDay: '' },
  };
}

function rowOf(said: TryArgs['said']): LogRow {
  const kind = said.kind ?? 'message';
  return {
    ...{ seq: 1, kind, platform: said.platform, connectionId: 'try', broadcastId: 'try', platformId: 'try' },
    ...{ authorId: VIEWER, handle: 'Ana', own: false, banned: null, text: kind === 'message' ? said.text : '' },
    ...(said.badges === undefined ? {} : { badges: said.badges }),
    spokenAtMs: BEGAN_MS + (said.minutes ?? MINUTES) * 60_000,
    history: false,
    body: said.gift === undefined ? {} : { value: { coins: said.gift } },
    of: null,
  };
}

const readingSaid = (reading: Reading): NonNullable<Tried['reading']> => ({
  intent: reading.intent,
  topic: reading.topic,
  language: reading.language,
  confidence: reading.confidence,
  needsLook: reading.needsLook,
  explanation: reading.explanation,
  reason: reading.reason === null ? null : REASONS[reading.reason],
});

/** "would reserve 2 × A12 red M", "would reply in public on YouTube: “…”" */
function wouldOf(
  effect: Effect,
  snapshot: Snapshot,
  place: Place | undefined,
  say: (reply: ReplyEffect) => string,
): string[] {
  if (effect.do === 'reply') return [replySaid(effect, place, say(effect))];
  // It says what the reply beside it says.
  if (effect.do === 'question' && effect.closedBy !== null) return [];
  if (effect.do === 'reading' && effect.reading.needsLook)
    return ['would wait for a person: it needs a look', ...words(effect, snapshot)];
  return words(effect, snapshot);
}

const words = (effect: Effect, snapshot: Snapshot): string[] => {
  const said = effectWords(effect, snapshot);
  return said === null ? [] : [`would ${said}`];
};

const KINDS: Record<string, string> = { reply: 'in public', 'private-reply': 'privately' };

function replySaid(reply: ReplyEffect, place: Place | undefined, text: string): string {
  const name = place?.name ?? 'the platform';
  const kind = kindOn(place, reply.way);
  if (kind === 'unreachable') return `would say nothing: ${name} offers no way to answer privately`;
  const verb = reply.about === 'which-one' ? 'ask back' : 'reply';
  return kind === 'screen'
    ? `would ${verb} on screen: “${text}”`
    : `would ${verb} ${KINDS[kind] ?? kind} on ${name}: “${text}”`;
}
