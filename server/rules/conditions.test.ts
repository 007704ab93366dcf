import { describe, expect, it } from 'vitest';
import type { LogRow } from './log-row.ts';
import type { Condition } from './rule-set.ts';
import { ruleOf, run, showWith } from './rules.fixture.ts';
import { logOf } from './show.fixture.ts';

/** Does a rule with this condition act on the last of these rows? */
function acts(when: Condition, ...rows: LogRow[]): boolean {
  const claims = ruleOf({ id: 'claims', when: { intents: ['claim'] }, then: [{ do: 'claim' }] });
  return (
    run(showWith([ruleOf({ when }), claims]), rows)
      .acted.at(-1)
      ?.includes('one') === true
  );
}
const { said, staff } = logOf();
const show = (code: string) => staff({ action: 'show-product', productId: code }, 500);
const gift = (value: unknown) =>
  said('thanks!', 1000, { kind: 'gift', body: { type: 'gift', name: 'Rose', count: 1, value } });

describe('a rule acts where each of its conditions holds', () => {
  const hello = said('hello there', 1000);
  const cases: [string, Condition, boolean, LogRow[]][] = [
    ['no condition: every message', {}, true, [hello]],
    ['no condition: no gift', {}, false, [gift({ coins: 5 })]],
    ['the kind of event', { kinds: ['follow', 'gift'] }, true, [said('', 1000, { kind: 'follow' })]],
    ['another kind of event', { kinds: ['follow'] }, false, [hello]],
    ['the platform', { platforms: ['tiktok', 'youtube'] }, true, [hello]],
    ['another platform', { platforms: ['tiktok'] }, false, [hello]],
    ['the intent', { intents: ['claim'] }, true, [said('mine B07', 1000)]],
    ['another intent', { intents: ['claim'] }, false, [hello]],
    ['the topic', { topics: ['price'] }, true, [said('how much is B07?', 1000)]],
    ['another topic', { topics: ['shipping'] }, false, [said('how much is B07?', 1000)]],
    ['a product named', { products: ['B07'] }, true, [said('mine B07', 1000)]],
    ['another product named', { products: ['A12'] }, false, [said('mine B07', 1000)]],
    ['a message that names none is about the one showing', { products: ['B07'] }, true, [show('b07'), hello]],
    ['the one showing, unnamed', { products: ['showing'] }, true, [show('b07'), hello]],
    ['the one showing, by name', { products: ['showing'] }, true, [show('b07'), said('mine B07', 1000)]],
    ['not the one showing', { products: ['showing'] }, false, [show('b07'), said('A12 red', 1000)]],
    ['nothing is showing', { products: ['showing'] }, false, [hello]],
    ['the language', { languages: ['th'] }, true, [said('ราคาเท่าไหร่', 1000)]],
    ['another language', { languages: ['de'] }, false, [said('ราคาเท่าไหร่', 1000)]],
    ['any of the words', { words: { any: ['bye', 'HELLO'] } }, true, [hello]],
    ['a phrase', { words: { any: ['hello there'] } }, true, [hello]],
    ['a phrase in another order', { words: { any: ['there hello'] } }, false, [hello]],
    ['a part of a word is no word', { words: { any: ['hell'] } }, false, [hello]],
    ['all of the words', { words: { all: ['there', 'hello'] } }, true, [hello]],
    ['not all of the words', { words: { all: ['hello', 'you'] } }, false, [hello]],
    ['none of the words', { words: { none: ['there'] } }, false, [hello]],
    ['folded words', { words: { any: ['ｈｅｌｌｏ'] } }, true, [said('HEL\u200bLO', 1000)]],
    ['Thai is found inside a run', { words: { any: ['เสื้อ'] } }, true, [said('อยากได้เสื้อสีแดง', 1000)]],
    ['Han too', { words: { any: ['運費'] } }, true, [said('請問運費多少', 1000)]],
    ['Cyrillic is whole words', { words: { any: ['дом'] } }, false, [said('домой', 1000)]],
    ['a pattern', { pattern: 'h[ae]llo\\s+\\w+' }, true, [hello]],
    ['a pattern in another case', { pattern: 'HELLO' }, true, [hello]],
    ['a pattern that is not there', { pattern: '^there' }, false, [hello]],
    ['a pattern that cannot be read', { pattern: '(?<=a)b' }, false, [said('ab', 1000)]],
    ['a badge', { author: { badges: ['moderator', 'member'] } }, true, [said('hi', 1000, { badges: ['member'] })]],
    ['no badge', { author: { badges: ['moderator'] } }, false, [said('hi', 1000, { badges: ['member'] })]],
    ['the first message of an author', { author: { messages: { atMost: 0 } } }, true, [hello]],
    ['the second is not the first', { author: { messages: { atMost: 0 } } }, false, [said('hi', 900), hello]],
    ['a claim before', { author: { claims: { atLeast: 1 } } }, true, [said('mine B07', 900), hello]],
    [
      'a claim of somebody else',
      { author: { claims: { atLeast: 1 } } },
      false,
      [said('B07', 900, { authorId: 'bo' }), hello],
    ],
    ['the claim itself is not before it', { author: { claims: { atLeast: 1 } } }, false, [said('mine B07', 900)]],
    ['coins of a gift', { kinds: ['gift'], gift: { atLeast: 100 } }, true, [gift({ coins: 100 })]],
    [
      'cents of a Super Chat',
      { kinds: ['gift'], gift: { atLeast: 500, atMost: 1000 } },
      true,
      [gift({ amountMinor: '999', currency: 'EUR' })],
    ],
    ['too small a gift', { kinds: ['gift'], gift: { atLeast: 101 } }, false, [gift({ coins: 100 })]],
    ['a gift of no known value', { kinds: ['gift'], gift: { atLeast: 0 } }, false, [gift(null)]],
    ['words of a gift', { kinds: ['gift'], words: { any: ['thanks'] } }, true, [gift({ coins: 1 })]],
    ['within the time', { time: { fromMinutes: 0, toMinutes: 1 } }, true, [said('hi', 59_999)]],
    ['after it', { time: { fromMinutes: 0, toMinutes: 1 } }, false, [said('hi', 60_000)]],
    ['before it', { time: { fromMinutes: 1 } }, false, [said('hi', 59_999)]],
    ['needs a look', { needsLook: true }, true, [said('mine A99', 1000)]],
    ['needs no look', { needsLook: false }, false, [said('mine A99', 1000)]],
    ['two conditions, one of which fails', { words: { any: ['hello'] }, platforms: ['twitch'] }, false, [hello]],
  ];
  it.each(cases)('%s', (_name, when, expected, rows) => {
    expect(acts(when, ...rows)).toBe(expected);
  });
});
