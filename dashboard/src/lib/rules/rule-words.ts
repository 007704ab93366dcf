import { platformLook } from '#lib/shared/platforms.ts';
import type { Condition, Rule, RuleEffect, Saying } from '../../../../server/api/schemas/rules.ts';

/** The trade's words for what a rule can ask and do, in the order of the form. */
export interface Choice<T extends string = string> {
  id: T;
  name: string;
}

type Of<T> = T extends readonly (infer U extends string)[] ? U : never;
const choices = <T extends string>(names: Record<T, string>): Choice<T>[] =>
  Object.entries(names).map(([id, name]) => ({ id: id as T, name: name as string }));

export const KINDS = choices<Of<NonNullable<Condition['kinds']>>>({
  message: 'Messages',
  gift: 'Gifts',
  follow: 'Follows',
  join: 'Joins',
  like: 'Likes',
  share: 'Shares',
});
export const INTENTS = choices<Of<NonNullable<Condition['intents']>>>({
  claim: 'Claim',
  cancel: 'Cancel',
  question: 'Question',
  complaint: 'Complaint',
  praise: 'Praise',
  spam: 'Spam',
  none: 'Anything else',
});
export const TOPICS = choices<Of<NonNullable<Condition['topics']>>>({
  price: 'Price',
  stock: 'Stock',
  size: 'Size',
  shipping: 'Shipping',
  payment: 'Payment',
  product: 'The product',
  link: 'Link',
  choice: 'Which of two',
  other: 'Something else',
});
export const EFFECTS = choices<RuleEffect['do']>({
  claim: 'Take the claim',
  cancel: 'Cancel the claim',
  reply: 'Answer',
  question: 'Put into the questions',
  assign: 'Give to somebody',
  tag: 'Tag',
  hold: 'Hold for review',
  hide: 'Hide the message',
  feature: 'Feature on the overlay',
  alert: 'Alert the team',
  'show-product': 'Show a product',
});
export const WAYS = choices<'best' | 'private' | 'public' | 'screen'>({
  best: 'Privately where possible, else in public, else on screen',
  private: 'Privately only',
  public: 'In public',
  screen: 'On screen',
});
export const BUILT_IN = choices<'price' | 'link' | 'stock' | 'which-one'>({
  price: 'Our words: the price',
  stock: 'Our words: what is left',
  link: 'Our words: the link',
  'which-one': 'Our words: which one?',
});
export const STATES = choices<Rule['state']>({ on: 'On', shadow: 'Shadow', off: 'Off' });
export const BADGES = choices<string>({
  moderator: 'Moderator',
  member: 'Member',
  subscriber: 'Subscriber',
  verified: 'Verified',
  follower: 'Follower',
});
export const VALUES = ['author', 'code', 'product', 'price', 'stock', 'options', 'link'] as const;

export const nameOf = (list: readonly Choice[], id: string): string => list.find((one) => one.id === id)?.name ?? id;
const small = (list: readonly Choice[], ids: readonly string[], last = 'or'): string =>
  joined(
    ids.map((id) => nameOf(list, id).toLowerCase()),
    last,
  );

/** "a", "a or b", "a, b or c" */
export function joined(words: readonly string[], last = 'or'): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`;
}

/** "When a question about price on YouTube, in th" */
export function whenWords(when: Condition): string {
  const kinds = when.kinds?.length ? small(KINDS, when.kinds) : 'messages';
  const what = when.intents?.length ? small(INTENTS, when.intents) : kinds;
  const { words } = when;
  const parts = [
    when.topics?.length ? `about ${small(TOPICS, when.topics)}` : '',
    when.products?.length
      ? `for ${joined(when.products.map((code) => (code === 'showing' ? 'what is showing' : code)))}`
      : '',
    words?.any?.length ? `with “${joined(words.any)}”` : '',
    words?.all?.length ? `with all of “${joined(words.all, 'and')}”` : '',
    words?.none?.length ? `without “${joined(words.none)}”` : '',
    when.pattern ? `that fit /${when.pattern}/` : '',
    when.languages?.length ? `in ${joined(when.languages)}` : '',
    when.platforms?.length ? `on ${joined(when.platforms.map((id) => platformLook(id).name))}` : '',
    authorWords(when.author),
    between('worth', when.gift),
    timeWords(when.time),
    when.needsLook === true ? 'that need a look' : when.needsLook === false ? 'read without doubt' : '',
  ];
  return [what, ...parts.filter(Boolean)].join(' ');
}

function between(word: string, range: { atLeast?: number; atMost?: number } | undefined): string {
  if (range === undefined) return '';
  const { atLeast, atMost } = range;
  if (atLeast !== undefined && atMost !== undefined) return `${word} ${String(atLeast)}–${String(atMost)}`;
  if (atLeast !== undefined) return `${word} ${String(atLeast)} or more`;
  return atMost === undefined ? '' : `${word} ${String(atMost)} at most`;
}

function authorWords(author: Condition['author']): string {
  if (author === undefined) return '';
  const parts = [
    between('claims', author.claims),
    between('messages', author.messages),
    author.badges?.length ? small(BADGES, author.badges) : '',
  ].filter(Boolean);
  return parts.length === 0 ? '' : `from authors with ${parts.join(', ')}`;
}

function timeWords(time: Condition['time']): string {
  if (time === undefined) return '';
  const { fromMinutes, toMinutes } = time;
  if (fromMinutes !== undefined && toMinutes !== undefined)
    return `from minute ${String(fromMinutes)} to ${String(toMinutes)}`;
  if (fromMinutes !== undefined) return `from minute ${String(fromMinutes)}`;
  return toMinutes === undefined ? '' : `before minute ${String(toMinutes)}`;
}

const sayWords = (say: Saying): string =>
  'about' in say ? nameOf(BUILT_IN, say.about).replace('Our words: ', '') : 'your words';
const WAY_WORDS = { best: '', private: ' privately', public: ' in public', screen: ' on screen' } as const;

export function effectWords(effect: RuleEffect, members: readonly { id: string; name: string }[] = []): string {
  switch (effect.do) {
    case 'reply':
      return `answer${WAY_WORDS[effect.way]} with ${sayWords(effect.say)}`;
    case 'tag':
      return `tag “${effect.tag}”`;
    case 'assign':
      return `give to ${members.find((one) => one.id === effect.to)?.name ?? 'somebody'}`;
    case 'alert':
      return `alert “${effect.sentence}”`;
    case 'show-product':
      return `show ${effect.code}`;
    default:
      return nameOf(EFFECTS, effect.do).toLowerCase();
  }
}

export function limitWords({ limits, stop }: Pick<Rule, 'limits' | 'stop'>): string[] {
  return [
    limits?.coolDownSeconds === undefined ? '' : `rests ${String(limits.coolDownSeconds)} s`,
    limits?.oncePerViewer === true ? 'once a viewer' : '',
    limits?.perMinute === undefined ? '' : `${String(limits.perMinute)} a minute`,
    stop ? 'stops here' : '',
  ].filter(Boolean);
}

/** A reply as it would look, with made-up values; a name that is none of ours stays as it stands. */
export function previewOf(text: string): string {
  const values: Record<string, string> = {
    author: '@Ana',
    code: 'A12',
    product: 'Linen dress',
    price: 'EUR 49.00',
    stock: '3',
    options: 'size: S, M, L',
    link: 'https://shop.example/spring-drop',
  };
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => values[name] ?? whole);
}

/** Code points left of the shortest place it can be said; below zero it is cut there. */
export const lengthLeft = (text: string, most: number): number => most - [...previewOf(text)].length;
