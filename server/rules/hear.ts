import { readOnce } from '../intents/read-once.ts';
import type { Reading } from '../intents/reading.ts';
import type { Snapshot } from './catalog.ts';
import type { LogRow } from './log-row.ts';
import { askedOf } from './state.ts';
import type { DecideState } from './state.ts';

/** Reads it as the answer to an open "which one?" first; "red M" means nothing without one. */
export function readMessage(state: DecideState, row: LogRow, snapshot: Snapshot): Reading {
  const asked = askedOf(state, row.unnamed === true ? null : row.authorId, row.spokenAtMs);
  const product = asked === null ? undefined : snapshot.byId.get(asked.productId);
  if (asked !== null && product !== undefined) {
    const answer = readOnce(row.text, snapshot.context, product.key);
    const [line] = answer.lines;
    const completes =
      answer.completes ||
      (answer.intent === 'claim' && !answer.needsLook && answer.lines.length === 1 && line?.code === null);
    if (completes && line !== undefined && Object.keys(line.variant).length > 0) {
      const explanation = `${answer.explanation} · completes “${product.code}”`;
      const quantity = answer.completes
        ? (line.quantity ?? asked.quantity)
        : line.quantity === 1
          ? asked.quantity
          : line.quantity;
      return {
        ...answer,
        intent: 'claim',
        confidence: 0.9,
        completes: false,
        explanation,
        lines: [{ code: product.code, variant: { ...asked.variant, ...line.variant }, quantity }],
      };
    }
  }
  const reading = readOnce(row.text, snapshot.context, showingKey(state, snapshot));
  return reading.completes ? { ...reading, lines: [] } : reading;
}

export const showingKey = (state: DecideState, snapshot: Snapshot): string | null =>
  snapshot.byId.get(state.showing ?? '')?.key ?? null;
