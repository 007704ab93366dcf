import { LRUCache } from 'lru-cache';
import type { Tx } from '../db/transaction.ts';
import type { Tally } from '../rules/tally.ts';
import { readTally } from './store.ts';
import type { ShowRow } from './store.ts';

export interface BatchTally {
  /** Counted in while the batch is folded. */
  tally: Tally;
  /** After the commit: it is good up to this row. */
  keep(seq: number): void;
}

/**
 * The authors' records of shows whose rules ask for them, kept between batches. They follow from the log up to a row, so
 * one that is missing, or is of another row (a batch that was rolled back, another process in between), is counted anew.
 */
export function tallies(): (tx: Tx, show: ShowRow, upTo: number) => Promise<BatchTally> {
  const kept = new LRUCache<string, { seq: number; tally: Tally }>({ max: 10 });
  return async (tx, show, upTo) => {
    const before = kept.get(show.id);
    // Taken out until the commit: what is rolled back must not be counted.
    kept.delete(show.id);
    const tally = before?.seq === upTo ? before.tally : await readTally(tx, show, upTo);
    return { tally, keep: (seq) => void kept.set(show.id, { seq, tally }) };
  };
}
