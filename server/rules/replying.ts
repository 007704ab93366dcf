import type { Reading } from '../intents/reading.ts';
import type { Snapshot } from './catalog.ts';
import type { Effect, ReplyEffect } from './effects.ts';
import type { LogRow } from './log-row.ts';
import type { About, Performed } from './performing.ts';
import type { Rule, RuleEffect } from './rule-set.ts';
import { answeredAt, answerTo } from './rules-state.ts';
import { seeded } from './seeded.ts';
import type { DecideState } from './state.ts';

export type QuestionEffect = Extract<Effect, { do: 'question' }>;
type ReplyRule = Extract<RuleEffect, { do: 'reply' }>;

/** The message as a question for the tray. */
export function questionOf({ row, reading, snapshot }: About, state: DecideState): QuestionEffect {
  return {
    do: 'question',
    seq: row.seq,
    topic: reading?.intent === 'complaint' ? 'complaint' : (reading?.topic ?? 'other'),
    productId: productOf(reading, state, snapshot),
    spokenAtMs: row.spokenAtMs,
    closedBy: null,
    outboxId: null,
  };
}

export function productOf(reading: Reading | null, state: DecideState, snapshot: Snapshot): string | null {
  const code = reading?.lines[0]?.code ?? null;
  return code === null ? (snapshot.byId.get(state.showing ?? '')?.id ?? null) : (snapshot.byCode.get(code)?.id ?? null);
}

/**
 * Answers, and closes the question that the same rule asked; where nothing can be said (no product, no place) it stays
 * open for a person. A built-in answer is not given to what needs a look.
 */
export function replied(now: Performed, effect: ReplyRule, rule: Rule, about: About): Performed {
  const { row, reading, snapshot } = about;
  const { connectionId, broadcastId } = row;
  if (connectionId === null || broadcastId === null) return now;
  const built = 'about' in effect.say ? effect.say.about : null;
  if (built !== null && reading?.needsLook === true) return now;
  const productId = productOf(reading, now.state, snapshot);
  if (built !== null && built !== 'link' && productId === null) return now;
  const reply = replyEffect(effect, rule, about, { connectionId, broadcastId }, productId);
  if (now.beside.some((one) => one.do === 'reply' && one.outboxId === reply.outboxId)) return now;
  if (!reachesAll(effect, row, snapshot)) return answered(said(now, reply), rule, reply.outboxId);
  const asked = askedBy(reply, reading);
  const before = answerTo(now.state.rules, asked, row.spokenAtMs);
  if (before !== null) return answered(now, rule, before.outboxId);
  const rules = answeredAt(now.state.rules, asked, { outboxId: reply.outboxId, atMs: row.spokenAtMs });
  return answered(said({ ...now, state: { ...now.state, rules } }, { ...reply, toAll: true }), rule, reply.outboxId);
}

const said = (now: Performed, reply: ReplyEffect): Performed => ({ ...now, beside: [...now.beside, reply] });

/** A reply of the same rule closes the question, but not one that somebody was given, nor one that needs a look. */
function answered(now: Performed, rule: Rule, outboxId: string): Performed {
  const { question } = now;
  const outcome = now.goods.length > 0 ? now.outcome : 'answered';
  if (question === null || question.assignedTo !== undefined) return { ...now, outcome };
  if (!rule.then.some((effect) => effect.do === 'question')) return { ...now, outcome };
  return { ...now, question: { ...question, closedBy: 'rule', outboxId: question.outboxId ?? outboxId }, outcome };
}

/** What is the same for whoever asks, said where all see it, is said once a minute. */
const reachesAll = (effect: ReplyRule, row: LogRow, snapshot: Snapshot): boolean =>
  row.kind === 'message' &&
  'about' in effect.say &&
  effect.say.about !== 'which-one' &&
  (effect.way === 'public' || effect.way === 'screen') &&
  snapshot.privateOnly?.has(row.platform ?? '') !== true;

const askedBy = (reply: ReplyEffect, reading: Reading | null): string =>
  JSON.stringify([
    reply.about,
    reply.way,
    reply.broadcastId,
    reply.productId,
    Object.entries(reading?.lines[0]?.variant ?? {}).sort(),
  ]);

function replyEffect(
  effect: ReplyRule,
  rule: Rule,
  { row, reading, snapshot }: About,
  place: { connectionId: string; broadcastId: string },
  productId: string | null,
): ReplyEffect {
  const own = 'texts' in effect.say ? effect.say.texts : null;
  const about = 'about' in effect.say ? effect.say.about : 'said';
  return {
    do: 'reply',
    seq: row.seq,
    outboxId: `${snapshot.show.id}.${String(row.seq)}.${own === null ? about : `said.${rule.id}`}`,
    about,
    way: effect.way,
    ...place,
    replyTo: row.kind === 'message' ? row.platformId : null,
    authorId: row.authorId,
    handle: row.handle,
    language: reading?.language ?? null,
    productId,
    named: { ...reading?.lines[0]?.variant },
    pick: seeded(snapshot.show.seed, row.seq),
    madeBy: 'rule',
    text: null,
    texts: own,
  };
}
