import type { Heard } from './heard.ts';
import { giftValue } from './heard.ts';
import type { Pattern } from './pattern.ts';
import type { Condition, Rule } from './rule-set.ts';
import { says } from './words.ts';
import type { Phrase } from './words.ts';

/** A rule's condition made ready: one test a field that is given, the cheap ones first. */
export interface Test {
  field: keyof Condition;
  holds(heard: Heard): boolean;
}

export interface ReadyWords {
  any: readonly Phrase[] | null;
  all: readonly Phrase[] | null;
  none: readonly Phrase[] | null;
}

/** @param pattern null where the rule has none, or one that cannot be read: then it never holds */
export function testsOf(rule: Rule, words: ReadyWords | null, pattern: Pattern | null): Test[] {
  const { when } = rule;
  const tests: (Test | null)[] = [
    kindsTest(when),
    when.platforms ? one('platforms', (heard) => has(when.platforms, heard.row.platform)) : null,
    when.intents ? one('intents', (heard) => has(when.intents, heard.reading?.intent)) : null,
    when.topics ? one('topics', (heard) => has(when.topics, heard.reading?.topic)) : null,
    when.needsLook === undefined
      ? null
      : one('needsLook', (heard) => heard.reading !== null && heard.reading.needsLook === when.needsLook),
    productsTest(when),
    languagesTest(when),
    giftTest(when),
    timeTest(when),
    authorTest(when),
    words === null ? null : one('words', (heard) => wordsHold(words, heard)),
    when.pattern === undefined ? null : one('pattern', (heard) => pattern !== null && pattern.test(heard.folded())),
  ];
  return tests.filter((test) => test !== null);
}

const one = (field: keyof Condition, holds: (heard: Heard) => boolean): Test => ({ field, holds });
const has = (list: readonly string[] | undefined, value: string | null | undefined): boolean =>
  list !== undefined && value !== null && value !== undefined && list.includes(value);

function kindsTest(when: Condition): Test {
  const kinds: readonly string[] = when.kinds ?? ['message'];
  return one('kinds', (heard) => kinds.includes(heard.kind));
}

function productsTest(when: Condition): Test | null {
  if (when.products === undefined) return null;
  const products = new Set(when.products);
  return one(
    'products',
    (heard) =>
      heard.codes.some((code) => products.has(code)) ||
      (products.has('showing') && heard.showing !== null && heard.codes.includes(heard.showing)),
  );
}

function languagesTest(when: Condition): Test | null {
  if (when.languages === undefined) return null;
  const wanted = when.languages.map((language) => language.toLowerCase());
  return one('languages', ({ reading }) => {
    const spoken = reading?.language?.toLowerCase();
    return spoken !== undefined && wanted.some((one) => covers(one, spoken));
  });
}

/** 'zh' covers 'zh-hant'. */
export const covers = (wanted: string, spoken: string): boolean => spoken === wanted || spoken.startsWith(`${wanted}-`);

interface Between {
  atLeast?: number;
  atMost?: number;
}
const within = (between: Between | undefined, n: number): boolean =>
  n >= (between?.atLeast ?? -Infinity) && n <= (between?.atMost ?? Infinity);

function giftTest({ gift }: Condition): Test | null {
  if (gift === undefined) return null;
  return one('gift', (heard) => {
    const value = heard.kind === 'gift' ? giftValue(heard.row) : null;
    return value !== null && within(gift, value);
  });
}

function timeTest({ time }: Condition): Test | null {
  if (time === undefined) return null;
  return one(
    'time',
    ({ minutes }) =>
      minutes !== null && minutes >= (time.fromMinutes ?? -Infinity) && minutes < (time.toMinutes ?? Infinity),
  );
}

function authorTest({ author }: Condition): Test | null {
  if (author === undefined) return null;
  return one(
    'author',
    (heard) =>
      within(author.claims, heard.author.claims) &&
      within(author.messages, heard.author.messages) &&
      (author.badges === undefined || (heard.row.badges ?? []).some((badge) => author.badges?.includes(badge))),
  );
}

function wordsHold(words: ReadyWords, heard: Heard): boolean {
  const folded = heard.folded();
  return (
    (words.any === null || words.any.some((phrase) => says(folded, phrase))) &&
    (words.all === null || words.all.every((phrase) => says(folded, phrase))) &&
    (words.none === null || !words.none.some((phrase) => says(folded, phrase)))
  );
}
