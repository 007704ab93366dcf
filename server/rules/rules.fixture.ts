import { compileRules } from './compile.ts';
import { decide } from './decide.ts';
import type { Effect, ReadingEffect } from './effects.ts';
import { FIRST_STATE } from './state.ts';
import type { DecideState } from './state.ts';
import type { LogRow } from './log-row.ts';
import type { Rule } from './rule-set.ts';
import type { Snapshot } from './catalog.ts';
import { product, snapshotOf } from './show.fixture.ts';
import { counted } from './tally.ts';
import type { Tally } from './tally.ts';

/** A show of two products that began at 0, decided by these rules. */
export function showWith(rules: readonly Rule[], more: Partial<Snapshot> = {}): Snapshot {
  const plain = snapshotOf([product('A12', { color: ['Red', 'Black'] }), product('B07')]);
  return {
    ...plain,
    show: { ...plain.show, startedAtMs: 0 },
    rules: { first: 1, versions: new Map([[1, compileRules({ version: 1, rules })]]) },
    ...more,
  };
}

export const ruleOf = (more: Partial<Rule>): Rule => ({
  id: 'one',
  name: 'One',
  state: 'on',
  when: {},
  then: [{ do: 'tag', tag: 't' }],
  stop: false,
  ...more,
});

export interface Run {
  state: DecideState;
  /** Of each row. */
  effects: Effect[][];
  /** Which rules acted on each row. */
  acted: string[][];
}

export function run(snapshot: Snapshot, rows: readonly LogRow[], first: DecideState = FIRST_STATE): Run {
  const tally: Tally = new Map();
  const known = new Map(rows.map((row) => [row.authorId ?? '', []]));
  let state = first;
  const effects = rows.map((row) => {
    const [next, made] = decide(state, row, snapshot, known, tally);
    counted(tally, row, made);
    state = next;
    return made;
  });
  return { state, effects, acted: effects.map((made) => readingIn(made)?.ruled?.by ?? []) };
}

export const readingIn = (effects: readonly Effect[]): ReadingEffect | undefined =>
  effects.find((effect) => effect.do === 'reading');
