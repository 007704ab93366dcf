import type { Topic } from './lexicon/lexicon.ts';
import { hasRole } from './mark.ts';
import type { Mark } from './mark.ts';
import type { Seen } from './seen.ts';

/**
 * What a question is about: the first thing it asks, except that a price of delivery is about delivery ("how much is
 * shipping", but "how much? do you ship?" and "how much is A12 with shipping" are about the price).
 */
export function topicOf({ marks, goods }: Seen): Topic | null {
  const tells = goods.coded && (goods.counted || goods.optioned) && !marks.some(asks);
  let first: Topic | null = null;
  for (const [at, mark] of marks.entries()) {
    if (first !== null && ENDS.has(mark.kind)) return first;
    // "A12 red M, I weigh 55": says a measure and asks nothing.
    const priced = marks[at + 1];
    const told = priced?.kind === 'aside' && priced.what === 'price' && !marks.some(asks);
    const topic =
      (told && topicIn(mark) === 'price') || (tells && hasRole(mark, 'number-mark') && marks[at + 1]?.kind === 'aside')
        ? null
        : topicIn(mark);
    if (topic === null) continue;
    if (first === 'price' && topic === 'shipping') return topic;
    first ??= topic;
  }
  return first;
}

const ENDS = new Set<Mark['kind']>(['stop', 'ask', 'code', 'title']);

const asks = (mark: Mark): boolean =>
  mark.kind === 'ask' || (mark.kind === 'meaning' && mark.meaning.kind === 'asking') || hasRole(mark, 'tag');

const topicIn = (mark: Mark): Topic | null =>
  mark.kind === 'meaning' && mark.meaning.kind === 'topic' ? (mark.meaning.value as Topic) : null;

/** Of a question that says no topic, what its goods say: "A12 for 350k?" a price, "A12 in XL?" a size, "the black one?" whether it is there. */
export function topicOfGoods({ marks, goods }: Seen): Topic | null {
  if (marks.some((mark) => mark.kind === 'aside' && mark.what === 'price')) return 'price';
  const options = marks.flatMap((mark) => (mark.kind === 'option' && !mark.describes ? [mark] : []));
  if (options.length > 0)
    return options.every((mark) => mark.concept !== null && SIZES.has(mark.concept)) ? 'size' : 'stock';
  if (marks.some((mark) => mark.kind === 'option' && mark.describes)) return 'product';
  return goods.coded ? 'product' : null;
}

const SIZES = new Set(['xxs', 'xs', 's', 'm', 'l', 'xl', 'xxl', 'xxxl', '4xl', '5xl', 'one size']);
