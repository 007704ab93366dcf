import type { Reading, ReadLine } from '../intents/reading.ts';
import { seeded } from './seeded.ts';
import type { ClaimEffect, Effect } from './effects.ts';
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

/** What a claim leads to: a pending claim a line, or a question back where the product has several variants. */
export function claiming(state: DecideState, row: LogRow, reading: Reading, snapshot: Snapshot): Decided {
  const found = reading.lines.map((line) => choose(line, state, snapshot));
  const broken = found.find((one) => one.how === 'none');
  if (broken) return { state, effects: [], outcome: broken.why };
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
  if (row.authorId === null) return { state, effects: [], outcome: 'needs-option' };
  const next = remember(state, row.authorId, {
    seq: row.seq,
    productId: product.id,
    variant: { ...line.variant },
    quantity: line.quantity ?? 1,
    spokenAtMs: row.spokenAtMs,
  });
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
        text: null,
      },
    ],
  };
}

export function claimEffect(
  row: LogRow,
  language: string | null,
  snapshot: Snapshot,
  one: { product: Sellable; variant: SellableVariant; quantity: number },
  n: number,
  held: boolean,
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
    variantId: one.variant.id,
    quantity: one.quantity,
    priceMinor: one.variant.priceMinor,
    currency: one.product.currency,
    held,
    madeBy: 'rule',
    spokenAtMs: row.spokenAtMs,
    text: row.text,
  };
}
