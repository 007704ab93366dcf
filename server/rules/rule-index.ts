import { codeKey } from '../intents/fold.ts';
import type { ReadyRule } from './compile.ts';
import type { Heard } from './heard.ts';
import { plainWords } from './words.ts';
import type { Phrase } from './words.ts';

/**
 * Which rules can be about an event at all: each stands under the one thing it asks that is rarest among events, so that
 * a comment is compared with the few rules it may concern and not with all. What is found here is then looked at in full.
 */
export interface RuleIndex {
  /** In the order of the rules, each once. */
  about(heard: Heard): readonly ReadyRule[];
}

type Shelf = Map<string, ReadyRule[]>;
interface Shelves {
  always: ReadyRule[];
  kinds: Shelf;
  /** The plain letters and digits that a phrase begins with, up to the first that is neither. */
  words: Shelf;
  /** The first two characters (or the only one) of what is found anywhere in a text. */
  within: Shelf;
  codes: Shelf;
  topics: Shelf;
  intents: Shelf;
  languages: Shelf;
}

export function ruleIndex(rules: readonly ReadyRule[]): RuleIndex {
  const shelves: Shelves = {
    always: [],
    kinds: new Map(),
    words: new Map(),
    within: new Map(),
    codes: new Map(),
    topics: new Map(),
    intents: new Map(),
    languages: new Map(),
  };
  for (const ready of rules) shelve(shelves, ready);
  return { about: (heard) => found(shelves, heard) };
}

function shelve(shelves: Shelves, ready: ReadyRule): void {
  const kinds = ready.rule.when.kinds ?? ['message'];
  for (const kind of kinds) if (kind !== 'message') put(shelves.kinds, [kind], ready);
  if (kinds.includes('message')) shelveMessage(shelves, ready);
}

function shelveMessage(shelves: Shelves, ready: ReadyRule): void {
  const { when } = ready.rule;
  const { words, pattern } = ready;
  const phrases = words?.any ?? words?.all?.slice(0, 1) ?? null;
  if (phrases !== null) for (const phrase of phrases) putPhrase(shelves, phrase, ready);
  else if (pattern !== null && pattern.literals !== null) put(shelves.within, pattern.literals.map(pairOf), ready);
  else if (when.products !== undefined) put(shelves.codes, when.products.map(shelfOf), ready);
  else if (when.topics !== undefined) put(shelves.topics, when.topics, ready);
  else if (when.intents !== undefined) put(shelves.intents, when.intents, ready);
  else if (when.languages !== undefined) put(shelves.languages, when.languages.map(languageOf), ready);
  else shelves.always.push(ready);
}

function putPhrase(shelves: Shelves, phrase: Phrase, ready: ReadyRule): void {
  const begin = phrase.anywhere ? null : /^[a-z0-9]+/.exec(phrase.text);
  if (begin === null) put(shelves.within, [pairOf(phrase.text)], ready);
  else put(shelves.words, [begin[0]], ready);
}

const SHOWING = '\u001fshowing';
/** A code is looked up as it is written; codes that fold alike share a shelf. */
const shelfOf = (code: string): string => (code === 'showing' ? SHOWING : codeKey(code));
const pairOf = (text: string): string => text.slice(0, 2);
const languageOf = (language: string): string => language.toLowerCase().split('-')[0] ?? '';

function put(shelf: Shelf, keys: readonly string[], ready: ReadyRule): void {
  for (const key of new Set(keys)) {
    const list = shelf.get(key);
    if (list === undefined) shelf.set(key, [ready]);
    else list.push(ready);
  }
}

function found(shelves: Shelves, heard: Heard): readonly ReadyRule[] {
  const lists: ReadyRule[][] = [];
  const take = (shelf: Shelf, key: string) => {
    const list = shelf.get(key);
    if (list !== undefined && !lists.includes(list)) lists.push(list);
  };
  if (heard.kind !== 'message') return shelves.kinds.get(heard.kind) ?? [];
  if (shelves.always.length > 0) lists.push(shelves.always);
  if (heard.reading !== null) {
    take(shelves.intents, heard.reading.intent);
    if (heard.reading.topic !== null) take(shelves.topics, heard.reading.topic);
    if (heard.reading.language !== null) take(shelves.languages, languageOf(heard.reading.language));
  }
  if (shelves.codes.size > 0) {
    for (const code of heard.codes) take(shelves.codes, codeKey(code));
    if (heard.showing !== null && heard.codes.includes(heard.showing)) take(shelves.codes, SHOWING);
  }
  if (shelves.words.size > 0) for (const word of plainWords(heard.folded())) take(shelves.words, word);
  if (shelves.within.size > 0) takePairs(shelves.within, heard.folded(), take);
  return inOrder(lists);
}

function takePairs(shelf: Shelf, folded: string, take: (shelf: Shelf, key: string) => void): void {
  for (let at = 0; at < folded.length; at += 1) {
    take(shelf, folded.slice(at, at + 2));
    take(shelf, folded[at] ?? '');
  }
}

function inOrder(lists: readonly ReadyRule[][]): readonly ReadyRule[] {
  const [only, second] = lists;
  if (only === undefined) return NONE;
  if (second === undefined) return only;
  const all = lists.flat().sort((a, b) => a.at - b.at);
  return all.filter((ready, i) => ready !== all[i - 1]);
}

const NONE: readonly ReadyRule[] = [];
