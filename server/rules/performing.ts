import type { Reading } from '../intents/reading.ts';
import { cancelling } from './cancelling.ts';
import type { Snapshot } from './catalog.ts';
import { claiming } from './claiming.ts';
import type { ReadyRule } from './compile.ts';
import type { Effect, ModerateEffect, NoticeEffect } from './effects.ts';
import type { LogRow, Records } from './log-row.ts';
import { questionOf, replied } from './replying.ts';
import type { QuestionEffect } from './replying.ts';
import type { Rule, RuleEffect } from './rule-set.ts';
import { showed } from './seen.ts';
import type { DecideState } from './state.ts';

/** What the rules that act on one event have done so far. */
export interface Performed {
  state: DecideState;
  /** Claims and cancels, then what people are asked, then what is said and done beside. */
  goods: Effect[];
  question: QuestionEffect | null;
  beside: Effect[];
  tags: string[];
  outcome: string | null;
}

export interface About {
  row: LogRow;
  /** null: nothing that is read. */
  reading: Reading | null;
  snapshot: Snapshot;
  records: Records;
}

export const NOTHING_DONE = (state: DecideState): Performed => ({
  state,
  goods: [],
  question: null,
  beside: [],
  tags: [],
  outcome: null,
});

/** Does what one rule says, after what those before it did. */
export function performed(before: Performed, { rule }: ReadyRule, about: About): Performed {
  // What is held waits for its person, and nothing else is said or done about it to the outside.
  const holds = rule.then.some((effect) => effect.do === 'hold');
  let now = before;
  for (const effect of rule.then) if (!holds || WITH_HOLD.has(effect.do)) now = doing(now, effect, rule, about);
  return now;
}

const WITH_HOLD: ReadonlySet<RuleEffect['do']> = new Set<RuleEffect['do']>(['hold', 'tag', 'alert', 'hide', 'assign']);
/** What nobody may do for us while everything automatic is stopped. */
const AUTOMATIC: ReadonlySet<RuleEffect['do']> = new Set<RuleEffect['do']>([
  'reply',
  'hide',
  'feature',
  'show-product',
]);

function doing(now: Performed, effect: RuleEffect, rule: Rule, about: About): Performed {
  if (now.state.stopped.automatic && AUTOMATIC.has(effect.do)) return now;
  switch (effect.do) {
    case 'claim':
      return claimed(now, about);
    case 'cancel':
      return cancelled(now, about);
    case 'question':
      return { ...now, question: now.question ?? questionOf(about, now.state), outcome: now.outcome ?? 'question' };
    case 'reply':
      return replied(now, effect, rule, about);
    case 'tag':
      return now.tags.includes(effect.tag) ? now : { ...now, tags: [...now.tags, effect.tag] };
    case 'assign':
      return assigned(now, effect.to, about);
    case 'hide':
      return hidden(now, rule, about);
    case 'hold':
      return notice({ ...now, outcome: 'held-for-review' }, 'held', rule.name, rule, about);
    case 'feature':
      return notice(now, 'featured', rule.name, rule, about);
    case 'alert':
      return notice(now, 'alert', effect.sentence, rule, about);
    case 'show-product':
      return shown(now, effect.code, about);
  }
}

/** Only what reads as a claim, without doubt: no rule sells on a guess. Once a message, however many rules say so. */
function claimed(now: Performed, { row, reading, snapshot }: About): Performed {
  if (reading?.intent !== 'claim' || reading.needsLook || now.goods.length > 0) return now;
  const { state, effects, outcome } = claiming(now.state, row, reading, snapshot);
  return { ...now, state, goods: effects, outcome };
}

function cancelled(now: Performed, { row, reading, snapshot, records }: About): Performed {
  if (reading?.intent !== 'cancel' || reading.needsLook || now.goods.length > 0) return now;
  const { effects, outcome } = cancelling(row, reading, snapshot, records);
  return { ...now, goods: effects, outcome };
}

/** Theirs until they answer it, whatever was said meanwhile. */
function assigned(now: Performed, to: string, about: About): Performed {
  const question = now.question ?? questionOf(about, now.state);
  return {
    ...now,
    question: { ...question, assignedTo: to, closedBy: null, outboxId: null },
    outcome: now.outcome ?? 'question',
  };
}

function hidden(now: Performed, rule: Rule, { row, snapshot }: About): Performed {
  const { connectionId, broadcastId, platformId } = row;
  if (row.kind !== 'message' || connectionId === null || broadcastId === null || platformId === null) return now;
  const order: ModerateEffect = {
    do: 'moderate',
    seq: row.seq,
    id: `${snapshot.show.id}.${String(row.seq)}.hide`,
    kind: 'hide',
    ofSeq: row.seq,
    authorId: row.authorId,
    forSeconds: null,
    reason: rule.name,
    madeBy: 'rule',
    atMs: row.spokenAtMs,
    place: { connectionId, broadcastId, messageId: platformId },
  };
  return once(now, order);
}

function notice(now: Performed, kind: NoticeEffect['kind'], sentence: string, rule: Rule, about: About): Performed {
  const { row, snapshot } = about;
  const before = now.beside.filter((one) => one.do === 'notice' && one.kind === kind).length;
  if (kind !== 'alert' && before > 0) return now;
  const id = `${snapshot.show.id}.${String(row.seq)}.${kind}${before === 0 ? '' : `.${String(before)}`}`;
  return once(now, { do: 'notice', id, seq: row.seq, kind, sentence, ruleId: rule.id });
}

function shown(now: Performed, code: string, { row, snapshot }: About): Performed {
  const product = snapshot.byCode.get(code);
  if (product === undefined || now.state.showing === product.id) return now;
  const effect: Effect = { do: 'show-product', seq: row.seq, productId: product.id, atMs: row.spokenAtMs };
  return once({ ...now, state: showed(now.state, product.id, row.spokenAtMs) }, effect);
}

/** Two rules that order the same have ordered it once. */
function once(now: Performed, effect: Effect): Performed {
  const same = now.beside.some((one) => one.do === effect.do && 'id' in one && 'id' in effect && one.id === effect.id);
  return same ? now : { ...now, beside: [...now.beside, effect] };
}
