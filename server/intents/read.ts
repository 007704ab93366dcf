import type { Aliases, ReadingContext } from './context.ts';
import { doubtOf } from './doubt.ts';
import { explain } from './explain.ts';
import { fold } from './fold.ts';
import { languageGuess } from './language.ts';
import type { Topic } from './lexicon/lexicon.ts';
import { choicesOf } from './choices.ts';
import { guessedLines, linesOf } from './lines.ts';
import { marks as marksOf } from './marks.ts';
import { hasRole } from './mark.ts';
import { isNegated } from './meant.ts';
import type { Intent, Reading, Reason } from './reading.ts';
import { refuses } from './refused.ts';
import { asksByWords, asksOfGoods, has, meantAt, ordersFirst, plays, unknown } from './seen.ts';
import type { Seen } from './seen.ts';
import { isAdvertising } from './spam.ts';
import { topicOf, topicOfGoods } from './topics.ts';
import { spelled } from './words.ts';

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
  const { marks, language } = marksOf(spelled(folded, context), context, aliases);
  const found = linesOf(marks, context, showing);
  const guessed = found.problems.some((one) => GUESSED.has(one)) ? guessedLines(marks, context, showing) : [];
  const goods = guessed.length > 0 ? { ...found, guessed } : found;
  const shown = context.codes.get(showing ?? '') ?? null;
  const named = found.numbered.size === 0 ? marks : marks.map((mark) => found.numbered.get(mark) ?? mark);
  const seen: Seen = { text, folded, marks: named, goods, showing: shown, language: languageGuess(language, folded) };
  return (
    spam(seen) ??
    complaint(seen) ??
    cancel(seen) ??
    (refuses(seen) ? idle(seen) : null) ??
    choice(seen) ??
    questionOrClaim(seen)
  );
}

const NONE: Aliases = {};
const GUESSED = new Set<Reason>(['near-miss', 'unknown-code']);

function spam(seen: Seen): Reading | null {
  if (!seen.marks.some((mark) => mark.kind === 'url') && !plays(seen, 'spam') && !isAdvertising(seen.folded))
    return null;
  return reading(seen, 'spam', { confidence: 0.8, lines: [] });
}

function complaint(seen: Seen): Reading | null {
  return has(seen, 'complaint') ? reading(seen, 'complaint', { confidence: 0.8, lines: [] }) : null;
}

function cancel(seen: Seen): Reading | null {
  const at = seen.marks.findIndex((mark) => mark.kind === 'meaning' && mark.meaning.kind === 'cancel');
  // "I don't want that": who names nothing gives nothing back.
  if (
    at >= 0 &&
    hasRole(seen.marks[at], 'untake') &&
    !plays(seen, 'anymore') &&
    !seen.marks.some((mark) => mark.kind === 'code')
  )
    return null;
  if (at < 0) return givenBack(seen);
  if (isNegated(seen.marks, at)) return reading(seen, 'none', { needsLook: 'negated', confidence: 0.4, lines: [] });
  // "cancel A12, mine A21": the cancelled one and the claimed one are two wishes.
  const rest = seen.marks.slice(at + 1);
  const taken = rest.findIndex(
    (mark) => mark.kind === 'meaning' && (mark.meaning.kind === 'claim' || mark.meaning.kind === 'wish'),
  );
  const swaps =
    taken >= 0 &&
    rest.slice(taken).some((mark) => mark.kind === 'code') &&
    rest.slice(0, taken).some((mark) => mark.kind === 'code');
  const asked = seen.marks.some((mark) => mark.kind === 'ask');
  // Two quantities or an odd number do not make a cancel doubtful; a code that is not ours does, and so does "cancel A12?".
  const doubt = seen.goods.problems.find((problem) => CANCEL_DOUBTS.has(problem));
  const lines = seen.goods.coded || seen.goods.counted ? seen.goods.lines : deniedCode(seen);
  const why = doubt ?? (swaps ? 'two-products' : asked ? 'claim-or-question' : null);
  return reading(seen, 'cancel', { needsLook: why, confidence: why ? 0.4 : 0.95, lines });
}

/** "doch kein Q66, bitte stornieren": the code a "not" is said of is the one to be cancelled. */
function deniedCode({ marks }: Seen): Reading['lines'] {
  const codes = new Set(marks.flatMap((mark) => (mark.kind === 'code' ? [mark.entry.code] : [])));
  return codes.size === 1 ? [...codes].map((code) => ({ code, variant: {}, quantity: null })) : [];
}

/** "ไม่เอา A12 แล้ว", "k lấy B3 nữa": words of taking with a "not" before and an "anymore" after the code. */
function givenBack(seen: Seen): Reading | null {
  const from = seen.marks.findIndex((mark) => hasRole(mark, 'untake'));
  if (from < 0 || !plays(seen, 'anymore') || meantAt(seen, 'claim').length > 0 || has(seen, 'asking')) return null;
  const codes = seen.marks.flatMap((mark) =>
    mark.kind === 'code' || (mark.kind === 'number' && !mark.sure && mark.entry) ? [mark.entry?.code ?? null] : [],
  );
  if (codes.length !== 1 || seen.marks.some((mark) => mark.kind === 'ask')) return null;
  const lines = codes.map((code) => ({ code, variant: {}, quantity: null }));
  return reading(seen, 'cancel', { confidence: 0.85, lines });
}

const CANCEL_DOUBTS = new Set<Reason>(['unknown-code', 'near-miss', 'ambiguous-number', 'other-product']);

/** "A12 or A21?" */
function choice(seen: Seen): Reading | null {
  if (!has(seen, 'or')) return null;
  const at = seen.marks.findIndex((mark) => mark.kind === 'meaning' && mark.meaning.kind === 'or');
  const named = (mark: Seen['marks'][number]) =>
    mark.kind === 'code' ||
    mark.kind === 'unknown-code' ||
    mark.kind === 'option' ||
    mark.kind === 'title' ||
    (mark.kind === 'number' && !mark.sure);
  if (!seen.marks.slice(0, at).some(named) || !seen.marks.slice(at + 1, at + 4).some(named)) return null;
  // A claim word makes it an order that a person has to complete; without one it is a question like any other.
  const orders =
    (meantAt(seen, 'claim').length > 0 || plays(seen, 'either')) && !seen.marks.some((mark) => mark.kind === 'ask');
  return reading(seen, 'question', {
    topic: topicOf(seen) === 'size' ? 'size' : 'choice',
    needsLook: orders ? 'choice' : null,
    confidence: orders ? 0.45 : 0.7,
    lines: seen.goods.lines,
  });
}

function questionOrClaim(seen: Seen): Reading {
  const claims = meantAt(seen, 'claim');
  const wants = claims.length > 0;
  const topic = topicOf(seen);
  const asked = seen.marks.some((mark) => mark.kind === 'ask');
  if (!wants && has(seen, 'claim') && !seen.goods.coded)
    return topic || asked ? question(seen, topic ?? 'other') : reading(seen, 'none', { confidence: 0.8, lines: [] });
  if (asksWho(seen)) return question(seen, topic ?? 'other');
  // "my friend bought B3 last week, so pretty": what is told in one breath with praise is no order.
  const told = plays(seen, 'elsewhere') && has(seen, 'praise') && !seen.marks.some((mark) => mark.kind === 'stop');
  if (told && !asked) return idle(seen);
  const apart = asked && !asksOfGoods(seen);
  if (topic && isTold(seen, topic, asked)) return idle(seen);
  if (topic && ordersFirst(seen)) return { ...claim(seen, false), topic };
  if (topic) return wants && (seen.goods.coded || apart) ? { ...claim(seen, true), topic } : question(seen, topic);
  if (asked && !(apart && (wants || seen.goods.coded))) return askedWithoutTopic(seen, wants);
  if (endsAsking(seen)) return askedWithoutTopic(seen, wants || has(seen, 'wish'));
  if (!wants && asksByWords(seen) && (seen.goods.coded || has(seen, 'or') || isShortQuestion(seen)))
    return askedWithoutTopic(seen, wants);
  const { goods } = seen;
  const said =
    wants || has(seen, 'wish') || goods.coded || goods.problems.length > 0 || goods.counted || goods.optioned;
  return said ? claim(seen, wants) : idle(seen);
}

/** "I love the material": praise that names what others ask about. */
function isTold(seen: Seen, topic: Topic, asked: boolean): boolean {
  const asks = asked || has(seen, 'asking');
  return (
    !asks && !seen.goods.coded && has(seen, 'praise') && ['product', 'size', 'shipping', 'payment'].includes(topic)
  );
}

/** A question by its words alone is believed where a particle ends it or two words begin it, not for every "what a show". */
function isShortQuestion(seen: Seen): boolean {
  const said = seen.marks.filter(
    (mark) => !(mark.kind === 'meaning' && (mark.meaning.kind === 'filler' || mark.meaning.kind === 'small')),
  );
  const [first, last] = [said[0], said.at(-1)];
  if (last?.kind === 'meaning' && last.meaning.kind === 'asking' && /[^\x00-\x7f]| /.test(last.said)) return true;
  if (said.some((mark) => mark.kind === 'meaning' && mark.meaning.kind === 'asking' && EITHER.test(mark.said)))
    return true;
  return said.length > 1 && first?.kind === 'meaning' && first.meaning.kind === 'asking' && first.said.includes(' ');
}

/** '會不會', '是不是': asks wherever it stands. */
const EITHER = /^(.)[不唔]\1|^有[没沒冇]有|^可不可以/u;

/** "ใครเอา A12 บ้าง", "sino naka mine ng A12": asks who takes it. "mine A12, who else?" takes it first. */
function asksWho(seen: Seen): boolean {
  const who = seen.marks.findIndex((mark) => hasRole(mark, 'who'));
  if (who < 0) return false;
  const before = seen.marks.slice(0, who);
  return !(meantAt(seen, 'claim').some((at) => at < who) && before.some((mark) => mark.kind === 'stop'));
}

/** "vải có nóng ko", "muat ga kak": a "not" that nothing follows but politeness asks. */
function endsAsking(seen: Seen): boolean {
  const last = seen.marks.findLast(
    (mark) => !(mark.kind === 'meaning' && mark.meaning.kind === 'filler') && mark.kind !== 'stop',
  );
  return seen.marks.length > 1 && last !== undefined && hasRole(last, 'tag');
}

function question(seen: Seen, topic: Reading['topic']): Reading {
  // Numbers and options in a question are not goods asked for; the code says what it is about.
  const lines = seen.goods.lines.filter((line) => line.code !== null).map((line) => ({ ...line, quantity: null }));
  return reading(seen, 'question', { topic, confidence: topic === 'other' ? 0.6 : 0.9, lines });
}

function askedWithoutTopic(seen: Seen, wants: boolean): Reading {
  const { goods } = seen;
  if (OPENS.test(seen.folded) && goods.coded)
    return question(seen, topicOfGoods(seen) === 'price' ? 'price' : 'product');
  const polite = !wants && meantAt(seen, 'wish').length > 0 && goods.coded && plays(seen, 'please');
  if ((wants && (goods.coded || goods.counted || goods.optioned)) || polite)
    return reading(seen, 'claim', { needsLook: 'claim-or-question', confidence: 0.4, lines: counted(goods.lines) });
  const topic = topicOfGoods(seen);
  if (topic) return question(seen, topic);
  const words = seen.marks.filter((mark) => mark.kind !== 'ask').length;
  return words >= 2 || has(seen, 'asking') || wants ? question(seen, 'other') : idle(seen);
}

/** "Is A12 mine?", "who got A12?": no way to take anything. */
const OPENS =
  /^(?:is|are|was|were|did|does|who|whose|has|have|am i|do i|es|está|ist|war|hab ich|habe ich|est-ce|c'est|ai-je|apakah|adakah|kanino|kay sino|谁|是不是|هل|ใคร|ai|foi|é)(?=[\s\p{L}])/u;

const counted = (lines: Reading['lines']): Reading['lines'] =>
  lines.map((line) => ({ ...line, quantity: line.quantity ?? 1 }));

function claim(seen: Seen, wants: boolean): Reading {
  const { goods } = seen;
  const wish = wants || meantAt(seen, 'wish').length > 0;
  const others = unknown(seen);
  const problem = doubtOf(seen, wants, wish, others);
  if (problem === 'nothing') return idle(seen);
  if (!wish && !goods.coded && !problem) return completion(seen, others);
  return reading(seen, 'claim', {
    needsLook: problem,
    confidence: problem ? 0.4 : sureness(seen, wants, others),
    lines: counted(goods.lines),
  });
}

function sureness({ goods }: Seen, wants: boolean, others: number): number {
  if (goods.coded) return wants ? 0.98 : 0.9;
  if (wants && others === 0) return 0.9;
  return goods.counted || goods.optioned ? 0.7 : 0.6;
}

/** "+1" takes what is showing, and so do "2 please" and "two red ones"; "red M" alone only completes an open question. */
function completion(seen: Seen, others: number): Reading {
  const plus = seen.marks.some((mark) => mark.kind === 'number' && mark.sure && mark.said.startsWith('+'));
  const { counted: many, optioned } = seen.goods;
  const asks = ((many || optioned) && plays(seen, 'please')) || (many && optioned);
  if ((plus || asks) && others === 0)
    return reading(seen, 'claim', {
      needsLook: seen.showing === null ? 'nothing-showing' : null,
      confidence: seen.showing === null ? 0.4 : plus ? 0.85 : 0.6,
      lines: counted(seen.goods.lines),
      language: seen.language ?? (plus ? 'zh' : null),
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

interface More {
  topic?: Reading['topic'];
  needsLook?: Reason | null;
  confidence: number;
  lines: Reading['lines'];
  language?: string | null;
}

function reading(seen: Seen, intent: Intent, more: More): Reading {
  const reason = more.needsLook ?? null;
  const choices = reason === null ? [] : choicesOf(reason, more.lines, seen);
  const uncoded = reason === 'unknown-code' || reason === 'near-miss' || reason === 'other-product';
  return {
    intent,
    topic: more.topic ?? null,
    language: more.language ?? seen.language,
    confidence: more.confidence,
    needsLook: reason !== null,
    lines: uncoded ? [...(choices[0] ?? [])] : more.lines,
    explanation: explain(seen, intent, reason),
    reason,
    completes: false,
    choices,
    doubted: reason === null ? null : seen.goods.doubted,
  };
}
