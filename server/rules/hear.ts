import { readOnce } from '../intents/read-once.ts';
import type { ReadLine, Reading } from '../intents/reading.ts';
import type { Sellable, Snapshot } from './catalog.ts';
import { fittingOne } from './fitting.ts';
import type { Candidate } from './fitting.ts';
import type { LogRow } from './log-row.ts';
import { aroundOf, seenBy } from './seen.ts';
import type { Seen } from './seen.ts';
import { askedOf } from './state.ts';
import type { DecideState } from './state.ts';

/**
 * How a message is read in this show: as the answer to an open "which one?" first ("red M" means nothing without one),
 * else about what its author saw. Lines that named no product come back with the code of that one, and say `bare`.
 */
export function readMessage(state: DecideState, row: LogRow, snapshot: Snapshot): Reading {
  if (row.read !== undefined) return row.read;
  const answer = completed(state, row, snapshot);
  const seen = seenBy(state, row.connectionId, row.spokenAtMs);
  // "M" answers; "mine M" may as well be a new claim of what is on screen by now.
  const answers = answer !== null && (answer.plain || seen.products.every((id) => id === answer.productId));
  if (answers) return answer.reading;
  const candidates = candidatesOf(seen, answer?.productId ?? null, state, row, snapshot);
  const [likeliest] = candidates;
  if (candidates.length === 1) return about(likeliest, seen, state, snapshot, row);
  const claims = candidates.filter(({ reading }) => reading.intent === 'claim' && isBare(reading));
  if (claims.length === 0) return about(likeliest, seen, state, snapshot, row);
  const one = fittingOne(row.text, candidates, snapshot);
  if (one !== null && answer !== null && one.product?.id === answer.productId) return answer.reading;
  if (one !== null) return filled(one, seen, state, ' alone has what it says');
  return undecided(claims[0] ?? likeliest, candidates);
}

type Candidates = readonly [Candidate, ...Candidate[]];

/** What they may have seen, and what they were asked about and have not answered. */
function candidatesOf(
  seen: Seen,
  askedId: string | null,
  state: DecideState,
  row: LogRow,
  snapshot: Snapshot,
): Candidates {
  const of = (productId: string | null): Candidate => {
    const product = snapshot.byId.get(productId ?? '') ?? null;
    const reading = readOnce(row.text, snapshot.context, product?.key ?? null, state.aliases);
    return { product, reading: reading.completes ? { ...reading, lines: [] } : reading };
  };
  const [first, ...others] = seen.products;
  const asked = askedId === null || seen.products.includes(askedId) ? [] : [askedId];
  return [of(first), ...[...others, ...asked].map(of)];
}

const isBare = (reading: Reading): boolean => reading.lines.some((line) => line.code === null);

/** What the comment says about the one thing its author can have seen. */
function about(one: Candidate, seen: Seen, state: DecideState, snapshot: Snapshot, row: LogRow): Reading {
  const { product, reading } = one;
  const asks = reading.intent === 'question' && reading.lines.length === 0;
  if (!asks && !(reading.intent === 'claim' && isBare(reading))) return reading;
  if (product !== null) return filled(one, seen, state, '');
  // "How much?" is answered with what shows now; nothing is sold by it.
  if (asks) return reading;
  const near = aroundOf(state, seen.likelyMs).flatMap((id) => snapshot.byId.get(id) ?? []);
  // A choice says what is sold by it, whatever shows when somebody makes it.
  if (reading.choices.length > 0) {
    const [nearest] = near;
    const choices = nearest === undefined ? [] : reading.choices.map((lines) => namedIn(lines, nearest));
    return { ...reading, choices };
  }
  const choices = near.map((product) =>
    linesFor({ product, reading: readOnce(row.text, snapshot.context, product.key, state.aliases) }),
  );
  return { ...reading, choices };
}

/** The reading with the product in the place of "what is showing". */
function filled({ product, reading }: Candidate, seen: Seen, state: DecideState, why: string): Reading {
  if (product === null) return reading;
  const fill = (lines: readonly ReadLine[]) => namedIn(lines, product);
  const lines =
    reading.intent === 'question' && reading.lines.length === 0
      ? [named({ code: null, variant: {}, quantity: null }, product)]
      : fill(reading.lines);
  const late = product.id === state.showing && why === '' ? '' : saw(product, seen, why);
  return { ...reading, lines, choices: reading.choices.map(fill), explanation: `${reading.explanation}${late}` };
}

const saw = (product: Sellable, seen: Seen, why: string): string =>
  ` · saw “${product.code}”${why}${seen.behindMs === 0 ? '' : `, video ${seconds(seen.behindMs)} s behind`}`;
const seconds = (ms: number): string => String(Math.round(ms / 100) / 10);

const namedIn = (lines: readonly ReadLine[], product: Sellable): ReadLine[] =>
  lines.map((line) => named(line, product));
const named = (line: ReadLine, product: Sellable): ReadLine =>
  line.code === null ? { ...line, code: product.code, bare: true } : line;

/** Around a switch: a person chooses, with one key. */
function undecided(base: Candidate, candidates: Candidates): Reading {
  const choices = candidates.filter((one) => one.product !== null).map(linesFor);
  const codes = choices.map((lines) => `“${lines[0]?.code ?? ''}”`).join(' or ');
  const reason = base.reading.reason ?? 'switched';
  return {
    ...base.reading,
    ...{ needsLook: true, confidence: Math.min(base.reading.confidence, 0.4), reason, doubted: null },
    lines: choices[0] ?? base.reading.lines,
    choices: choices.slice(0, 2),
    explanation: `${base.reading.explanation} · the product was being changed as it was written: saw ${codes}`,
  };
}

/** What would be taken if it is about this product. */
function linesFor({ product, reading }: Candidate): ReadLine[] {
  if (product === null) return [];
  const lines = reading.intent === 'claim' && reading.lines.length > 0 ? reading.lines : [PLAIN];
  return lines.map((line) => ({ ...named(line, product), quantity: line.quantity ?? 1 }));
}
const PLAIN: ReadLine = { code: null, variant: {}, quantity: 1 };

interface Answer {
  productId: string;
  /** It says nothing but options, so that it can be nothing but an answer. */
  plain: boolean;
  reading: Reading;
}

function completed(state: DecideState, row: LogRow, snapshot: Snapshot): Answer | null {
  const asked = askedOf(state, row.unnamed === true ? null : row.authorId, row.spokenAtMs);
  const product = asked === null ? undefined : snapshot.byId.get(asked.productId);
  if (asked === null || product === undefined) return null;
  const answer = readOnce(row.text, snapshot.context, product.key, state.aliases);
  const [line] = answer.lines;
  const completes =
    answer.completes ||
    (answer.intent === 'claim' && !answer.needsLook && answer.lines.length === 1 && line?.code === null);
  if (!completes || line === undefined || Object.keys(line.variant).length === 0) return null;
  const quantity = answer.completes
    ? (line.quantity ?? asked.quantity)
    : line.quantity === 1
      ? asked.quantity
      : line.quantity;
  const variant = { ...asked.variant, ...line.variant };
  const reading: Reading = {
    ...answer,
    ...{ intent: 'claim', confidence: 0.9, completes: false },
    explanation: `${answer.explanation} · completes “${product.code}”`,
    lines: [{ code: product.code, variant, quantity, ...(asked.bare === true ? { bare: true as const } : {}) }],
  };
  return { productId: product.id, plain: answer.completes, reading };
}

export const showingKey = (state: DecideState, snapshot: Snapshot): string | null =>
  snapshot.byId.get(state.showing ?? '')?.key ?? null;
