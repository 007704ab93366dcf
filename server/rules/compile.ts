import type { Test } from './conditions.ts';
import { testsOf } from './conditions.ts';
import type { ReadyWords } from './conditions.ts';
import type { Heard } from './heard.ts';
import { patternOf } from './pattern.ts';
import type { Pattern } from './pattern.ts';
import { ruleIndex } from './rule-index.ts';
import type { RuleIndex } from './rule-index.ts';
import type { Rule, RuleSet } from './rule-set.ts';
import { STARTER_IDS } from './starter.ts';
import { phraseOf } from './words.ts';
import type { Phrase } from './words.ts';

/** A rule made ready. */
export interface ReadyRule {
  at: number;
  rule: Rule;
  tests: readonly Test[];
  words: ReadyWords | null;
  pattern: Pattern | null;
  /** One of the set that ships: what it does goes without saying. */
  starter: boolean;
  holds: boolean;
}

/** A rule set made ready: compiled once a version, then asked for every event at a cost that hardly grows with it. */
export interface CompiledRules {
  version: number;
  /** All of them, in order, also those that are off. */
  rules: readonly ReadyRule[];
  index: RuleIndex;
  wants: {
    /** Kinds of event that any rule is about. */
    kinds: ReadonlySet<string>;
    /** A rule asks how often an author wrote or claimed. */
    tally: boolean;
    /** A rule asks for an author's badges. */
    badges: boolean;
  };
}

export function compileRules(set: Pick<RuleSet, 'version' | 'rules'>): CompiledRules {
  const rules = set.rules.map(ready);
  const live = rules.filter(({ rule }) => rule.state !== 'off');
  const authors = live.flatMap(({ rule }) => rule.when.author ?? []);
  return {
    version: set.version,
    rules,
    index: ruleIndex(live),
    wants: {
      kinds: new Set(live.flatMap(({ rule }): readonly string[] => rule.when.kinds ?? ['message'])),
      tally: authors.some((author) => author.claims !== undefined || author.messages !== undefined),
      badges: authors.some((author) => author.badges !== undefined),
    },
  };
}

function ready(rule: Rule, at: number): ReadyRule {
  const words = wordsOf(rule);
  const made = rule.when.pattern === undefined ? null : patternOf(rule.when.pattern);
  const pattern = made?.ok === true ? made.pattern : null;
  return {
    at,
    rule,
    words,
    pattern,
    tests: testsOf(rule, words, pattern),
    starter: STARTER_IDS.has(rule.id),
    holds: rule.then.some((effect) => effect.do === 'hold'),
  };
}

function wordsOf({ when: { words } }: Rule): ReadyWords | null {
  if (words === undefined) return null;
  const phrases = (list: readonly string[] | undefined): readonly Phrase[] | null =>
    list === undefined || list.length === 0 ? null : list.flatMap((said) => phraseOf(said) ?? []);
  const all = phrases(words.all);
  return { any: phrases(words.any), all: all?.length === 0 ? null : all, none: phrases(words.none) };
}

/** The first condition of a rule that does not hold; null: all do. */
export function failing(ready: ReadyRule, heard: Heard): Test | null {
  for (const test of ready.tests) if (!test.holds(heard)) return test;
  return null;
}
