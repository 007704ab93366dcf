import { dearestFirst, type Wanting } from './budget-turns.ts';

/** One thing to say, and the ways it may be said: indexes into the lists of turns, the one it is best said by first. */
export interface Choosy extends Wanting {
  ways: readonly number[];
}

/**
 * Which way each goes, so that what is said in time is worth most; null: none is left for it. From the dearest down, each
 * takes a turn, and who holds it moves to another of his if that makes room: what can be seated together is a matroid, so
 * that this is the best plan there is. It costs in the square of what waits, and is asked only where turns are short. Pure.
 */
export function wayForEach(turns: readonly (readonly number[])[], choosy: readonly Choosy[]): (number | null)[] {
  const holders = turns.map((list): (number | null)[] => list.map(() => null));
  const seats = new Map<number, readonly [number, number]>();
  const sit = (who: number, asked: Set<string>): boolean => {
    const one = choosy[who];
    if (one === undefined) return false;
    for (const way of one.ways)
      for (const [turn, atMs] of (turns[way] ?? []).entries()) {
        if (atMs >= (one.deadlineMs ?? Infinity)) break;
        const seat = `${String(way)}:${String(turn)}`;
        if (asked.has(seat)) continue;
        asked.add(seat);
        const holder = holders[way]?.[turn] ?? null;
        if (holder !== null && !sit(holder, asked)) continue;
        const list = holders[way];
        if (list) list[turn] = who;
        seats.set(who, [way, turn]);
        return true;
      }
    return false;
  };
  const dearest = choosy.map((one, i) => ({ one, i })).sort((a, b) => dearestFirst(a.one, b.one));
  for (const { i } of dearest) sit(i, new Set());
  return choosy.map((_one, i) => seats.get(i)?.[0] ?? null);
}
