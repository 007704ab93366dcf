import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { carriesLink, cannotWork } from './cannot-work.ts';
import type { RulePlace } from './cannot-work.ts';
import { checkRules } from './check.ts';
import { STARTER_LANGUAGES, namesOf } from './starter-names.ts';
import { STARTER_IDS, starterRules } from './starter.ts';
import { ruleOf } from './rules.fixture.ts';
import type { Rule } from './rule-set.ts';

const spoken = Object.keys(
  JSON.parse(readFileSync(new URL('../outbox/wordings.json', import.meta.url), 'utf8')) as object,
);

describe('the starter set', () => {
  it('has names and sentences of its own in every language that we have wordings for', () => {
    expect([...STARTER_LANGUAGES].sort()).toEqual(spoken.sort());
    const english = starterRules('en').rules.map((rule) => rule.name);
    for (const language of STARTER_LANGUAGES) {
      const { rules, name } = starterRules(language);
      expect(checkRules(rules), language).toEqual([]);
      expect(rules.map((rule) => rule.id)).toEqual([...STARTER_IDS]);
      expect(new Set(rules.map((rule) => rule.name)).size, language).toBe(rules.length);
      expect(name).not.toBe('');
      if (language !== 'en')
        expect(
          rules.filter((rule) => english.includes(rule.name)),
          language,
        ).toEqual([]);
    }
  });
  it('is found by any tag of a language, and is English where there is none', () => {
    expect(namesOf('de-AT').set).toBe(namesOf('de').set);
    expect(namesOf('zh-TW').set).toBe(namesOf('zh-Hant').set);
    expect(namesOf('zh').set).toBe(namesOf('zh-Hans').set);
    expect(namesOf('fil').set).toBe(namesOf('tl').set);
    expect(namesOf('fi').set).toBe(namesOf('en').set);
  });
});

const speech = { links: 'yes', qrCodes: 'yes', otherPlatforms: 'yes', pricesElsewhere: 'yes', games: 'yes' } as const;
const place = (id: string, more: Partial<RulePlace['manifest']> = {}, connected = true): RulePlace => ({
  connected,
  manifest: { id, name: id.toUpperCase(), can: ['reply'], emits: ['message', 'gift'], speech, ...more },
});
const replies = (way: 'public' | 'private' | 'screen' | 'best', text = 'Hi'): Rule =>
  ruleOf({ then: [{ do: 'reply', way, say: { texts: { en: [text] } } }] });

describe('a rule that cannot work says where, before it is saved', () => {
  const said = (rule: Rule, places: RulePlace[], ground = {}) =>
    cannotWork(rule, places, ground).map((problem) => [problem.field, problem.sentence]);
  const tiktok = place('tiktok', {
    speech: { ...speech, links: 'no' },
    conditions: { reply: 'needs a paid key' },
  });
  const instagram = place('instagram', { can: ['private-reply', 'message'], emits: ['message'] });
  const cases: [string, Rule, RulePlace[], string[]][] = [
    ['a private reply on TikTok', replies('private'), [tiktok], ['TIKTOK takes no private replies.']],
    ['a public one under a condition', replies('public'), [tiktok], ['TIKTOK: needs a paid key']],
    ['a public one on Instagram', replies('public'), [instagram], ['INSTAGRAM takes no public replies.']],
    ['the best way is always one', replies('best'), [tiktok, instagram], []],
    [
      'on screen without an overlay',
      replies('screen'),
      [tiktok],
      ['There is no overlay yet: make an address for it, or nobody sees this reply.'],
    ],
    ['a gift on Instagram', ruleOf({ when: { kinds: ['gift'] } }), [instagram], ['INSTAGRAM does not tell of gifts.']],
    [
      'hiding where there is none',
      ruleOf({ then: [{ do: 'hide' }] }),
      [tiktok],
      ['TIKTOK hides no messages: it is hidden in the console and on the overlay alone.'],
    ],
    [
      'a link where links are forbidden',
      replies('best', 'See {{ link }}'),
      [tiktok],
      ['TIKTOK takes no addresses: there it is said without the link, or not at all.'],
    ],
    [
      'a platform that is not connected',
      ruleOf({ when: { platforms: ['twitch'] } }),
      [place('twitch', {}, false)],
      ['TWITCH is not connected: there it does nothing until it is.'],
    ],
    ['one that does not exist', ruleOf({ when: { platforms: ['myspace'] } }), [], ['There is no platform “myspace”.']],
    [
      'a claim of what is no claim',
      ruleOf({ when: { intents: ['question'] }, then: [{ do: 'claim' }] }),
      [],
      ['Only what reads as a claim is claimed, and this rule is about other messages: it claims nothing.'],
    ],
    [
      'an intent of a gift',
      ruleOf({ when: { kinds: ['gift'], intents: ['claim'] } }),
      [tiktok],
      ['Only messages are read: with this condition it never acts on anything else.'],
    ],
    [
      'a product that is not there',
      ruleOf({ when: { products: ['Z9', 'showing'] } }),
      [],
      ['There is no product with the code Z9.'],
    ],
    [
      'platforms it is not about',
      ruleOf({ when: { platforms: ['tiktok'] }, then: [{ do: 'tag', tag: 't' }] }),
      [tiktok, instagram],
      [],
    ],
  ];
  it.each(cases)('%s', (_name, rule, places, expected) => {
    const ground = { overlay: false, codes: new Set(['A12']), members: new Set(['mo']) };
    expect(said(rule, places, ground).map(([, sentence]) => sentence)).toEqual(expected);
  });
  it('what an account was found not to be allowed is said with the step that cures it', () => {
    const levels = [{ id: 'replies-publicly', state: 'missing', sentence: 'Ask for review.' } as const];
    expect(said(replies('public'), [{ ...place('facebook'), levels }])).toEqual([
      ['then.0', 'FACEBOOK: Ask for review.'],
    ]);
    const proven = [{ id: 'replies-publicly', state: 'proven', sentence: null } as const];
    expect(said(replies('public'), [{ ...tiktok, levels: proven }])).toEqual([]);
  });
  it('it carries a link where it says one, or where nobody can tell that it does not', () => {
    expect(
      ['Hi {{author}}', 'See {{link}}', '{% if code %}x{% endif %}', 'at https://x.y', 'shop.example.com'].map((text) =>
        carriesLink(replies('best', text)),
      ),
    ).toEqual([false, true, true, true, true]);
    expect(carriesLink(ruleOf({ then: [{ do: 'reply', way: 'public', say: { about: 'link' } }] }))).toBe(true);
    expect(carriesLink(ruleOf({}))).toBe(false);
  });
});

describe('what is wrong with a set of rules', () => {
  const wrong = (more: Partial<Rule>) => checkRules([ruleOf(more)]).map((problem) => problem.field);
  it.each<[string, Partial<Rule>, string]>([
    ['an id', { id: 'Big Id' }, 'id'],
    ['no name', { name: ' ' }, 'name'],
    ['nothing to do', { then: [] }, 'then'],
    ['a bad pattern', { when: { pattern: '(' } }, 'when.pattern'],
    ['an unknown topic', { when: { topics: ['weather' as 'price'] } }, 'when.topics'],
    ['no intent', { when: { intents: [] } }, 'when.intents'],
    ['no words', { when: { words: {} } }, 'when.words'],
    ['an empty word', { when: { words: { any: ['\u200b'] } } }, 'when.words.any'],
    [
      'too many words',
      { when: { words: { any: Array.from({ length: 201 }, (_, i) => `w${String(i)}`) } } },
      'when.words',
    ],
    ['a language', { when: { languages: ['?'] } }, 'when.languages'],
    ['a gift the wrong way round', { when: { gift: { atLeast: 2, atMost: 1 } } }, 'when.gift'],
    ['a time the wrong way round', { when: { time: { fromMinutes: 5, toMinutes: 5 } } }, 'when.time'],
    ['no text', { then: [{ do: 'reply', way: 'best', say: { texts: {} } }] }, 'then.0.say'],
    ['a long text', { then: [{ do: 'reply', way: 'best', say: { texts: { en: ['x'.repeat(501)] } } }] }, 'then.0.say'],
    [
      'too many texts',
      { then: [{ do: 'reply', way: 'best', say: { texts: { en: Array(21).fill('x') as string[] } } }] },
      'then.0.say',
    ],
    ['an empty tag', { then: [{ do: 'tag', tag: '' }] }, 'then.0'],
    ['a cap too high', { limits: { perMinute: 121 } }, 'limits.perMinute'],
    ['a rest too long', { limits: { coolDownSeconds: 86_401 } }, 'limits.coolDownSeconds'],
  ])('%s', (_name, more, field) => {
    expect(wrong(more)).toEqual([field]);
  });
  it('too many rules, two with one id, too many that remember viewers', () => {
    const many = Array.from({ length: 201 }, (_, i) => ruleOf({ id: `r${String(i)}` }));
    expect(checkRules(many)[0]?.sentence).toMatch(/at most 200 rules/);
    expect(checkRules([ruleOf({}), ruleOf({})])).toMatchObject([{ rule: 'one', index: 1, field: 'id' }]);
    const once = many.slice(0, 11).map((rule) => ({ ...rule, limits: { oncePerViewer: true } }));
    expect(checkRules(once)[0]?.sentence).toMatch(/once a viewer/);
  });
});
