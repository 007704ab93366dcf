import type { Reading } from '../intents/reading.ts';
import { banOf, fromBanned } from './banning.ts';
import type { Snapshot } from './catalog.ts';
import { chosenOf } from './choosing.ts';
import type { Chosen } from './choosing.ts';
import type { Effect, ReadingEffect, Ruled } from './effects.ts';
import { readMessage } from './hear.ts';
import { heardOf, isRuled } from './heard.ts';
import type { LogRow, Records } from './log-row.ts';
import { lateMark } from './marking.ts';
import { NOTHING_DONE, performed } from './performing.ts';
import type { About, Performed } from './performing.ts';
import { questionOf } from './replying.ts';
import { inForce } from './rules-state.ts';
import { onScreen } from './seen.ts';
import type { DecideState } from './state.ts';
import { UNKNOWN } from './tally.ts';
import type { Counted } from './tally.ts';

export type Tallied = ReadonlyMap<string, Counted>;

/** A message: read, then what the rules say about it. `allowed`: a person has let it through. */
export function ruledMessage(
  state: DecideState,
  row: LogRow,
  snapshot: Snapshot,
  records: Records,
  tally: Tallied,
  allowed = false,
): [DecideState, Effect[]] {
  const reading = readMessage(state, row, snapshot);
  const ban = banOf(state, row);
  // What they claimed before may still be given back.
  if (ban !== null && reading.intent !== 'cancel') return fromBanned(state, row, reading, ban, snapshot);
  const chosen = chosenFor(state, row, reading, snapshot, tally, allowed);
  const isQuiet = chosen.acting.length === 0 && chosen.shadow.length === 0;
  if (isQuiet && !allowed && reading.intent === 'none' && !reading.needsLook) return [state, []];
  const about: About = { row, reading, snapshot, records };
  const done = withDoubt(acted(state, chosen, about), about);
  const marks = done.goods.some((effect) => effect.do === 'claim') ? lateMark(done.state, row) : [];
  const read: ReadingEffect = {
    do: 'reading',
    seq: row.seq,
    reading: lookedAt(reading, done.outcome),
    outcome: done.outcome,
    ruled: ruledOf(chosen, done),
  };
  return [done.state, [read, ...effectsOf(done), ...marks]];
}

/** What is held has its person already; a doubt about it is one only when it has been allowed. */
function lookedAt(reading: Reading, outcome: string | null): Reading {
  const needsLook = DOUBTFUL.has(outcome ?? '') || (reading.needsLook && outcome !== 'held-for-review');
  return needsLook === reading.needsLook ? reading : { ...reading, needsLook };
}

/** A gift, a follow, a like: nothing is read; a rule may want it all the same. */
export function ruledEvent(
  state: DecideState,
  row: LogRow,
  snapshot: Snapshot,
  records: Records,
  tally: Tallied,
): [DecideState, Effect[]] {
  if (!isRuled(row.kind) || !inForce(state.rules, snapshot.rules).wants.kinds.has(row.kind)) return [state, []];
  if (banOf(state, row) !== null) return [state, []];
  const chosen = chosenFor(state, row, null, snapshot, tally, false);
  if (chosen.acting.length === 0 && chosen.shadow.length === 0) return [state, []];
  const done = acted(state, chosen, { row, reading: null, snapshot, records });
  const read: ReadingEffect = {
    do: 'reading',
    seq: row.seq,
    reading: NOT_READ,
    outcome: done.outcome,
    ruled: ruledOf(chosen, done),
  };
  return [done.state, [read, ...effectsOf(done)]];
}

/** What stands in the place of a reading where nothing was said. */
const NOT_READ: Reading = {
  intent: 'none',
  topic: null,
  language: null,
  confidence: 1,
  needsLook: false,
  lines: [],
  explanation: 'not a comment',
  reason: null,
  completes: false,
  choices: [],
  doubted: null,
};

/** Outcomes that leave something for a person. */
const DOUBTFUL = new Set([
  'unknown-option',
  'nothing-showing',
  'needs-option',
  'cancel-unclear',
  'part-cancel',
  'cancel-unnamed',
]);

export function chosenFor(
  state: DecideState,
  row: LogRow,
  reading: Reading | null,
  snapshot: Snapshot,
  tally: Tallied,
  allowed: boolean,
): Chosen {
  const counted = row.authorId === null || row.unnamed === true ? undefined : tally.get(row.authorId);
  const heard = heardOf(row, reading, snapshot, onScreen(state, row), counted ?? UNKNOWN);
  return chosenOf(inForce(state.rules, snapshot.rules), heard, state.rules, allowed);
}

function acted(state: DecideState, chosen: Chosen, about: About): Performed {
  const begun = NOTHING_DONE(chosen.state === state.rules ? state : { ...state, rules: chosen.state });
  return chosen.acting.reduce((now, ready) => performed(now, ready, about), begun);
}

/** A question beside a claim, and what needs a look, wait for a person whatever the rules say, unless it is held. */
function withDoubt(done: Performed, about: About): Performed {
  const { reading } = about;
  if (reading === null || done.outcome === 'held-for-review') return done;
  const asks = reading.intent === 'question' || reading.intent === 'complaint';
  const beside = reading.topic !== null && done.goods.some((effect) => effect.do === 'claim');
  const question = done.question ?? ((reading.needsLook && asks) || beside ? questionOf(about, done.state) : null);
  return { ...done, question, outcome: reading.needsLook ? (reading.reason ?? 'needs-look') : done.outcome };
}

const effectsOf = (done: Performed): Effect[] => [
  ...done.goods,
  ...(done.question === null ? [] : [done.question]),
  ...done.beside,
];

/** null where a rule of the starter set acted and left nothing of note: that goes without saying, and is most of a log. */
function ruledOf({ acting, shadow }: Chosen, done: Performed): Ruled | null {
  if (shadow.length === 0 && done.tags.length === 0 && acting.every((ready) => ready.starter)) return null;
  return {
    by: acting.map(({ rule }) => rule.id),
    tags: done.tags,
    shadow: shadow.map(({ rule }) => ({ rule: rule.id, would: rule.then.map((effect) => effect.do) })),
  };
}
