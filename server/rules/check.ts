import type { Intent, Reading } from '../intents/reading.ts';
import { MOST_PATTERN, patternOf } from './pattern.ts';
import type { Limits, Problem, Rule, RuledKind, RuleEffect } from './rule-set.ts';
import { phraseOf } from './words.ts';

/** As much as a set may hold: what the engine is measured with, and what keeps a show's state small. */
export const MOST = {
  rules: 200,
  effects: 12,
  words: 200,
  word: 80,
  products: 200,
  languages: 40,
  name: 80,
  tag: 40,
  sentence: 200,
  texts: 20,
  text: 500,
  coolDownSeconds: 86_400,
  perMinute: 120,
  oncePerViewer: 10,
  /** Steps of all patterns together: every comment is searched for them, and none may take more than 5 ms. */
  steps: 500,
} as const;

const KINDS: Readonly<Record<RuledKind, true>> = {
  message: true,
  gift: true,
  follow: true,
  join: true,
  like: true,
  share: true,
};
const INTENTS: Readonly<Record<Intent, true>> = {
  claim: true,
  cancel: true,
  question: true,
  complaint: true,
  praise: true,
  spam: true,
  none: true,
};
const TOPICS: Readonly<Record<NonNullable<Reading['topic']>, true>> = {
  price: true,
  link: true,
  stock: true,
  size: true,
  shipping: true,
  payment: true,
  product: true,
  other: true,
  choice: true,
};

/** Everything that keeps a set of rules from being saved, in sentences; empty: it may be. */
export function checkRules(rules: readonly Rule[]): Problem[] {
  return [...setProblems(rules), ...rules.flatMap((rule, index) => ruleProblems(rule, index))];
}

function setProblems(rules: readonly Rule[]): Problem[] {
  const found: Problem[] = [];
  const say = (sentence: string) => found.push({ rule: '', index: -1, field: '', sentence });
  if (rules.length > MOST.rules)
    say(`A set has at most ${String(MOST.rules)} rules, and this one has ${String(rules.length)}.`);
  const live = rules.filter((rule) => rule.state !== 'off');
  const once = live.filter((rule) => rule.limits?.oncePerViewer === true).length;
  if (once > MOST.oncePerViewer)
    say(`At most ${String(MOST.oncePerViewer)} rules can act once a viewer, and these are ${String(once)}.`);
  const steps = Math.ceil(live.reduce((sum, rule) => sum + stepsOf(rule), 0));
  if (steps > MOST.steps)
    say(
      `The patterns of these rules come to ${String(steps)} steps together, and ${String(MOST.steps)} are allowed: every comment is searched for all of them. Plain words cost nothing.`,
    );
  const seen = new Set<string>();
  rules.forEach((rule, index) => {
    if (seen.has(rule.id))
      found.push({ rule: rule.id, index, field: 'id', sentence: `Two rules have the id “${rule.id}”.` });
    seen.add(rule.id);
  });
  return found;
}

/** One that has certain letters in it is seldom searched for. */
function stepsOf({ when }: Rule): number {
  if (when.pattern === undefined) return 0;
  const made = patternOf(when.pattern);
  if (!made.ok) return 0;
  return made.pattern.literals === null ? made.pattern.size : made.pattern.size / 4;
}

type Say = (field: string, sentence: string) => void;

function ruleProblems(rule: Rule, index: number): Problem[] {
  const found: Problem[] = [];
  const say: Say = (field, sentence) => void found.push({ rule: rule.id, index, field, sentence });
  if (!/^[a-z0-9-]{1,40}$/.test(rule.id))
    say('id', 'An id is made of small letters, digits and dashes, at most 40 of them.');
  if (rule.name.trim() === '' || [...rule.name].length > MOST.name)
    say('name', `A rule needs a name of at most ${String(MOST.name)} characters.`);
  conditionProblems(rule, say);
  if (rule.then.length === 0) say('then', 'It does nothing: choose at least one thing to do.');
  if (rule.then.length > MOST.effects) say('then', `A rule does at most ${String(MOST.effects)} things.`);
  rule.then.forEach((effect, at) => {
    effectProblems(effect, `then.${String(at)}`, say);
  });
  if (rule.limits !== undefined) limitProblems(rule.limits, say);
  return found;
}

function conditionProblems({ when }: Rule, say: Say): void {
  known(when.kinds, KINDS, 'kinds', 'kind of event', say);
  known(when.intents, INTENTS, 'intents', 'intent', say);
  known(when.topics, TOPICS, 'topics', 'topic', say);
  filled(when.platforms, 'platforms', 20, say);
  filled(when.products, 'products', MOST.products, say);
  filled(when.languages, 'languages', MOST.languages, say);
  for (const language of when.languages ?? []) if (!isLanguage(language)) say('when.languages', notLanguage(language));
  wordProblems(when.words, say);
  if (when.pattern !== undefined) {
    const made = patternOf(when.pattern);
    if (when.pattern.trim() === '' || [...when.pattern].length > MOST_PATTERN)
      say('when.pattern', `A pattern has 1 to ${String(MOST_PATTERN)} characters.`);
    else if (!made.ok) say('when.pattern', made.sentence);
  }
  between(when.gift, 'gift', say);
  between(when.author?.claims, 'author.claims', say);
  between(when.author?.messages, 'author.messages', say);
  if (when.author?.badges !== undefined) filled(when.author.badges, 'author.badges', 20, say);
  const { fromMinutes = 0, toMinutes = Infinity } = when.time ?? {};
  if (fromMinutes >= toMinutes) say('when.time', 'The time begins after it ends.');
}

const isLanguage = (language: string): boolean => /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}$/.test(language);
const notLanguage = (language: string): string => `“${language}” is no language: write it like “en” or “zh-Hant”.`;

function known(
  list: readonly string[] | undefined,
  all: Readonly<Record<string, true>>,
  field: string,
  what: string,
  say: Say,
): void {
  if (list === undefined) return;
  if (list.length === 0) say(`when.${field}`, `Choose at least one ${what}, or ask for none.`);
  for (const one of list) if (!Object.hasOwn(all, one)) say(`when.${field}`, `There is no ${what} “${one}”.`);
}

function filled(list: readonly string[] | undefined, field: string, most: number, say: Say): void {
  if (list === undefined) return;
  if (list.length === 0) say(`when.${field}`, 'Choose at least one, or leave the condition out.');
  if (list.length > most) say(`when.${field}`, `At most ${String(most)} of them.`);
  if (list.some((one) => one.trim() === '')) say(`when.${field}`, 'One of them is empty.');
}

function wordProblems(words: Rule['when']['words'], say: Say): void {
  if (words === undefined) return;
  const all = (['any', 'all', 'none'] as const).flatMap((which) =>
    (words[which] ?? []).map((word) => ({ word, field: `when.words.${which}` })),
  );
  if (all.length === 0) say('when.words', 'Write at least one word, or leave the words out.');
  if (all.length > MOST.words) say('when.words', `A rule has at most ${String(MOST.words)} words.`);
  for (const { word, field } of all) {
    if ([...word].length > MOST.word) say(field, `A word or phrase has at most ${String(MOST.word)} characters.`);
    else if (phraseOf(word) === null) say(field, 'One of the words is empty.');
  }
}

function between(one: { atLeast?: number; atMost?: number } | undefined, field: string, say: Say): void {
  if (one === undefined) return;
  if (one.atLeast === undefined && one.atMost === undefined) say(`when.${field}`, 'Say at least how many, or at most.');
  if ((one.atLeast ?? 0) < 0 || (one.atMost ?? 0) < 0) say(`when.${field}`, 'A number below zero means nothing here.');
  if ((one.atLeast ?? 0) > (one.atMost ?? Infinity)) say(`when.${field}`, 'The least is more than the most.');
}

function effectProblems(effect: RuleEffect, field: string, say: Say): void {
  switch (effect.do) {
    case 'reply':
      if ('texts' in effect.say) textProblems(effect.say.texts, `${field}.say`, say);
      return;
    case 'tag':
      if (effect.tag.trim() === '' || [...effect.tag].length > MOST.tag)
        say(field, `A tag has 1 to ${String(MOST.tag)} characters.`);
      return;
    case 'alert':
      if (effect.sentence.trim() === '' || [...effect.sentence].length > MOST.sentence)
        say(field, `An alert says something, in at most ${String(MOST.sentence)} characters.`);
      return;
    case 'assign':
      if (effect.to.trim() === '') say(field, 'Choose who it is given to.');
      return;
    case 'show-product':
      if (effect.code.trim() === '') say(field, 'Choose the product to show.');
      return;
    default:
      return;
  }
}

function textProblems(texts: Readonly<Record<string, readonly string[]>>, field: string, say: Say): void {
  const languages = Object.entries(texts);
  if (languages.length === 0) say(field, 'Write what is answered, in at least one language.');
  if (languages.length > MOST.languages) say(field, `At most ${String(MOST.languages)} languages.`);
  for (const [language, list] of languages) {
    if (!isLanguage(language)) say(field, notLanguage(language));
    if (list.length === 0) say(field, `There is no text in “${language}”.`);
    if (list.length > MOST.texts) say(field, `At most ${String(MOST.texts)} texts a language.`);
    if (list.some((text) => text.trim() === '')) say(field, `A text in “${language}” is empty.`);
    if (list.some((text) => [...text].length > MOST.text))
      say(field, `A text in “${language}” has more than ${String(MOST.text)} characters.`);
  }
}

function limitProblems(limits: Limits, say: Say): void {
  const whole = (n: number | undefined, most: number, field: keyof Limits, sentence: string) => {
    if (n !== undefined && (!Number.isInteger(n) || n < 1 || n > most)) say(`limits.${field}`, sentence);
  };
  whole(
    limits.coolDownSeconds,
    MOST.coolDownSeconds,
    'coolDownSeconds',
    'A rule rests for 1 second to 24 hours (86,400 seconds).',
  );
  whole(limits.perMinute, MOST.perMinute, 'perMinute', `A rule acts 1 to ${String(MOST.perMinute)} times a minute.`);
}
