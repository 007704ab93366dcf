import type { Aliases, ReadingContext } from './context.ts';
import { fold } from './fold.ts';
import { scriptOf } from './language.ts';
import { PHRASES } from './lexicon/all.ts';
import type { Topic } from './lexicon/lexicon.ts';
import { linesOf } from './lines.ts';
import type { Lines } from './lines.ts';
import { marks as marksOf, unglued } from './marks.ts';
import type { Mark } from './marks.ts';
import { spelled } from './phrases.ts';
import type { MeaningKind } from './phrases.ts';
import { REASONS } from './reading.ts';
import type { Intent, Reading, Reason } from './reading.ts';

/**
 * What a comment wants. Pure: the same text, catalog and product showing always give the same reading. Where it could
 * become a wrong sale it does not guess: it says `needsLook` and why.
 * @param showing the folded code of the product now showing, or null
 * @param aliases what people decided about doubtful words in this show: such a word is read as that code, without doubt
 */
export function readIntent(
  text: string,
  context: ReadingContext,
  showing: string | null,
  aliases: Aliases = NONE,
): Reading {
  const folded = fold(text);
  const list = unglued(spelled(folded, PHRASES.dense, context.dense), context);
  const { marks, language } = marksOf(list, context, aliases);
  const goods = linesOf(marks, context, showing);
  const seen: Seen = { marks, goods, showing, language: language ?? scriptOf(folded), folded };
  const reading = spam(seen) ?? complaint(seen) ?? cancel(seen) ?? choice(seen) ?? questionOrClaim(seen);
  return reading;
}

const NONE: Aliases = {};

interface Seen {
  marks: readonly Mark[];
  goods: Lines;
  showing: string | null;
  language: string | null;
  folded: string;
}

const has = (seen: Seen, kind: MeaningKind) =>
  seen.marks.some((mark) => mark.kind === 'meaning' && mark.meaning.kind === kind);
const unknown = (seen: Seen) => seen.marks.filter((mark) => mark.kind === 'unknown').length;

function spam(seen: Seen): Reading | null {
  if (!seen.marks.some((mark) => mark.kind === 'url')) return null;
  return reading(seen, 'spam', { confidence: 0.8, lines: [] });
}

function complaint(seen: Seen): Reading | null {
  return has(seen, 'complaint') ? reading(seen, 'complaint', { confidence: 0.8, lines: [] }) : null;
}

function cancel(seen: Seen): Reading | null {
  const at = seen.marks.findIndex((mark) => mark.kind === 'meaning' && mark.meaning.kind === 'cancel');
  if (at < 0) return null;
  if (isNegated(seen.marks, at)) return reading(seen, 'none', { needsLook: 'negated', confidence: 0.4, lines: [] });
  const asked = seen.marks.some((mark) => mark.kind === 'ask');
  // Two quantities or an odd number do not make a cancel doubtful; a code that is not ours does, and so does "cancel A12?".
  const doubt = seen.goods.problems.find(
    (problem) => problem === 'unknown-code' || problem === 'near-miss' || problem === 'ambiguous-number',
  );
  const lines = seen.goods.coded || seen.goods.counted ? seen.goods.lines : [];
  return reading(seen, 'cancel', {
    needsLook: doubt ?? (asked ? 'claim-or-question' : null),
    confidence: doubt || asked ? 0.4 : 0.95,
    lines,
  });
}

/** "A12 or A21?" */
function choice(seen: Seen): Reading | null {
  const codes = new Set(seen.goods.lines.map((line) => line.code));
  const named = seen.marks.filter(
    (mark) => mark.kind === 'code' || mark.kind === 'unknown-code' || mark.kind === 'option',
  ).length;
  if (
    !has(seen, 'or') ||
    named < 2 ||
    (codes.size < 2 &&
      !seen.goods.problems.includes('two-options') &&
      !seen.goods.problems.includes('unknown-code') &&
      !seen.goods.problems.includes('near-miss'))
  )
    return null;
  return reading(seen, 'question', { topic: 'choice', needsLook: 'choice', confidence: 0.6, lines: seen.goods.lines });
}

function questionOrClaim(seen: Seen): Reading {
  const claimAt = seen.marks.findIndex((mark) => mark.kind === 'meaning' && mark.meaning.kind === 'claim');
  const topics = seen.marks.flatMap((mark) =>
    mark.kind === 'meaning' && mark.meaning.kind === 'topic' ? [mark.meaning.value as Topic] : [],
  );
  const topic = topicOf(topics);
  const asked = seen.marks.some((mark) => mark.kind === 'ask');
  const wants = claimAt >= 0 && !isNegated(seen.marks, claimAt);
  if (claimAt >= 0 && !wants)
    return topic || asked ? question(seen, topic ?? 'other') : reading(seen, 'none', { confidence: 0.8, lines: [] });
  if (topic) return wants && seen.goods.coded ? claimAndQuestion(seen, topic) : question(seen, topic);
  if (asked || (has(seen, 'asking') && (seen.goods.coded || isShortQuestion(seen))))
    return askedWithoutTopic(seen, wants);
  return wants ||
    has(seen, 'wish') ||
    seen.goods.coded ||
    seen.goods.problems.length > 0 ||
    seen.goods.counted ||
    seen.goods.optioned
    ? claim(seen, wants)
    : idle(seen);
}

/** Price before delivery, except that a price of delivery is about delivery. */
function topicOf(topics: readonly Topic[]): Topic | null {
  const order: Topic[] = ['price', 'link', 'stock', 'size', 'shipping', 'payment'];
  const first = topics[0];
  if (first === 'shipping' || first === 'price') return first;
  return order.find((topic) => topics.includes(topic)) ?? null;
}

/** A question by its words alone is believed where a particle ends it or begins it, not for every "what a show". */
function isShortQuestion(seen: Seen): boolean {
  const last = seen.marks.filter((mark) => !(mark.kind === 'meaning' && mark.meaning.kind === 'filler')).at(-1);
  return last?.kind === 'meaning' && last.meaning.kind === 'asking' && /[^\x00-\x7f]/.test(last.said);
}

function question(seen: Seen, topic: Reading['topic']): Reading {
  // Numbers and options in a question are not goods asked for; the code says what it is about.
  const lines = seen.goods.lines.filter((line) => line.code !== null).map((line) => ({ ...line, quantity: null }));
  return reading(seen, 'question', { topic, confidence: topic === 'other' ? 0.6 : 0.9, lines });
}

function askedWithoutTopic(seen: Seen, wants: boolean): Reading {
  if (wants && (seen.goods.coded || seen.goods.counted || seen.goods.optioned))
    return reading(seen, 'claim', { needsLook: 'claim-or-question', confidence: 0.4, lines: seen.goods.lines });
  if (seen.goods.coded) return question(seen, 'product');
  const words = seen.marks.filter((mark) => mark.kind !== 'ask').length;
  return words >= 2 || has(seen, 'asking') || wants ? question(seen, 'other') : idle(seen);
}

/** "mine A12, how long is shipping?" is a claim, and a question beside it. */
function claimAndQuestion(seen: Seen, topic: Topic): Reading {
  const read = claim(seen, true);
  return { ...read, topic };
}

function claim(seen: Seen, wants: boolean): Reading {
  const { goods } = seen;
  const wish = wants || has(seen, 'wish');
  const others = unknown(seen);
  const goodsNamed = goods.coded || goods.counted || goods.optioned;
  const problem = doubtOf(seen, wants, wish, others);
  if (problem === 'nothing') return idle(seen);
  if (!wish && !goods.coded && !problem) return completion(seen, others);
  const lines = goods.lines.map((line) => ({ ...line, quantity: line.quantity ?? 1 }));
  const confidence = problem
    ? 0.4
    : wants && goods.coded
      ? 0.98
      : goods.coded
        ? 0.9
        : wants && !others
          ? 0.9
          : goodsNamed
            ? 0.7
            : 0.5;
  return reading(seen, 'claim', { needsLook: problem, confidence, lines });
}

/** Why this claim is not taken at its word, 'nothing' where it is no claim at all, null where nothing speaks against it. */
function doubtOf(seen: Seen, wants: boolean, wish: boolean, others: number): Reason | 'nothing' | null {
  const { goods } = seen;
  const unknownCode = goods.problems.some((p) => p === 'unknown-code' || p === 'near-miss');
  const goodsNamed = goods.coded || goods.counted || goods.optioned || unknownCode;
  if (!wish && !goods.coded && others > (unknownCode ? 1 : 0)) return 'nothing';
  if (!wants && !goodsNamed) return others > 0 || !seen.showing || negatedAnywhere(seen) ? 'nothing' : 'unclear';
  if (wants && !goodsNamed && others > 2) return 'nothing';
  if (has(seen, 'hedge')) return wish && goods.coded ? 'hedged' : 'nothing';
  const first = goods.problems[0];
  if (first) return !wish && !goods.coded && !unknownCode ? 'nothing' : first;
  if (negatedAnywhere(seen) && (!wants || negatedCode(seen))) return 'negated';
  if (!wish && has(seen, 'praise')) return 'nothing';
  if (!wants && goods.coded && others > 0) return others > 3 ? 'nothing' : 'unclear';
  if (!goods.coded && wish && seen.showing === null) return 'nothing-showing';
  if (!goods.coded && others > 0) return 'unclear';
  return null;
}

/** "+1" takes what is showing; "red M" alone only completes an open question. */
function completion(seen: Seen, others: number): Reading {
  const plus = seen.marks.some((mark) => mark.kind === 'number' && mark.sure && mark.said.startsWith('+'));
  const lines = seen.goods.lines.map((line) => ({ ...line, quantity: line.quantity ?? 1 }));
  if (plus && others === 0)
    return reading(seen, 'claim', {
      needsLook: seen.showing === null ? 'nothing-showing' : null,
      confidence: 0.85,
      lines,
      language: seen.language ?? 'zh',
    });
  if (!seen.goods.optioned || others > 0) return idle(seen);
  // The quantity stays as it was said: the open question may know one.
  return { ...reading(seen, 'none', { confidence: 0.5, lines: seen.goods.lines }), completes: true };
}

function idle(seen: Seen): Reading {
  return has(seen, 'praise')
    ? reading(seen, 'praise', { confidence: 0.6, lines: [] })
    : reading(seen, 'none', { confidence: 0.9, lines: [] });
}

function isNegated(marks: readonly Mark[], at: number): boolean {
  return marks
    .slice(Math.max(0, at - 2), at)
    .some((mark) => mark.kind === 'meaning' && mark.meaning.kind === 'negation');
}

const negatedAnywhere = (seen: Seen) => has(seen, 'negation');
const negatedCode = (seen: Seen) =>
  seen.marks.some((mark, at) => (mark.kind === 'code' || mark.kind === 'option') && isNegated(seen.marks, at));

interface More {
  topic?: Reading['topic'];
  needsLook?: Reason | null;
  confidence: number;
  lines: Reading['lines'];
  language?: string | null;
}

function reading(seen: Seen, intent: Intent, more: More): Reading {
  const reason = more.needsLook ?? null;
  return {
    intent,
    topic: more.topic ?? null,
    language: more.language ?? seen.language,
    confidence: more.confidence,
    needsLook: reason !== null,
    lines: more.lines,
    explanation: explain(seen, intent, reason),
    reason,
    completes: false,
    choices: [],
    doubted: null,
  };
}

const READ_AS: Partial<Record<MeaningKind, string>> = {
  claim: 'takes it',
  wish: 'wants it',
  cancel: 'cancels',
  negation: 'not',
  hedge: 'not sure of it',
  complaint: 'a complaint',
  or: 'or',
  asking: 'asks',
  praise: 'praise',
};

function explain(seen: Seen, intent: Intent, reason: Reason | null): string {
  const words = seen.marks.flatMap((mark) => {
    if (mark.kind === 'url') return ['a link'];
    if (mark.kind === 'unknown-code') return [`“${mark.said}” → unknown code`];
    if (mark.kind !== 'meaning') return [];
    const read = mark.meaning.kind === 'topic' ? `asks about ${mark.meaning.value}` : READ_AS[mark.meaning.kind];
    return read === undefined ? [] : [`“${mark.said}” → ${read}`];
  });
  const goods =
    intent === 'spam' || intent === 'complaint' ? [] : seen.goods.said.map((one) => `“${one.said}” → ${one.read}`);
  const why = reason === null ? [] : [`needs a look: ${REASONS[reason]}`];
  return [...new Set([...words, ...goods, ...why])].slice(0, 12).join(' · ');
}
