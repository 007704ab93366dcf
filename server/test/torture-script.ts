import type { Delivery } from '../../connectors/platforms/contract.ts';
import type { SourceInfo } from '../intake/incoming.ts';

/** A small seeded generator (mulberry32): the same seed, the same show. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What one producer delivers: each claim at least once, a fifth of them twice, none more than 20 places from where it was said. */
export function deliveriesOf(producer: number, claims: number, startedMs: number): Delivery[] {
  const random = randomOf(1_000 + producer);
  const placed: { at: number; claim: number }[] = [];
  for (let claim = 0; claim < claims; claim++) {
    placed.push({ at: claim + random() * 20, claim });
    if (random() < 0.2) placed.push({ at: claim + random() * 20, claim });
  }
  placed.sort((a, b) => a.at - b.at);
  return placed.map(({ claim }, index) => ({
    event: {
      kind: 'message',
      id: `${producer}-${claim}`,
      atMs: startedMs + claim,
      author: { id: `viewer-${producer}-${claim}`, handle: `v${producer}x${claim}`, name: `Viewer ${claim}` },
      text: 'A12',
    },
    cursor: String(index + 1),
  }));
}

/** What makes the test red when it is taken out. */
export type Without = 'nothing' | 'unique-key' | 'row-lock';

export type ToWorker =
  | { t: 'start'; producers: { producer: number; source: SourceInfo }[]; claims: number; startedMs: number }
  /** How much of their deliveries the producers may have delivered, from 0 to 1. */
  | { t: 'gate'; upTo: number }
  /** The next transaction of this kind stops before its COMMIT and tells. */
  | { t: 'arm'; what: What };
export type FromWorker = { t: 'ready' } | { t: 'in-transaction' } | { t: 'delivered'; producer: number };
export type What = 'append' | 'decide' | 'settle';

/** A statement by which a transaction shows what it is. */
export const MARKS: Record<What, RegExp> = {
  append: /INSERT INTO record\.event_key/,
  decide: /INSERT INTO record\.reading/,
  settle: /INSERT INTO movement|UPDATE claim/,
};
