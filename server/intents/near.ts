import type { CodeEntry, ReadingContext } from './context.ts';
import { mistakable } from './fold.ts';

/** The key and the key with each one of its characters left out: two keys one slip apart share one of these. */
export function deletions(key: string): string[] {
  if (key.length < 3) return [key];
  const found = [key];
  for (let at = 0; at < key.length; at += 1) found.push(key.slice(0, at) + key.slice(at + 1));
  return found;
}

/** Codes of ours that somebody may have meant: those mistaken for it by eye first, then those one slip away. */
export function nearest(said: string, context: ReadingContext): CodeEntry[] {
  const alike = context.near.get(mistakable(said)) ?? [];
  const found = new Set(alike);
  if (said.length >= 3 && said.length <= context.longestCode + 1)
    for (const one of deletions(said))
      for (const entry of context.slips.get(one) ?? [])
        if (entry.key.length >= 3 && slips(said, entry.key) === 1) found.add(entry);
  return [...found];
}

/** One slip: a letter or digit wrong, missing, too many, or two changed round. 2 is "more". */
export function slips(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 1) return 2;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const [restA, restB] = [a.slice(at), b.slice(at)];
  if (restA === restB) return 0;
  const swapped =
    restA.length > 1 && restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
  if (swapped || restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1)) return 1;
  return 2;
}
