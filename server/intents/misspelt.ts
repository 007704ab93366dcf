import type { CodeEntry } from './context.ts';
import type { Found, Group } from './goods.ts';
import type { Mark } from './mark.ts';
import { slips } from './near.ts';
import type { ReadLine } from './reading.ts';

/** Shorter words are one slip away from too much. */
const SHORTEST = 5;

/** "D4 burgandy": a word one slip away from an option of a product that is named is not passed over; a person says what it is. */
export function misspelt(
  marks: readonly Mark[],
  groups: readonly Group[],
  lines: readonly ReadLine[],
  found: Found,
): void {
  for (const mark of marks) {
    if (mark.kind !== 'unknown' || mark.said.length < SHORTEST) continue;
    for (const { entry: named } of groups) {
      const entry = named ?? found.showing;
      const meant = entry === null ? undefined : optionNear(mark.said, entry);
      if (meant === undefined || lines.some((line) => line.variant[meant.axis] === meant.value)) continue;
      found.problems.add('unknown-option');
      found.others.push([{ code: named?.code ?? null, variant: { [meant.axis]: meant.value }, quantity: null }]);
      return;
    }
  }
}

function optionNear(said: string, entry: CodeEntry): { axis: string; value: string } | undefined {
  for (const [word, value] of entry.values) if (word.length >= SHORTEST - 1 && slips(said, word) === 1) return value;
  for (const [word, values] of entry.parts)
    if (word.length >= SHORTEST - 1 && slips(said, word) === 1 && values.length === 1) return values[0];
  return undefined;
}
