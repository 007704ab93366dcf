import type { CompiledRules } from './compile.ts';
import type { Limited } from './limiting.ts';

/** What the rules remember of a show, in `DecideState`. */
export interface RulesState {
  /** The version in force; null: the one the show began with. */
  version: number | null;
  /** By rule. */
  limits: Readonly<Record<string, Limited>>;
  /** Questions that were answered to all askers lately, by what was asked. */
  answers: Readonly<Record<string, Answered>>;
  /** Held messages that a person has decided about, the latest last. */
  judged: readonly number[];
}

export interface Answered {
  outboxId: string;
  atMs: number;
}

export const FIRST_RULES: RulesState = { version: null, limits: {}, answers: {}, judged: [] };

/** The rule sets a show may use: by version, and the one it began with. */
export interface RulesOfShow {
  first: number;
  versions: ReadonlyMap<number, CompiledRules>;
}

/** The rules in force. A version that is not there leaves the one the show began with. */
export function inForce(state: RulesState, rules: RulesOfShow): CompiledRules {
  const set = rules.versions.get(state.version ?? rules.first) ?? rules.versions.get(rules.first);
  if (set === undefined) throw new Error(`rule set ${String(rules.first)} was not loaded`);
  return set;
}

/** Another version from here on. What limits remember goes on for rules that are still there and act as before. */
export function switchedTo(state: RulesState, rules: RulesOfShow, version: number): RulesState {
  const next = rules.versions.get(version);
  if (next === undefined) return state;
  const was = new Map(inForce(state, rules).rules.map(({ rule }) => [rule.id, rule.state]));
  const same = new Set(next.rules.flatMap(({ rule }) => (was.get(rule.id) === rule.state ? [rule.id] : [])));
  const limits = Object.fromEntries(Object.entries(state.limits).filter(([id]) => same.has(id)));
  return { ...state, version, limits };
}

const MINUTE_MS = 60_000;
const MOST_ANSWERS = 200;
const MOST_JUDGED = 300;

/** The answer that went to all who ask this now, whether they asked a little before or after it. */
export function answerTo(state: RulesState, question: string, atMs: number): Answered | null {
  const answered = state.answers[question];
  return answered !== undefined && Math.abs(atMs - answered.atMs) < MINUTE_MS ? answered : null;
}

export function answeredAt(state: RulesState, question: string, answered: Answered): RulesState {
  const others = Object.entries(state.answers).filter(
    ([key, one]) => key !== question && one.atMs > answered.atMs - 2 * MINUTE_MS,
  );
  // What is kept on the lane's row comes back in another order, so it is the times that say which are the oldest.
  const kept =
    others.length < MOST_ANSWERS
      ? others
      : others.sort(([a, one], [b, two]) => two.atMs - one.atMs || (a < b ? -1 : 1)).slice(0, MOST_ANSWERS - 1);
  return { ...state, answers: Object.fromEntries([...kept, [question, answered] as const]) };
}

export const judgedOnce = (state: RulesState, seq: number): RulesState => ({
  ...state,
  judged: [...state.judged, seq].slice(-MOST_JUDGED),
});
