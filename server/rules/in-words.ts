import { withClaimWords } from '../intents/claim-words.ts';
import type { ReadingContext } from '../intents/context.ts';
import type { Snapshot } from './catalog.ts';

const contexts = new WeakMap<ReadingContext, Map<string, ReadingContext>>();
const snapshots = new WeakMap<Snapshot, { key: string; snapshot: Snapshot }>();
const keys = new WeakMap<readonly string[], string>();
/** A show that changes its words more often than this with one catalog makes the first ones again. */
const MOST = 20;

/**
 * The snapshot as a show with these claim words reads by it. Made once for a catalog and its words, so that what was read
 * with them stays known from batch to batch; a show without words pays nothing.
 */
export function inWords(plain: Snapshot, words: readonly string[]): Snapshot {
  if (words.length === 0) return plain;
  const key = keyOf(words);
  const before = snapshots.get(plain);
  if (before?.key === key) return before.snapshot;
  const snapshot = { ...plain, context: contextOf(plain.context, words, key) };
  snapshots.set(plain, { key, snapshot });
  return snapshot;
}

function contextOf(context: ReadingContext, words: readonly string[], key: string): ReadingContext {
  const made = contexts.get(context) ?? new Map<string, ReadingContext>();
  contexts.set(context, made);
  const before = made.get(key);
  if (before !== undefined) return before;
  const one = withClaimWords(context, words);
  if (made.size >= MOST) made.clear();
  made.set(key, one);
  return one;
}

function keyOf(words: readonly string[]): string {
  const before = keys.get(words);
  if (before !== undefined) return before;
  const key = JSON.stringify(words);
  keys.set(words, key);
  return key;
}
