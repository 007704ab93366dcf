import type { Rule } from '../../../../server/api/schemas/rules.ts';

export interface Change {
  id: string;
  name: string;
  how: 'new' | 'gone' | 'changed' | 'moved';
  /** Which parts of a changed one: 'when', 'then', 'limits', 'state', 'name', 'stop'. */
  parts: string[];
}

const PARTS = ['name', 'state', 'when', 'then', 'limits', 'stop'] as const;

/** The same whatever order its fields were written in. */
export function sameAs(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]));
}

/** What happened to the rules between two lists, in the order of the later one; what is gone comes last. */
export function changesBetween(before: readonly Rule[], after: readonly Rule[]): Change[] {
  const old = new Map(before.map((rule) => [rule.id, rule]));
  const now = new Set(after.map((rule) => rule.id));
  const keptBefore = before.filter((rule) => now.has(rule.id)).map((rule) => rule.id);
  const keptAfter = after.filter((rule) => old.has(rule.id)).map((rule) => rule.id);
  const moved = movedIn(keptBefore, keptAfter);
  const changes = after.flatMap(({ id, name }, at): Change[] => {
    const was = old.get(id);
    const is = after[at];
    if (was === undefined || is === undefined) return [{ id, name, how: 'new', parts: [] }];
    const parts = PARTS.filter((part) => !sameAs(was[part], is[part]));
    if (parts.length > 0) return [{ id, name, how: 'changed', parts: [...parts] }];
    return moved.has(id) ? [{ id, name, how: 'moved', parts: [] }] : [];
  });
  const gone = before
    .filter((rule) => !now.has(rule.id))
    .map(({ id, name }): Change => ({ id, name, how: 'gone', parts: [] }));
  return [...changes, ...gone];
}

/** The fewest rules that, moved, make one order of the other: those outside the longest run that kept its order. */
function movedIn(before: readonly string[], after: readonly string[]): Set<string> {
  const place = new Map(before.map((id, at) => [id, at]));
  const at = after.map((id) => place.get(id) ?? 0);
  const best = at.map(() => 1);
  const from = at.map(() => -1);
  for (let i = 0; i < at.length; i++)
    for (let j = 0; j < i; j++)
      if ((at[j] ?? 0) < (at[i] ?? 0) && (best[j] ?? 0) + 1 > (best[i] ?? 0)) {
        best[i] = (best[j] ?? 0) + 1;
        from[i] = j;
      }
  const kept = new Set<string>();
  let end = best.indexOf(Math.max(0, ...best));
  while (end >= 0) {
    const id = after[end];
    if (id !== undefined) kept.add(id);
    end = from[end] ?? -1;
  }
  return new Set(after.filter((id) => !kept.has(id)));
}

/** "2 changed, 1 new" */
export function changeCounts(changes: readonly Change[]): string {
  const count = (how: Change['how']): number => changes.filter((one) => one.how === how).length;
  return (['changed', 'new', 'gone', 'moved'] as const)
    .map((how) => (count(how) === 0 ? '' : `${String(count(how))} ${how}`))
    .filter(Boolean)
    .join(', ');
}
