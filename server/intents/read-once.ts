import type { Aliases, ReadingContext } from './context.ts';
import { readIntent } from './read.ts';
import type { Reading } from './reading.ts';

const MOST = 4_000;
/** Longer ones are not said twice. */
const LONGEST = 100;
const read = new WeakMap<ReadingContext, Map<string, Reading>>();
const told = new WeakMap<Aliases, string>();

/**
 * `readIntent`, which remembers what it has read with the same catalog: the lane reads a comment twice, and a chat says
 * the same few things a thousand times. The same answer, so the same object; nobody may change it, nor the aliases.
 */
export function readOnce(text: string, context: ReadingContext, showing: string | null, aliases?: Aliases): Reading {
  if (text.length > LONGEST) return readIntent(text, context, showing, aliases);
  const known = read.get(context) ?? new Map<string, Reading>();
  read.set(context, known);
  const key = `${showing ?? ''}\u001f${aliases === undefined ? '' : toldOf(aliases)}\u001f${text}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const reading = readIntent(text, context, showing, aliases);
  // Starting anew is as good as forgetting the oldest: the common ones are soon back.
  if (known.size >= MOST) known.clear();
  known.set(key, reading);
  return reading;
}

/** What the aliases say, so that two objects with the same content share what was read. */
function toldOf(aliases: Aliases): string {
  const before = told.get(aliases);
  if (before !== undefined) return before;
  const now = Object.keys(aliases).length === 0 ? '' : JSON.stringify(aliases);
  told.set(aliases, now);
  return now;
}
