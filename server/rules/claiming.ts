import type { Reading, ReadLine } from '../intents/reading.ts';
import { seeded } from './seeded.ts';
import type { ClaimEffect, ClaimEnding, Effect } from './effects.ts';
import type { LogRow } from './log-row.ts';
import type { Sellable, SellableVariant, Snapshot } from './catalog.ts';
import { variantsLike } from './catalog.ts';
import { forget, remember } from './state.ts';
import type { DecideState } from './state.ts';

export interface Decided {
  state: DecideState;
  effects: Effect[];
  outcome: string;
}

const INTEREST: ClaimEnding = { state: 'interest', reason: 'sold by the platform’s own shop' };

/**
 * What a claim leads to: a pending claim a line, or a question back where the product has several variants. `ending`:
 * it is decided already; then nobody is asked which one.
 */
export function claiming(
  state: DecideState,
  row: LogRow,
  reading: Reading,
  snapshot: Snapshot,
  ending: ClaimEnding | null = row.connectionId !== null && snapshot.interest.has(row.connectionId) ? INTEREST : null,
): Decided {
  const found = reading.lines.map((line) => choose(line, state, snapshot));
  const broken = found.find((one) => one.how === 'none');
  if (broken) return { state, effects: [], outcome: broken.why };
  if (ending !== null) return ended(state, row, reading, snapshot, found, ending);
  const open = found.find((one) => one.how === 'several');
  if (open?.how === 'several') return ask(state, row, reading, snapshot, open.product, open.line);
  const chosen = found.flatMap((one) => (one.how === 'one' ? [one] : []));
  const held = state.stopped.claims || state.stopped.automatic;
  const effects = chosen.map((one, n) => claimEffect(row, reading.language, snapshot, one, n, held));
  return {
    state: row.authorId === null ? state : forget(state, row.authorId),
    effects,
    outcome: held ? 'held' : 'claimed',
  };
}

function ended(
  state: DecideState,
  row: LogRow,
  reading: Reading,
  snapshot: Snapshot,
  found: readonly Choice[],
  ending: ClaimEnding,
): Decided {
  const effects = found.flatMap((one, n) =>
    one.how === 'none' ? [] : [claimEffect(row, reading.language, snapshot, goodsOf(one), n, false, ending)],
  );
  return { state, effects, outcome: ending.state };
}

const goodsOf = (one: Exclude<Choice, { how: 'none' }>): Goods =>
  one.how === 'one' ? one : { product: one.product, variant: null, quantity: one.line.quantity ?? 1 };

interface Goods {
  product: Sellable;
  variant: SellableVariant | null;
  quantity: number;
}

type Choice =
  | { how: 'none'; why: string }
  | { how: 'several'; product: Sellable; line: ReadLine }
  | { how: 'one'; product: Sellable; variant: SellableVariant; quantity: number };

function choose(line: ReadLine, state: DecideState, snapshot: Snapshot): Choice {
  const product = line.code === null ? snapshot.byId.get(state.showing ?? '') : snapshot.byCode.get(line.code);
  if (product === undefined) return { how: 'none', why: 'nothing-showing' };
  const variants = variantsLike(product, line.variant);
  const [first, second] = variants;
  if (first === undefined) return { how: 'none', why: 'unknown-option' };
  if (second !== undefined) return { how: 'several', product, line };
  return { how: 'one', product, variant: first, quantity: line.quantity ?? 1 };
}

/** Nothing is reserved on a guess: the author is asked, and what they answer completes the claim with the answer's rank. */
function ask(
  state: DecideState,
  row: LogRow,
  reading: Reading,
  snapshot: Snapshot,
  product: Sellable,
  line: ReadLine,
): Decided {
  // Nobody waits for the next word of somebody unknown: they are asked on their comment, and claim anew.
  const author = row.unnamed === true ? null : row.authorId;
  if (author === null && row.platformId === null) return { state, effects: [], outcome: 'needs-option' };
  const asked = {
    seq: row.seq,
    productId: product.id,
    variant: { ...line.variant },
    quantity: line.quantity ?? 1,
    spokenAtMs: row.spokenAtMs,
    ...(line.bare === true ? { bare: true as const } : {}),
  };
  const next = author === null ? state : remember(state, author, asked);
  if (state.stopped.automatic || row.connectionId === null || row.broadcastId === null)
    return { state: next, effects: [], outcome: 'needs-option' };
  return {
    state: next,
    outcome: 'asked-which',
    effects: [
      {
        do: 'reply',
        seq: row.seq,
        outboxId: `${snapshot.show.id}.${String(row.seq)}.which-one`,
        about: 'which-one',
        connectionId: row.connectionId,
        broadcastId: row.broadcastId,
        replyTo: row.platformId,
        authorId: row.authorId,
        handle: row.handle,
        language: reading.language,
        productId: product.id,
        named: { ...line.variant },
        pick: seeded(snapshot.show.seed, row.seq),
        madeBy: 'rule',
        way: 'public',
        text: null,
        texts: null,
      },
    ],
  };
}

export function claimEffect(
  row: LogRow,
  language: string | null,
  snapshot: Snapshot,
  one: Goods,
  n: number,
  held: boolean,
  ending: ClaimEnding | null = null,
): ClaimEffect {
  return {
    do: 'claim',
    seq: row.seq,
    n,
    id: `${snapshot.show.id}.${String(row.seq)}.${String(n)}`,
    authorId: row.authorId,
    platform: row.platform,
    connectionId: row.connectionId,
    broadcastId: row.broadcastId,
    replyTo: row.platformId,
    language,
    productId: one.product.id,
    variantId: one.variant?.id ?? null,
    quantity: one.quantity,
    priceMinor: one.variant?.priceMinor ?? one.product.priceMinor,
    currency: one.product.currency,
    held,
    madeBy: 'rule',
    late: row.late === true,
    unnamed: row.unnamed === true,
    spokenAtMs: row.spokenAtMs,
    ending,
    text: row.text,
  };
}
