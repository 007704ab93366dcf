import type { Reading } from '../intents/reading.ts';
import { banOf, fromBanned } from './banning.ts';
import { cancelling } from './cancelling.ts';
import type { Snapshot } from './catalog.ts';
import { claiming } from './claiming.ts';
import type { Effect, ReplyEffect } from './effects.ts';
import type { LogRow, Records } from './log-row.ts';
import { edited, lateMark, removed } from './marking.ts';
import { readMessage, showingKey } from './hear.ts';
import { ruleFor } from './rule.ts';
import type { Rule } from './rule.ts';
import { seeded } from './seeded.ts';
import { staffDid } from './staff.ts';
import type { DecideState } from './state.ts';

/**
 * One row of the log → what it leads to. Pure: state, row, snapshot and the authors' records are all it knows, so the
 * same log decides the same, in batches of any size.
 */
export function decide(state: DecideState, row: LogRow, snapshot: Snapshot, records: Records): [DecideState, Effect[]] {
  // What was said before we listened is kept, never answered and never claimed.
  if (row.history) return [state, []];
  switch (row.kind) {
    case 'staff':
      return staffDid(state, row, snapshot);
    case 'message':
      return row.own ? [state, ownMessage(row)] : message(state, row, snapshot, records);
    case 'edit':
      return [state, row.own ? [] : edited(row, snapshot, showingKey(state, snapshot))];
    case 'removal':
      return removed(state, row);
    default:
      return [state, []];
  }
}

/** Our own words are never claims; they prove that a reply has arrived. */
function ownMessage(row: LogRow): Effect[] {
  if (row.connectionId === null || row.text === '') return [];
  return [
    { do: 'own-message', seq: row.seq, connectionId: row.connectionId, platformId: row.platformId, text: row.text },
  ];
}

function message(state: DecideState, row: LogRow, snapshot: Snapshot, records: Records): [DecideState, Effect[]] {
  const reading = readMessage(state, row, snapshot);
  const ban = banOf(state, row);
  // What they claimed before may still be given back.
  if (ban !== null && reading.intent !== 'cancel') return fromBanned(state, row, reading, ban, snapshot);
  if (reading.intent === 'none' && !reading.needsLook) return [state, []];
  if (reading.needsLook)
    return [
      state,
      [
        { do: 'reading', seq: row.seq, reading, outcome: reading.reason ?? 'needs-look' },
        ...asQuestion(row, reading, state, snapshot),
      ],
    ];
  const rule = ruleFor(snapshot.rules, reading);
  if (rule === null) return [state, [{ do: 'reading', seq: row.seq, reading, outcome: null }]];
  const done = follow(rule, state, row, reading, snapshot, records);
  const doubtful = DOUBTFUL.has(done.outcome ?? '');
  const shown = doubtful ? { ...reading, needsLook: true } : reading;
  const marks = done.effects.some((effect) => effect.do === 'claim') ? lateMark(state, row) : [];
  return [
    done.state,
    [{ do: 'reading', seq: row.seq, reading: shown, outcome: done.outcome }, ...done.effects, ...marks],
  ];
}

/** Outcomes that leave something for a person. */
const DOUBTFUL = new Set([
  'unknown-option',
  'nothing-showing',
  'needs-option',
  'cancel-unclear',
  'part-cancel',
  'cancel-unnamed',
]);

interface Followed {
  state: DecideState;
  effects: Effect[];
  outcome: string | null;
}

function follow(
  rule: Rule,
  state: DecideState,
  row: LogRow,
  reading: Reading,
  snapshot: Snapshot,
  records: Records,
): Followed {
  let now: Followed = { state, effects: [], outcome: null };
  for (const effect of rule.then) {
    if (effect.do === 'claim') {
      const done = claiming(now.state, row, reading, snapshot);
      // "mine A12, how long is shipping?": the question beside the claim waits for a person.
      now = {
        ...done,
        effects: [
          ...done.effects,
          ...(reading.topic === null ? [] : asQuestion(row, { ...reading, intent: 'question' }, state, snapshot)),
        ],
      };
    } else if (effect.do === 'cancel') now = { ...now, ...cancelling(row, reading, snapshot, records) };
    else if (effect.do === 'question')
      now = { ...now, effects: [...now.effects, ...asQuestion(row, reading, state, snapshot)], outcome: 'question' };
    else now = replied(now, effect.about, row, reading, snapshot);
  }
  return now;
}

function asQuestion(row: LogRow, reading: Reading, state: DecideState, snapshot: Snapshot): Effect[] {
  if (reading.intent !== 'question' && reading.intent !== 'complaint') return [];
  const topic = reading.intent === 'complaint' ? 'complaint' : (reading.topic ?? 'other');
  return [
    {
      do: 'question',
      seq: row.seq,
      topic,
      productId: productOf(reading, state, snapshot),
      spokenAtMs: row.spokenAtMs,
      closedBy: null,
      outboxId: null,
    },
  ];
}

function productOf(reading: Reading, state: DecideState, snapshot: Snapshot): string | null {
  const code = reading.lines[0]?.code ?? null;
  return code === null ? (snapshot.byId.get(state.showing ?? '')?.id ?? null) : (snapshot.byCode.get(code)?.id ?? null);
}

/** Answers and closes the question; where nothing can be said (no product, stopped) it stays open for a person. */
function replied(
  before: Followed,
  about: 'price' | 'link',
  row: LogRow,
  reading: Reading,
  snapshot: Snapshot,
): Followed {
  const productId = productOf(reading, before.state, snapshot);
  if (before.state.stopped.automatic || row.connectionId === null || row.broadcastId === null) return before;
  if (about === 'price' && productId === null) return before;
  const reply: ReplyEffect = {
    do: 'reply',
    seq: row.seq,
    outboxId: `${snapshot.show.id}.${String(row.seq)}.${about}`,
    about,
    connectionId: row.connectionId,
    broadcastId: row.broadcastId,
    replyTo: row.platformId,
    authorId: row.authorId,
    handle: row.handle,
    language: reading.language,
    productId,
    named: {},
    pick: seeded(snapshot.show.seed, row.seq),
    madeBy: 'rule',
    way: 'public',
    text: null,
    texts: null,
  };
  const effects = before.effects.map((effect): Effect =>
    effect.do === 'question' ? { ...effect, closedBy: 'rule', outboxId: reply.outboxId } : effect,
  );
  return { ...before, effects: [...effects, reply], outcome: 'answered' };
}
